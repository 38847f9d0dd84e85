/**
 * Every event that a log line can carry, once, with its level. A line is an event name plus fields; fields never hold
 * a PIN, digits of a social security number, a token, a key or a password. Keep each block in alphabetical order.
 */
const daemonEvents = {
  'daemon.badConfiguration': 'error',
  'daemon.badMessage': 'warning',
  'daemon.callRefused': 'warning',
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
  'sync.sealedAnew': 'info',
  'sync.sealingKeyNotTrusted': 'error',
  'sync.started': 'info',
  'sync.unauthorised': 'error',
  'sync.tokenNotRenewed': 'warning',
  'sync.tokenRenewed': 'info',
  'sync.uploaded': 'info',
} as const;

const mainEvents = {
  'clock.impossibleStart': 'warning',
  'clock.jumped': 'warning',
  'clock.slept': 'info',
  'daemon.exited': 'warning',
  'daemon.silent': 'warning',
  'database.migrated': 'info',
  'database.notOpened': 'error',
  'database.opened': 'info',
  'identify.found': 'info',
  'identify.notFound': 'info',
  'identify.serverAsked': 'info',
  'journal.behind': 'error',
  'journal.damaged': 'error',
  'journal.pruned': 'info',
  'journal.tornTail': 'warning',
  'journal.unreadable': 'error',
  'link.badAnswer': 'error',
  'link.badCall': 'warning',
  'link.badMessage': 'warning',
  'main.defect': 'error',
  'main.started': 'info',
  'main.stopped': 'info',
  'people.changed': 'info',
  'punch.failed': 'warning',
  'punch.notSaved': 'error',
  'punch.recorded': 'info',
  'punch.refused': 'warning',
  'punches.reconciled': 'warning',
  'record.kept': 'info',
  'record.notSaved': 'error',
  'record.refused': 'warning',
  'session.expired': 'info',
  'setup.companyFound': 'info',
  'setup.completed': 'info',
  'setup.downloadBegun': 'info',
  'setup.paused': 'warning',
  'setup.signedIn': 'info',
  'setup.timeclockChosen': 'info',
  'sync.epochChanged': 'warning',
  'sync.offeredAgain': 'warning',
  'sync.serverBehind': 'error',
  'sync.verdictIgnored': 'warning',
  'sealingKey.stored': 'info',
  'token.stored': 'info',
} as const;

const serverEvents = {
  'server.batchStored': 'info',
  'server.codeRefused': 'warning',
  'server.contactsNotNoted': 'warning',
  'server.countryTablesMissing': 'warning',
  'server.defect': 'error',
  'server.deviceEnrolled': 'info',
  'server.deviceRevoked': 'warning',
  'server.overloaded': 'warning',
  'server.punchesSetAside': 'warning',
  'server.requestCut': 'warning',
  'server.requestFailed': 'error',
  'server.requestRefused': 'warning',
  'server.signInRefused': 'warning',
  'server.started': 'info',
  'server.stopCut': 'error',
  'server.stopped': 'info',
  'server.tokenRenewed': 'info',
  'server.tokenReplacedShown': 'warning',
  'server.stopping': 'info',
} as const;

/** Levels as the log contract has them. */
export type LogLevel = 'info' | 'warning' | 'error';

export const logEvents = { ...daemonEvents, ...mainEvents, ...serverEvents } as const satisfies Record<string, LogLevel>;
export type LogEvent = keyof typeof logEvents;

/** What a log line may say beside its event. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;
