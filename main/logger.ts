/**
 * Main's log: one JSON line an event, event names and levels from the catalogue, into `logs/` of the data folder. What could
 * be a secret is cut out by name, whatever a caller passes. A log that cannot be written never stops a punch.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino, type DestinationStream } from 'pino';
import { logEvents, type LogEvent, type LogFields } from '../shared/lib/log-events.ts';
import { openRotatingFile } from './rotating-file.ts';

export type EventLog = (event: LogEvent, fields?: LogFields) => void;

const secretNames = ['pin', 'lastFour', 'ssn', 'password', 'token', 'deviceToken', 'tenantKey', 'key'];
const pinoLevel = { info: 'info', warning: 'warn', error: 'error' } as const;

/** A log into any stream. */
export function logTo(stream: DestinationStream): EventLog {
  const logger = pino({ redact: { paths: secretNames, censor: '[cut]' }, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
  return (event, fields) => logger[pinoLevel[logEvents[event]]]({ event, ...fields });
}

/** The log of a data folder; where the folder takes none, to nobody. */
export function openLog(dataFolder: string): { log: EventLog; close: () => void } {
  try {
    mkdirSync(join(dataFolder, 'logs'), { recursive: true, mode: 0o700 });
    const file = openRotatingFile(join(dataFolder, 'logs', 'main.log'));
    return { log: logTo(file), close: () => file.close() };
  } catch {
    return { log: () => undefined, close: () => undefined };
  }
}
