/**
 * What support sees of a kiosk (G3). Every call bears `operatorSessionId`. `diagnosticsChanged` is a nudge that says nothing: a panel that has
 * read is told once that there is more to read, at most twice a second, and a panel that does not read is told nothing.
 */
import { z } from 'zod';
import { operatorRefusals, operatorSessionId } from './admin-calls.ts';
import { selfTestReason, selfTestStep, syncFailure, syncProgress, syncState } from './daemon.ts';
import { clockConfidence, instant, refusalCode } from './entities.ts';
import { punchTypes } from '../lib/punch-type.ts';

const count = z.int().min(0);
const bytes = z.number().min(0);

export const connectivityState = z.enum(['online', 'offline', 'unknown']);
export type ConnectivityState = z.infer<typeof connectivityState>;

/** E1: the last 24 hours in slots of the same length, each at its worst; `outages` are the latest, newest first. */
export const connectivityView = z.strictObject({
  from: instant,
  slotMinutes: z.int().min(1),
  slots: z.array(connectivityState).max(96),
  outages: z.array(z.strictObject({ from: instant, until: instant.nullable() })).max(10),
});
export type ConnectivityView = z.infer<typeof connectivityView>;

export const machineTransition = z.strictObject({ at: instant, from: syncState, to: syncState, recovery: z.boolean(), failure: z.string().nullable() });
export type MachineTransition = z.infer<typeof machineTransition>;

/** D3, F4: a punch that the server refused, without a name. `person` is the employee's id, or that of the form's record. */
export const refusedPunchView = z.strictObject({
  punchId: z.uuid(),
  person: z.strictObject({ kind: z.enum(['employee', 'temporary']), id: z.string() }),
  type: z.enum(punchTypes),
  at: instant,
  workDate: z.string(),
  code: refusalCode,
  retryAt: instant.nullable(),
  refusals: count,
});
export type RefusedPunchView = z.infer<typeof refusedPunchView>;

export const selfTestOutcome = z.enum(['running', 'passed', 'failed', 'notNeeded', 'notReached']);
export const selfTestView = z.strictObject({
  startedAt: instant,
  isRunning: z.boolean(),
  steps: z.array(z.strictObject({ step: selfTestStep, outcome: selfTestOutcome, reason: selfTestReason.nullable(), tookMs: z.int().min(0).nullable() })).max(8),
});
export type SelfTestView = z.infer<typeof selfTestView>;

export const clockView = z.strictObject({
  /** Best-known time minus wall clock. */
  offsetMs: z.number(),
  confidence: clockConfidence,
  /** How much the device's own clock gains on the server's in a day, and how far off that may be; null until contacts lie far enough apart. */
  drift: z.strictObject({ msPerDay: z.number(), errorMsPerDay: z.number(), overMinutes: z.int().min(0) }).nullable(),
  moves: z.array(z.strictObject({ at: instant, kind: z.enum(['moved', 'impossible', 'slept']), byMs: z.number() })).max(8),
});

/** J3: what of the server's changes this kiosk could not use, as long as it stands; the latest first. `of`: the kind of change, `unknown` where nobody knows it. */
export const passedOverView = z.strictObject({
  count,
  latest: z.array(z.strictObject({ at: instant, kind: z.enum(['change', 'part']), of: z.string(), path: z.string(), id: z.string().nullable(), count })).max(30),
});
export type PassedOverView = z.infer<typeof passedOverView>;

export const diagnosticsView = z.strictObject({
  now: instant,
  machine: z.strictObject({ state: syncState, recovery: z.boolean(), online: z.boolean().nullable(), progress: syncProgress.nullable(), lastFailure: syncFailure.nullable(), transitions: z.array(machineTransition).max(20) }),
  connectivity: connectivityView,
  offlineSince: instant.nullable(),
  nextSyncAt: instant.nullable(),
  lastSuccessAt: instant.nullable(),
  /** `pending` counts records too, and the refused (F4); `synced` is what is still on the device, `cleared` what has left it. */
  counts: z.strictObject({ pending: count, failed: count, synced: count, refused: count, cleared: count }),
  refused: z.array(refusedPunchView).max(30),
  passedOver: passedOverView,
  clock: clockView,
  /** H4: editions of the zone data, here and at the server. */
  zoneData: z.strictObject({ here: z.string(), server: z.string().nullable() }),
  storage: z.strictObject({ databaseBytes: bytes, journalBytes: bytes, journalSegments: count, backupBytes: bytes, backups: count, logBytes: bytes, freeBytes: bytes.nullable() }),
  /** H6: the last backup, how many failed since, and whether the database was ever restored. */
  safekeeping: z.strictObject({ lastBackupAt: instant.nullable(), backupFailures: count, restored: z.strictObject({ at: instant, from: z.enum(['backup', 'journal']), broughtBack: count }).nullable() }),
  versions: z.strictObject({ app: z.string(), contract: z.string(), node: z.string(), electron: z.string().nullable(), chromium: z.string().nullable(), sqlite: z.string(), schema: count, platform: z.string() }),
  /**
   * The server as it last told of itself; null before it has. `program` is null for one from before 1.7; `age`: how its contract stands to this
   * kiosk's; `lastSeenAt`: when it last gave an answer that knew this device (K5).
   */
  server: z.strictObject({ program: z.string().nullable(), contract: z.string(), age: z.enum(['older', 'same', 'newer']), lastSeenAt: instant.nullable() }).nullable(),
  device: z.strictObject({ deviceId: z.string(), deviceName: z.string(), serverUrl: z.string().nullable(), serverEpoch: z.string().nullable(), sealingKid: z.string().nullable(), tokenExpiresAt: instant.nullable() }),
  selfTest: selfTestView.nullable(),
});
export type DiagnosticsView = z.infer<typeof diagnosticsView>;

export const logLevel = z.enum(['info', 'warning', 'error']);
export const logLine = z.strictObject({
  logId: z.int(),
  at: instant,
  level: logLevel,
  event: z.string(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  session: z.int().nullable(),
});
export type LogLine = z.infer<typeof logLine>;
/** One sync of the log. */
export const logSession = z.strictObject({ session: z.int(), at: instant, lines: count, hasTrouble: z.boolean() });
export type LogSession = z.infer<typeof logSession>;

/** Lines that one call brings at most. */
export const maxLogLines = 200;

export const diagnosticsCalls = {
  readDiagnostics: {
    input: z.strictObject({ operatorSessionId }),
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('read'), view: diagnosticsView }), ...operatorRefusals]),
  },
  /** Newest first; null takes all levels, all syncs, any text. */
  readSyncLog: {
    input: z.strictObject({ operatorSessionId, level: logLevel.nullable(), session: z.int().nullable(), text: z.string().max(100).nullable(), limit: z.int().min(1).max(maxLogLines) }),
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('read'), lines: z.array(logLine).max(maxLogLines), sessions: z.array(logSession).max(20) }), ...operatorRefusals]),
  },
  /** G3: ping, sign-in and a batch that is read and not stored; how far it is stands in the view, step by step. */
  testUpload: {
    input: z.strictObject({ operatorSessionId }),
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('started') }), z.strictObject({ kind: z.literal('running') }), z.strictObject({ kind: z.literal('notReady') }), ...operatorRefusals]),
  },
  /** One zip in the kiosk's own `support` folder. Names and punches only where they are asked for; secrets never. */
  makeSupportBundle: {
    input: z.strictObject({ operatorSessionId, personalData: z.enum(['without', 'with']) }),
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('made'), file: z.string(), folder: z.string(), bytes, sha256: z.string(), entries: z.array(z.string()) }),
      z.strictObject({ kind: z.literal('busy') }),
      z.strictObject({ kind: z.literal('failed'), reason: z.enum(['diskFull', 'readOnly', 'internal']) }),
      ...operatorRefusals,
    ]),
  },
} as const;
