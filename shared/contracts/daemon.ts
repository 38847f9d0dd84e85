/**
 * Main process and sync daemon, over one message link. The daemon asks (`daemonCalls`), main answers; main tells
 * (`toDaemon`) and the daemon reports (`toMain`). Both sides check what they receive; a message of the wrong shape is
 * logged and dropped, a call of the wrong shape is answered with `invalid`.
 *
 * The daemon holds nothing that it could lose: batches, cursor, token and the time of the next sync are main's.
 */
import { z } from 'zod';
import { identifier, instant, punch, verdict } from './entities.ts';
import { settledTemporary } from './entries.ts';
import { chainEnd, deviceStatus, renewedToken } from './http.ts';
import { foreignSign } from './foreign-sign.ts';
import { problemCodes } from './problems.ts';
import { recordVerdict } from './records.ts';
import { sealingKey } from './sealing.ts';

/** Routes that main may have the daemon call on its behalf (setup, PIN look-up): only the daemon speaks HTTP. */
export const relayedRoutes = ['findCompany', 'readTimeclock', 'enrolDevice', 'enrolByCode', 'readEmployees', 'readTexts', 'readChanges', 'findByPin', 'findByForm', 'verifyOperator'] as const;
export type RelayedRoute = (typeof relayedRoutes)[number];

/** States of the sync machine, as the diagnostics panel draws them. Recovery is a mode, not a state. */
export const syncState = z.enum(['stopped', 'waiting', 'offline', 'probing', 'uploading', 'downloading', 'clearing', 'renewing', 'backingOff', 'unauthorised']);
export type SyncState = z.infer<typeof syncState>;

/** Why a sync ended as it did; retry decisions look at this and never at a text. */
export const syncFailure = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('timeout') }),
  z.strictObject({ kind: z.literal('unreachable') }),
  z.strictObject({ kind: z.literal('notOurServer'), sign: foreignSign.optional() }),
  /** D2: plain HTTP to anything but loopback; nothing was sent. */
  z.strictObject({ kind: z.literal('tlsRequired') }),
  z.strictObject({ kind: z.literal('serverError'), status: z.int(), code: z.enum(problemCodes).nullable(), retryAfterMs: z.int().min(0).nullable() }),
  z.strictObject({ kind: z.literal('unauthorised'), code: z.enum(problemCodes) }),
  /** Our server's mark, and nothing that this version understands. `server`: how its version stands to ours, where they differ (A8). */
  z.strictObject({ kind: z.literal('badAnswer'), server: z.enum(['older', 'newer']).optional() }),
  z.strictObject({ kind: z.literal('tooLarge') }),
  z.strictObject({ kind: z.literal('cursorUnknown') }),
  z.strictObject({ kind: z.literal('mainRefused') }),
]);
export type SyncFailure = z.infer<typeof syncFailure>;

/** What the daemon needs to work; sent at its start and whenever something in it changed. */
export const daemonConfiguration = z.strictObject({
  serverUrl: z.url(),
  deviceToken: z.string().min(1),
  deviceId: identifier,
  sealingKey,
  appVersion: z.string(),
  syncIntervalMs: z.int().min(1000),
  /** Reachability probe while offline or idle (E3); jitter is the daemon's. */
  probeIntervalMs: z.int().min(100),
  /** When the next sync is due by the device's wall clock; null: at once (K7). */
  nextSyncAtMs: z.number().nullable(),
  /** K7: begin with a recovery, because the last state was offline or a recovery was broken off. */
  startInRecovery: z.boolean(),
});
export type DaemonConfiguration = z.infer<typeof daemonConfiguration>;

/** G3: what the upload's self-test tries, in this order; it ends with the first that fails. `tls` is not needed on loopback (D2). */
export const selfTestSteps = ['lookup', 'connect', 'tls', 'ping', 'signIn', 'batch'] as const;
export const selfTestStep = z.enum(selfTestSteps);
export type SelfTestStep = z.infer<typeof selfTestStep>;

/** Why a step failed, as a screen can word it. */
export const selfTestReason = z.enum([
  'badAddress',
  'tlsRequired',
  'nameUnknown',
  'noNetwork',
  'connectionRefused',
  'timeout',
  'certificateNotTrusted',
  'tlsFailed',
  'unreachable',
  'notOurServer',
  'tokenExpired',
  'unauthorised',
  'sealUnreadable',
  'sealingKeyUnknown',
  'overloaded',
  'serverError',
  'badAnswer',
  'serverOlder',
  'serverNewer',
  'daemonAway',
]);
export type SelfTestReason = z.infer<typeof selfTestReason>;

/** main -> daemon */
export const toDaemon = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('configure'), configuration: daemonConfiguration }),
  /** D1: an administrator, or the double tap on the clock. */
  z.strictObject({ kind: z.literal('syncNow') }),
  /** An operating system event: never believed, only a reason to probe (E1, F1). */
  z.strictObject({ kind: z.literal('networkHint') }),
  z.strictObject({ kind: z.literal('heartbeat') }),
  z.strictObject({ kind: z.literal('answer'), callId: z.int(), result: z.unknown() }),
  z.strictObject({ kind: z.literal('refusal'), callId: z.int(), reason: z.enum(['invalid', 'busy', 'internal']) }),
  /** A request to the server for main; `input` is the route's body or query. Answered by `serverAnswer`, always, within `timeoutMs`. */
  z.strictObject({ kind: z.literal('serverCall'), callId: z.int(), route: z.enum(relayedRoutes), serverUrl: z.url(), deviceToken: z.string().nullable(), input: z.unknown(), timeoutMs: z.int().min(1) }),
  /** G3: tries the way of a batch, beside whatever the machine does, and changes nothing. Each step is told by `selfTestStep`, until one has failed or the last is over. */
  z.strictObject({ kind: z.literal('selfTest'), callId: z.int(), serverUrl: z.url(), deviceToken: z.string().min(1), deviceId: identifier, sealingKey, status: deviceStatus, punch }),
  z.strictObject({ kind: z.literal('stop') }),
]);
export type ToDaemon = z.infer<typeof toDaemon>;

/** Progress of a sync: n of m punches and records (F7, K9). */
export const syncProgress = z.strictObject({ sent: z.int().min(0), total: z.int().min(0) });

/** What the machine stands at; main stores what outlives a restart and tells the renderer. */
export const syncReport = z.strictObject({
  state: syncState,
  recovery: z.boolean(),
  online: z.boolean().nullable(),
  progress: syncProgress.nullable(),
  lastFailure: syncFailure.nullable(),
  nextSyncAtMs: z.number().nullable(),
});
export type SyncReport = z.infer<typeof syncReport>;

/** How a relayed request ended. `answer` has been checked against the route by the daemon, and is again by main. */
export const serverOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answered'), answer: z.unknown() }),
  z.strictObject({ kind: z.literal('problem'), code: z.enum(problemCodes), retryAfterSeconds: z.int().nullable() }),
  z.strictObject({ kind: z.literal('failed'), failure: syncFailure }),
]);
export type ServerOutcome = z.infer<typeof serverOutcome>;

/** daemon -> main */
export const toMain = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('heartbeat') }),
  z.strictObject({ kind: z.literal('report'), report: syncReport }),
  /**
   * H4: a server answer's time, and how long the round trip took. `authenticated` as in K5. `heardAtMs`: when it came, by the machine's
   * monotonic clock, which both processes read: a message may lie unread while one of them is held up.
   */
  z.strictObject({
    kind: z.literal('serverTime'),
    serverInstant: instant,
    roundTripMs: z.number().min(0),
    authenticated: z.boolean(),
    serverEpoch: identifier,
    heardAtMs: z.number().nullable().default(null),
    /** K14: the device's address as the server sees it; null where the answer does not say. */
    seenAddress: z.string().max(64).nullable().default(null),
    /** H4: the server's edition of the zone data, where the answer tells it. */
    zoneDataEdition: z.string().max(32).nullable().default(null),
    /** G3: which program answers, and by which contract, where the answer tells them; `program` is null for one before 1.7. */
    serverVersions: z
      .strictObject({ program: z.string().max(32).nullable(), contract: z.string().max(16) })
      .nullable()
      .default(null),
  }),
  /** One line of the sync log. */
  z.strictObject({ kind: z.literal('log'), level: z.enum(['info', 'warning', 'error']), event: z.string().max(64), fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) }),
  z.strictObject({ kind: z.literal('call'), callId: z.int(), name: z.string().max(64), input: z.unknown() }),
  z.strictObject({ kind: z.literal('serverAnswer'), callId: z.int(), outcome: serverOutcome }),
  z.strictObject({ kind: z.literal('selfTestStep'), callId: z.int(), step: selfTestStep, outcome: z.enum(['passed', 'failed', 'notNeeded']), reason: selfTestReason.nullable(), tookMs: z.int().min(0) }),
]);
export type ToMain = z.infer<typeof toMain>;

const nothing = z.strictObject({});
const done = z.strictObject({ kind: z.literal('done') });

/** daemon asks main: each call's input (checked by main) and answer (checked by the daemon). */
export const daemonCalls = {
  /**
   * Begins a sync: what is pending now is what belongs to it, punches and records (K9); later ones wait for the next cycle (F7). `tokenRenewalDue`: the
   * device's token is so old that a new one should be asked for (D9); main says so, for it knows the time best. `statusDue`: nothing has told the server for
   * hours how the device stands (I4): where nothing is pending either, a batch that holds nothing else goes.
   */
  beginSync: {
    input: z.strictObject({ recovery: z.boolean() }),
    answer: z.strictObject({ pending: z.int().min(0), upToSequence: z.int().min(0), upToRecord: z.int().min(0), lastSyncAt: instant.nullable(), cursor: z.string().nullable(), tokenRenewalDue: z.boolean(), statusDue: z.boolean() }),
  },
  /**
   * The oldest pending punches after `afterSequence` and up to `upToSequence`, and between them the records after `afterRecord` and up to
   * `upToRecord` (K9), in the order in which they were made, each as its own JSON text, bounded by their common count and bytes.
   * `lastSequence` and `lastRecord` are where the next batch begins. Reading changes nothing. `status` is how the device stands
   * without these: what it still has to bring once they are settled (I4).
   */
  takeBatch: {
    input: z.strictObject({
      afterSequence: z.int().min(0),
      afterRecord: z.int().min(0),
      upToSequence: z.int().min(0),
      upToRecord: z.int().min(0),
      maxCount: z.int().min(1).max(1000),
      maxBytes: z.int().min(1),
    }),
    answer: z.strictObject({ punches: z.array(z.string()), records: z.array(z.string()), lastSequence: z.int().min(0), lastRecord: z.int().min(0), status: deviceStatus }),
  },
  /**
   * D4, F2, F5: stores each verdict; accepted and duplicate become synced, failed failed, refused stay pending with a retry time; records
   * likewise (K9), and what became of the temporary employees that the batch spoke of. One transaction.
   */
  settleBatch: {
    input: z.strictObject({ verdicts: z.array(verdict).max(1000), recordVerdicts: z.array(recordVerdict).max(1000), temporaryEmployees: z.array(settledTemporary).max(2000), recovery: z.boolean() }),
    answer: z.strictObject({ kind: z.literal('done'), synced: z.int(), refused: z.int(), failed: z.int() }),
  },
  /** D10: the server misses what the device made before these punches; told before their verdicts are settled. */
  noteChainGaps: { input: z.strictObject({ punchIds: z.array(z.uuid()).min(1).max(1000) }), answer: done },
  /** The upload was answered to its end: offline-since and the 24-hour rule reset (F4). */
  completeUpload: { input: z.strictObject({ recovery: z.boolean(), sent: z.int() }), answer: done },
  /** D6: stages one page as it came; main reads each change, and passes over what it cannot use (J3). Nothing is visible before `applyChanges`. `full`: the page is one of all employees; the changes behind them are part of the same download. */
  stageChanges: { input: z.strictObject({ changes: z.array(z.unknown()).max(1000), full: z.boolean(), first: z.boolean() }), answer: done },
  /**
   * D6: swaps the staged pages in and moves the cursor, in one transaction. `chainEnd` is where the server has this device's chain,
   * told after the upload was answered (D10); null where the server did not tell it.
   */
  applyChanges: { input: z.strictObject({ cursor: z.string(), chainEnd: chainEnd.nullable() }), answer: done },
  /**
   * D9: the server has renewed the device's token; done when it is durable. From then on every daemon works with it. `replaces` is the
   * token that was shown: where main works with another one by now, nothing is stored.
   */
  storeToken: { input: z.strictObject({ ...renewedToken.shape, replaces: z.string().min(1) }), answer: done },
  /** D2: the server seals to another key now, which the one that the device has vouches for; done when it is durable. `replaces` is the id of the key that was in use. */
  storeSealingKey: { input: z.strictObject({ sealingKey, replaces: identifier }), answer: done },
  /** F4, K7: clears synced punches if, and only if, nothing that existed when the recovery began is unsettled. */
  clearSynced: { input: nothing, answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('cleared'), punches: z.int() }), z.strictObject({ kind: z.literal('kept'), pending: z.int(), failed: z.int() })]) },
  /** D7, D8: the sync is over; main logs it and stores when the next one is due. */
  completeSync: { input: z.strictObject({ recovery: z.boolean(), failure: syncFailure.nullable(), nextSyncAtMs: z.number() }), answer: done },
  /** K7: prunes synced punches older than the retention; nightly. */
  pruneRetained: { input: nothing, answer: z.strictObject({ kind: z.literal('done'), pruned: z.int() }) },
  /** H6: begins the backup of the device database where one is due; nightly, and a while after a start. */
  backUp: { input: nothing, answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('begun') }), z.strictObject({ kind: z.literal('notDue') })]) },
} as const;
export type DaemonCallName = keyof typeof daemonCalls;
export type DaemonCallInput<N extends DaemonCallName> = z.infer<(typeof daemonCalls)[N]['input']>;
export type DaemonCallAnswer<N extends DaemonCallName> = z.infer<(typeof daemonCalls)[N]['answer']>;
