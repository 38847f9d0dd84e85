/**
 * Renderer and main process: calls (the renderer asks, main answers with an outcome) and events (main tells).
 * Main checks every input and trusts nothing: who stands at the kiosk is known by `sessionId` alone, which main issues.
 * Both hosts carry exactly these; the browser host wraps them in the frames at the end of this file. What belongs together has a file
 * of its own: setup-calls.ts, identification-calls.ts, punch-calls.ts, timesheet-calls.ts, place-calls.ts, admin-calls.ts, export-calls.ts, setup-again-calls.ts, provisioning-calls.ts,
 * diagnostics-calls.ts.
 */
import { z } from 'zod';
import { adminCalls, operatorSessionId } from './admin-calls.ts';
import { diagnosticsCalls } from './diagnostics-calls.ts';
import { clockConfidence, instant, languageTag, pinType, textBundle } from './entities.ts';
import { syncFailure, syncProgress, syncState } from './daemon.ts';
import { exportCalls, exportView } from './export-calls.ts';
import { identificationCalls } from './identification-calls.ts';
import { offer, punchCalls, sessionId } from './punch-calls.ts';
import { placeCalls } from './place-calls.ts';
import { provisioningCalls, provisioningView } from './provisioning-calls.ts';
import { setupAgainCalls } from './setup-again-calls.ts';
import { questionCalls } from './question-calls.ts';
import { setupCalls, setupView } from './setup-calls.ts';
import { timesheetCalls } from './timesheet-calls.ts';

/** Why the kiosk cannot work; each has a screen with a sentence that says what to do. */
export const brokenReason = z.enum(['databaseNewer', 'databaseDamaged', 'databaseLocked', 'folderNotWritable', 'keyMissing', 'internal']);
export type BrokenReason = z.infer<typeof brokenReason>;

/** What the PIN screen shows and follows; `kioskChanged` brings a new one whenever something in it changes. */
export const kioskView = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('setup') }),
  z.strictObject({ kind: z.literal('broken'), reason: brokenReason }),
  z.strictObject({
    kind: z.literal('ready'),
    company: z.string(),
    timeclockId: z.int(),
    timeclockName: z.string(),
    timeZone: z.string(),
    locale: languageTag,
    /** G2: the language that this device comes back to; null for the company's. */
    language: languageTag.nullable(),
    languages: z.array(languageTag),
    pinType,
    resetTimerSeconds: z.int(),
    logoDataUrl: z.string().nullable(),
    brandColour: z.string().nullable(),
    /** C7: the timeclock has a fence; the page looks where it is. */
    isPositionWanted: z.boolean(),
  }),
]);
export type KioskView = z.infer<typeof kioskView>;

/** H6: what an administrator should look after, in words that tell nobody anything of anybody: room on the disk, restored data, backups that cannot be made. */
export const careNotice = z.enum(['diskLow', 'diskFull', 'restored', 'backupsFail']);
export type CareNotice = z.infer<typeof careNotice>;

/** Connectivity and sync; `statusChanged` brings a new one on every change. */
export const statusView = z.strictObject({
  /** null until the first probe has ended. */
  online: z.boolean().nullable(),
  offlineSince: instant.nullable(),
  pending: z.int(),
  failed: z.int(),
  state: syncState,
  recovery: z.boolean(),
  progress: syncProgress.nullable(),
  lastSuccessAt: instant.nullable(),
  lastFailure: syncFailure.nullable(),
  nextSyncAt: instant.nullable(),
  /** The device needs a new sign-in (D9); punching goes on. */
  signInNeeded: z.boolean(),
  /** B6: PINs are looked up again from this moment on; null while they are. */
  pinPausedUntil: instant.nullable(),
  /** Best-known time minus the device's wall clock, in ms: what the clock on screen adds (H4). */
  clockOffsetMs: z.number(),
  clockConfidence,
  /** The last time that the wall clock was moved, or impossible at a start, for support (H4). */
  clockMoved: z.strictObject({ at: instant, byMs: z.number(), kind: z.enum(['moved', 'impossible']) }).nullable(),
  /** Worst first. */
  care: z.array(careNotice),
});
export type StatusView = z.infer<typeof statusView>;

export const calls = {
  readKiosk: { input: z.strictObject({}), answer: kioskView },
  readStatus: { input: z.strictObject({}), answer: statusView },
  /** Texts that came from the server; they lie over the bundled ones (A6). */
  readTexts: { input: z.strictObject({ language: languageTag }), answer: z.strictObject({ texts: textBundle }) },

  ...setupCalls,
  ...identificationCalls,
  ...punchCalls,
  ...questionCalls,
  ...timesheetCalls,
  ...placeCalls,
  ...adminCalls,
  ...exportCalls,
  ...setupAgainCalls,
  ...diagnosticsCalls,
  ...provisioningCalls,

  /** E1: the page heard of a change of the network. Never believed, only a reason to look. */
  networkChanged: { input: z.strictObject({}), answer: z.strictObject({ kind: z.literal('noted') }) },
  /** The page is alive: its answer to `ping`. */
  pong: { input: z.strictObject({ n: z.int().min(0) }), answer: z.strictObject({ kind: z.literal('noted') }) },
  /** G1: the double tap on the clock. Once per 30 seconds (K8). */
  syncNow: {
    input: z.strictObject({}),
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('started') }), z.strictObject({ kind: z.literal('tooSoon'), waitSeconds: z.int() }), z.strictObject({ kind: z.literal('notReady') })]),
  },
} as const;
export type CallName = keyof typeof calls;
export const callNames = Object.keys(calls) as CallName[];
export type CallInput<N extends CallName> = z.infer<(typeof calls)[N]['input']>;
export type CallAnswer<N extends CallName> = z.infer<(typeof calls)[N]['answer']>;

export const events = {
  kioskChanged: kioskView,
  statusChanged: statusView,
  provisioningChanged: provisioningView,
  setupChanged: setupView,
  /** E8 */
  exportChanged: exportView,
  /** The host asks whether the page is alive, each second (main/hosts/page-watch.ts). */
  ping: z.strictObject({ n: z.int().min(0) }),
  textsChanged: z.strictObject({ language: languageTag }),
  /** K10: the server has matched whoever stands here: the session goes on under the real identity. */
  personMatched: offer,
  /** Main ended the session (its person left the cache, or the reset timer's backstop). */
  sessionEnded: z.strictObject({ sessionId }),
  /** The same of an operator: disabled at the server, another role, or the backstop (K16). */
  operatorEnded: z.strictObject({ operatorSessionId }),
  /** G3: there is something new to read, for a panel that has read what there was. */
  diagnosticsChanged: z.strictObject({}),
} as const;
export type EventName = keyof typeof events;
export type EventBody<N extends EventName> = z.infer<(typeof events)[N]>;

/** A call that main does not take: wrong shape, unknown name, or a defect inside. Never a stack trace. */
export const callRefusal = z.enum(['invalid', 'unknownCall', 'tooLarge', 'internal']);
export type CallRefusal = z.infer<typeof callRefusal>;

/** Largest frame on the browser host's socket. */
export const maxFrameBytes = 64 * 1024;

/** Browser host: frames on its one WebSocket. */
export const frameToMain = z.strictObject({ kind: z.literal('call'), callId: z.int().min(0), name: z.string().max(64), input: z.unknown() });
export type FrameToMain = z.infer<typeof frameToMain>;
export const frameToRenderer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answer'), callId: z.int(), answer: z.unknown() }),
  z.strictObject({ kind: z.literal('refusal'), callId: z.int(), reason: callRefusal }),
  z.strictObject({ kind: z.literal('event'), name: z.string(), body: z.unknown() }),
]);
export type FrameToRenderer = z.infer<typeof frameToRenderer>;

/** What preload exposes in Electron as `window.zentime`, and what the socket stands in for under the browser host. */
export interface KioskBridge {
  call(name: string, input: unknown): Promise<{ kind: 'answer'; answer: unknown } | { kind: 'refusal'; reason: CallRefusal }>;
  /** Returns the way to stop listening. */
  on(name: string, listener: (body: unknown) => void): () => void;
}
