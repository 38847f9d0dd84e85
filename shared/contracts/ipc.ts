/**
 * Renderer and main process: calls (the renderer asks, main answers with an outcome) and events (main tells).
 * Main checks every input and trusts nothing: who stands at the kiosk is known by `sessionId` alone, which main issues.
 * Both hosts carry exactly these; the browser host wraps them in the frames at the end of this file.
 */
import { z } from 'zod';
import { assignment, identifier, instant, languageTag, maxTextLength, organisation, pinType, punchType, syncStatus, textBundle, workDate } from './entities.ts';
import { syncFailure, syncProgress, syncState } from './daemon.ts';

const typed = z.string().max(maxTextLength);
const sessionId = z.uuid();

/** A punch as screens show it. */
export const punchEntry = z.strictObject({
  punchId: z.uuid(),
  type: punchType,
  instant,
  workDate,
  job: z.string().nullable(),
  status: syncStatus,
});
export type PunchEntry = z.infer<typeof punchEntry>;

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
    languages: z.array(languageTag),
    pinType,
    resetTimerSeconds: z.int(),
    logoDataUrl: z.string().nullable(),
    brandColour: z.string().nullable(),
  }),
]);
export type KioskView = z.infer<typeof kioskView>;

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
  /** Best-known time minus the device's wall clock, in ms: what the clock on screen adds (H4). */
  clockOffsetMs: z.number(),
});
export type StatusView = z.infer<typeof statusView>;

export const timeclockChoice = z.strictObject({ timeclockId: z.int(), name: z.string() });

/** Where setup stands (A7: kept on disk, so that a kill at any step resumes there). */
export const setupView = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('company'), serverUrl: z.string(), company: z.string(), alias: z.string() }),
  z.strictObject({ step: z.literal('timeclock'), serverUrl: z.string(), organisation, timeclocks: z.array(timeclockChoice) }),
  z.strictObject({ step: z.literal('credentials'), organisation, timeclock: timeclockChoice }),
  z.strictObject({
    step: z.literal('download'),
    organisation,
    timeclock: timeclockChoice,
    phase: z.enum(['employees', 'texts', 'finishing', 'paused']),
    done: z.int().min(0),
    total: z.int().min(0).nullable(),
    /** Paused (A8): why, and when the next automatic try begins. */
    problem: z.enum(['timeout', 'serverAway', 'notOurServer', 'refused', 'notSaved']).nullable(),
    retryAt: instant.nullable(),
  }),
  z.strictObject({ step: z.literal('done') }),
]);
export type SetupView = z.infer<typeof setupView>;

/** The server could not be asked; the wizard counts down to the next try (A8). */
const serverAway = z.strictObject({ kind: z.literal('serverAway'), reason: z.enum(['timeout', 'unreachable', 'notOurServer', 'serverError', 'tlsRequired']) });
const notAtThisStep = z.strictObject({ kind: z.literal('notAtThisStep') });

/** What somebody who was identified may do now. `assignments` are those that may be punched on `workDate`. */
export const offer = z.strictObject({
  sessionId,
  person: z.strictObject({
    displayName: z.string(),
    firstName: z.string(),
    initials: z.string(),
    photoDataUrl: z.string().nullable(),
    jobTitle: z.string(),
    employeeId: identifier.nullable(),
  }),
  today: workDate,
  /** The date that the punch will count for; the open sequence's date while one is open (K4, C10). */
  workDate,
  assignments: z.array(assignment),
  assignmentId: identifier.nullable(),
  /** What the person is on, and since when; null when clocked out. */
  current: z.strictObject({ type: punchType, since: instant, job: z.string().nullable() }).nullable(),
  /** C1: only these may follow. */
  allowed: z.array(punchType),
  /** A shift that was never ended (C1): its date, and when it began. Clock In is allowed all the same. */
  forgotten: z.strictObject({ workDate, since: instant }).nullable(),
  punches: z.array(punchEntry),
  /** Worked time of `workDate` so far, without breaks, up to `asOf`. */
  workedMs: z.int().min(0),
  asOf: instant,
});
export type Offer = z.infer<typeof offer>;

const identified = z.strictObject({ kind: z.literal('identified'), offer });
const sessionEnded = z.strictObject({ kind: z.literal('sessionEnded') });

export const calls = {
  readKiosk: { input: z.strictObject({}), answer: kioskView },
  readStatus: { input: z.strictObject({}), answer: statusView },
  /** Texts that came from the server; they lie over the bundled ones (A6). */
  readTexts: { input: z.strictObject({ language: languageTag }), answer: z.strictObject({ texts: textBundle }) },

  readSetup: { input: z.strictObject({}), answer: setupView },
  findCompany: {
    input: z.strictObject({ serverUrl: typed, company: typed, alias: typed }),
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('found') }), z.strictObject({ kind: z.literal('unknownCompany') }), z.strictObject({ kind: z.literal('badAddress') }), serverAway, notAtThisStep]),
  },
  chooseTimeclock: {
    input: z.strictObject({ timeclockId: z.int() }),
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('found') }), z.strictObject({ kind: z.literal('unknownTimeclock') }), serverAway, notAtThisStep]),
  },
  signInDevice: {
    input: z.strictObject({ username: typed, password: typed }),
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('signedIn') }),
      z.strictObject({ kind: z.literal('refused'), code: z.enum(['unknownUser', 'wrongPassword', 'userOfAnotherTenant', 'roleNotAllowed', 'noPermissionForTimeclock']) }),
      z.strictObject({ kind: z.literal('lockedOut'), waitSeconds: z.int().min(0) }),
      serverAway,
      notAtThisStep,
    ]),
  },
  /** Begins or resumes the download; `setupChanged` tells how far it is. Also the Retry now button. */
  startDownload: { input: z.strictObject({}), answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('started') }), notAtThisStep]) },
  /** One step back in the wizard; nothing that was downloaded is lost before setup is done. */
  stepBack: { input: z.strictObject({}), answer: setupView },

  identifyByPin: {
    input: z.strictObject({ pin: z.string().regex(/^\d{1,12}$/) }),
    answer: z.discriminatedUnion('kind', [
      identified,
      /** B5: several people share it; the kiosk asks, never guesses. */
      z.strictObject({ kind: z.literal('whichOfYou'), choiceId: z.uuid(), people: z.array(z.strictObject({ employeeId: identifier, displayName: z.string(), jobTitle: z.string(), photoDataUrl: z.string().nullable() })) }),
      /** K11: failures in a row; at the second one the way on is offered. `serverAsked`: false where only this device's people could be searched. */
      z.strictObject({ kind: z.literal('notFound'), failures: z.int(), serverAsked: z.boolean() }),
      /** The digits do not fit the timeclock's PIN type any more (B1); nothing is counted. */
      z.strictObject({ kind: z.literal('pinTypeChanged') }),
      z.strictObject({ kind: z.literal('notReady') }),
    ]),
  },
  chooseProfile: { input: z.strictObject({ choiceId: z.uuid(), employeeId: identifier }), answer: z.discriminatedUnion('kind', [identified, sessionEnded]) },
  /** The reset timer or Done: clears failures in a row and forgets the session. */
  endSession: { input: z.strictObject({}), answer: z.strictObject({ kind: z.literal('ended') }) },
  /** The offer for another assignment or work date; null keeps what main preselects. */
  readOffer: {
    input: z.strictObject({ sessionId, workDate: workDate.nullable(), assignmentId: identifier.nullable() }),
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('offered'), offer }), sessionEnded]),
  },
  /** C3: `recorded` is answered only after the punch is on the disk, in database and journal. `tapId` makes a repeat of the same touch the same punch. */
  recordPunch: {
    input: z.strictObject({ sessionId, tapId: z.uuid(), type: punchType, workDate, assignmentId: identifier.nullable() }),
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('recorded'), punch: punchEntry, firstName: z.string(), online: z.boolean() }),
      /** C11, K2: a double tap; `at` is the punch that stands. */
      z.strictObject({ kind: z.literal('alreadyRecorded'), at: instant, type: punchType }),
      z.strictObject({ kind: z.literal('notAllowed'), offer }),
      sessionEnded,
      /** Nothing was stored: the person must be told so, and what to do. */
      z.strictObject({ kind: z.literal('notSaved'), reason: z.enum(['diskFull', 'storageError']) }),
    ]),
  },
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
  setupChanged: setupView,
  textsChanged: z.strictObject({ language: languageTag }),
  /** Main ended the session (its person left the cache, or the reset timer's backstop). */
  sessionEnded: z.strictObject({ sessionId }),
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
