/** For commands that do one thing to the data: opens what the configuration names, does it, closes it. */
import { pino } from 'pino';
import type { ServerDeps } from '../app-deps.ts';
import { databaseSentence } from '../settings/database-sentence.ts';
import { openServer } from '../open-server.ts';
import { readCommandConfig, refused, type CommandInput, type CommandOutcome } from './command.ts';

const standardError = 2;

/** The work sees the same parts as the server's use cases do; a server may run on the same data meanwhile. */
export async function withServer(input: CommandInput, configFile: string | undefined, tenants: 'kept' | 'demo', work: (deps: ServerDeps) => Promise<CommandOutcome>): Promise<CommandOutcome> {
  const read = readCommandConfig(input, configFile, tenants);
  if (read.kind === 'refused') return read;
  const { database } = read.config;
  const logger = pino({ level: 'error' }, pino.destination(standardError));
  const opened = await openServer({ database, logger, announce: () => undefined, setupRequestsPerMinute: 1, answers: 'trusted', countryHint: 'off' });
  if (opened.kind !== 'opened') return refused(databaseSentence(database, opened.kind));
  try {
    return await work(opened.deps);
  } finally {
    await opened.deps.database.close();
  }
}

/** One JSON line on standard output, for people and programs. */
export function print(line: Readonly<Record<string, string | number | boolean | null>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
