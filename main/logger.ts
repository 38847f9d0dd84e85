/**
 * Main's log: one JSON line an event, event names and levels from the catalogue, into `logs/` of the data folder. What could
 * be a secret is cut out by name, whatever a caller passes. A log that cannot be written never stops a punch.
 */
import { mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino, type DestinationStream } from 'pino';
import { logEvents, type LogEvent, type LogFields } from '../shared/lib/log-events.ts';

export type EventLog = (event: LogEvent, fields?: LogFields) => void;

const secretNames = ['pin', 'lastFour', 'ssn', 'password', 'token', 'deviceToken', 'tenantKey', 'key'];
const pinoLevel = { info: 'info', warning: 'warn', error: 'error' } as const;
const rotatedAtBytes = 8 * 1024 * 1024;

/** A log into any stream. */
export function logTo(stream: DestinationStream): EventLog {
  const logger = pino({ redact: { paths: secretNames, censor: '[cut]' }, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
  return (event, fields) => logger[pinoLevel[logEvents[event]]]({ event, ...fields });
}

/** The log of a data folder; where the folder takes none, to nobody. */
export function openLog(dataFolder: string): { log: EventLog; close: () => void } {
  const file = join(dataFolder, 'logs', 'main.log');
  try {
    mkdirSync(join(dataFolder, 'logs'), { recursive: true });
    rotate(file);
    const stream = pino.destination({ dest: openSync(file, 'a', 0o600), sync: false });
    stream.on('error', () => undefined);
    const log = logTo(stream);
    let isOpen = true;
    return {
      log: (event, fields) => {
        if (isOpen) log(event, fields);
      },
      close: () => {
        isOpen = false;
        try {
          stream.flushSync();
        } catch {
          // The disk is full: there is nothing more to say.
        } finally {
          stream.destroy();
        }
      },
    };
  } catch {
    return { log: () => undefined, close: () => undefined };
  }
}

function rotate(file: string): void {
  try {
    if (statSync(file).size > rotatedAtBytes) renameSync(file, `${file}.1`);
  } catch {
    // No log yet.
  }
}
