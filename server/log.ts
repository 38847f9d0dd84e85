/**
 * The server's log on standard error: one JSON line an event, names and levels from the catalogue. What could be a secret is cut
 * out by name, whatever a caller passes; bodies and headers are never logged.
 */
import { pino, type DestinationStream, type Logger } from 'pino';
import { logEvents, type LogEvent, type LogFields } from '../shared/lib/log-events.ts';

export type ServerLogEvent = Extract<LogEvent, `server.${string}`>;

export interface ServerLog {
  /** For the framework, which says when it listens and what it could not handle. */
  readonly logger: Logger;
  readonly log: (event: ServerLogEvent, fields?: LogFields) => void;
  /** A defect of ours, with its cause. */
  readonly defect: (cause: unknown) => void;
}

const secretNames = ['password', 'pin', 'pinHash', 'lastFourHash', 'token', 'deviceToken', 'sessionToken', 'tenantKey', 'key', 'headers', 'req.headers'];
const pinoLevel = { info: 'info', warning: 'warn', error: 'error' } as const;

/** Lines into any stream, from `level` on. */
export function createLogger(stream: DestinationStream, level: keyof typeof pinoLevel = 'info'): Logger {
  return pino({ level: pinoLevel[level], redact: { paths: secretNames, censor: '[cut]' }, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}

/** The catalogue's events over a logger. */
export function serverLog(logger: Logger): ServerLog {
  return {
    logger,
    log: (event, fields) => logger[pinoLevel[logEvents[event]]]({ event, ...fields }),
    defect: (cause) => logger.error({ event: 'server.defect' satisfies ServerLogEvent, err: cause }),
  };
}
