/** `check`: is what `start` would use usable. One line each, so that an installation script can show them. */
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { z } from 'zod';
import type { TlsFiles } from '../settings/config.ts';
import { databaseSentence } from '../settings/database-sentence.ts';
import { describeDatabase } from '../settings/database-target.ts';
import { openDatabase } from '../database/open.ts';
import { configOption, readArguments, readCommandConfig, refused, type Command } from './command.ts';

const argumentsOf = z.object({ config: z.string().optional() });

export const check: Command = {
  name: 'check',
  summary: 'Says whether the configuration, the TLS files and the database can be used. The database is opened as start does it, which also brings it up to date.',
  options: configOption,
  async run(input) {
    const read = readArguments(check, argumentsOf, input.argv);
    if (read.kind === 'refused') return read;
    const config = readCommandConfig(input, read.values.config, 'kept');
    if (config.kind === 'refused') return config;
    const { host, port, tls, database } = config.config;
    say(`configuration: good; would listen on ${host}, port ${port}`);
    if (!areUsable(tls)) return refused('TLS files: cannot be used. Check that ZENTIME_TLS_CERT and ZENTIME_TLS_KEY exist, are PEM, and belong together.');
    say(tls.kind === 'on' ? 'TLS files: good' : 'TLS files: none, plain HTTP on loopback');
    const opened = await openDatabase(database);
    if (opened.kind !== 'opened') return refused(`database: ${databaseSentence(database, opened.kind)}`);
    await opened.database.close();
    say(`database: good; ${describeDatabase(database)}`);
    return { kind: 'done' };
  },
};

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function areUsable(tls: TlsFiles): boolean {
  if (tls.kind === 'off') return true;
  try {
    createSecureContext({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) });
    return true;
  } catch {
    return false;
  }
}
