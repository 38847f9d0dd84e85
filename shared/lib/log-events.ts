/**
 * Every event that a log line can carry, once, with its level. A line is an event name plus fields; fields never hold
 * a PIN, digits of a social security number, a token, a key or a password. Keep each block in alphabetical order.
 */
const daemonEvents = {
  'daemon.badConfiguration': 'error',
  'daemon.badMessage': 'warning',
  'daemon.defect': 'error',
  'daemon.lateAnswer': 'warning',
  'daemon.started': 'info',
  'daemon.stopped': 'info',
  'jobs.pruneFailed': 'warning',
  'jobs.pruned': 'info',
  'sync.cleared': 'info',
  'sync.clearingKept': 'warning',
  'sync.completed': 'info',
  'sync.cursorUnknown': 'warning',
  'sync.failed': 'warning',
  'sync.offline': 'warning',
  'sync.online': 'info',
  'sync.punchTooLarge': 'error',
  'sync.retrying': 'warning',
  'sync.started': 'info',
  'sync.unauthorised': 'error',
  'sync.uploaded': 'info',
} as const;

/** Levels as the log contract has them. */
export type LogLevel = 'info' | 'warning' | 'error';

export const logEvents = { ...daemonEvents } as const satisfies Record<string, LogLevel>;
export type LogEvent = keyof typeof logEvents;

/** What a log line may say beside its event. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;
