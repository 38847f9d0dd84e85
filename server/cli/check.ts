/** `check`: is what `start` would use usable. One line each, so that an installation script can show them. Changes nothing. */
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { z } from 'zod';
import type { TlsFiles } from '../settings/config.ts';
import { databaseSentence } from '../settings/database-sentence.ts';
import { describeDatabase } from '../settings/database-target.ts';
import { lookAtDatabase } from '../database/look-at.ts';
import { configOption, readArguments, readCommandConfig, refused, type Command } from './command.ts';

const argumentsOf = z.object({ config: z.string().optional() });

export const check: Command = {
  name: 'check',
  summary: 'Says whether the configuration, the TLS files and the database can be used, and changes nothing.',
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
    const found = await lookAtDatabase(database);
    if (found.kind !== 'usable' && found.kind !== 'notThere') return refused(`database: ${databaseSentence(database, found.kind)}`);
    say(`database: ${wordsFor(found, describeDatabase(database))}`);
    return { kind: 'done' };
  },
};

function wordsFor(found: { readonly kind: 'usable'; readonly missing: number } | { readonly kind: 'notThere' }, where: string): string {
  if (found.kind === 'notThere') return `not there yet; start, migrate or create-tenant makes it in ${where}. Where there should be one, correct the address; nothing was made.`;
  return found.missing === 0 ? `good; ${where}` : `good; ${where}. It is of an older version: take a backup, then start or migrate brings it up to date.`;
}

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
