/** Which screen stands, with all that it shows. One question per screen. */
import type { AdminView, SignInDecidedBy } from '../shared/contracts/admin-calls.ts';
import type { BrokenReason, CallAnswer, CallInput } from '../shared/contracts/ipc.ts';
import type { Blocked, Offer, PunchEntry } from '../shared/contracts/punch-calls.ts';
import type { QuestionSet } from '../shared/contracts/question-sets.ts';
import type { SheetEntry, SheetRequest, Timesheet } from '../shared/contracts/timesheet-calls.ts';
import type { IdleMode } from './idle-reset.svelte.ts';

type Recorded = Extract<CallAnswer<'recordPunch'>, { kind: 'recorded' | 'alreadyRecorded' | 'notSaved' }>;

/** How a touch on a punch button ended. `unsure`: the link to main broke at the wrong moment, and nobody can say. */
export type PunchResult = Recorded | { kind: 'unsure' } | { kind: 'notUndone'; reason: 'tooLate' | 'diskFull' | 'storageError' };

/** What the punch screen says first: the person's entries are others than they saw, or only what may be chosen is; a punch was undone, or something else could not be saved. */
export type PunchNotice = { kind: 'updated' } | { kind: 'choicesChanged' } | { kind: 'undone'; punch: PunchEntry } | { kind: 'notSaved' };

/** C12: what a request is about. `entry` is the one to correct; null for a missed one. */
export interface RequestSubject {
  readonly request: CallInput<'sendRequest'>['request'];
  readonly workDate: string;
  readonly entry: SheetEntry | null;
}

/** Why the form stands: the PIN was not found (K11, K12), or somebody asked for it (B6, or a timeclock that goes by name). */
export type FormReason = 'notFound' | 'asked';

/** G1: which door was touched. */
export type AdminWish = 'admin' | 'exit' | 'export';
export type AdminPage = 'tiles' | 'language' | 'device' | 'about' | 'exit' | 'leaving';
export type AdminNotice = 'notPermitted' | 'lifted' | 'saved' | 'notSaved' | 'failed';

/** Where somebody goes who is done with a screen of the administration: where they came from. */
export type AdminWayBack = 'pin' | 'tiles';

export type Screen =
  | { kind: 'starting' }
  | { kind: 'setup' }
  | { kind: 'broken'; reason: BrokenReason }
  | { kind: 'pin' }
  | { kind: 'form'; reason: FormReason }
  | ({ kind: 'whichOfYou' } & Pick<Extract<CallAnswer<'identifyByPin'>, { kind: 'whichOfYou' }>, 'choiceId' | 'people'>)
  /** `purpose`: the job of the punch that follows, or the other one that a transfer goes to. */
  | { kind: 'assignment'; offer: Offer; purpose: 'punch' | 'transfer' }
  | { kind: 'workDate'; offer: Offer; notice: PunchNotice | null }
  /** `chosenDate`: the person said so; null while the date is whichever is preselected. */
  | { kind: 'punch'; offer: Offer; chosenDate: string | null; notice: PunchNotice | null }
  /** C7, C8: nobody punches here now. */
  | { kind: 'blocked'; blocked: Blocked; sessionId: string }
  | { kind: 'timesheet'; offer: Offer; chosenDate: string | null; timesheet: Timesheet }
  | { kind: 'request'; offer: Offer; subject: RequestSubject }
  | { kind: 'requested'; request: SheetRequest; firstName: string; isOnline: boolean }
  /** A10, for an administrator who has signed in. */
  | { kind: 'setupAgain'; operatorSessionId: string }
  /** D9 */
  | { kind: 'enrolAgain'; back: AdminWayBack }
  /** E8, for whoever has signed in to the administration. */
  | { kind: 'export'; operatorSessionId: string; back: AdminWayBack | 'setupAgain' }
  /** G3, likewise. */
  | { kind: 'diagnostics'; operatorSessionId: string }
  | { kind: 'operatorSignIn'; wish: AdminWish }
  | { kind: 'admin'; page: AdminPage; operatorSessionId: string; decidedBy: SignInDecidedBy; view: AdminView; notice: AdminNotice | null }
  /** C5, C6: `sets` are those to come, the first of them being asked; `done` counts the questions of those behind. */
  | {
      kind: 'questions';
      sessionId: string;
      person: { readonly firstName: string; readonly initials: string; readonly photoDataUrl: string | null };
      /** The punch that was stored just now; null for questions left over from an earlier one. */
      stored: PunchEntry | null;
      sets: readonly QuestionSet[];
      done: number;
      onEnd: () => void;
    }
  | { kind: 'result'; result: PunchResult; sessionId: string; atMs: number };
export type ScreenOf<K extends Screen['kind']> = Extract<Screen, { kind: K }>;

/** B7: how each screen ends when nobody touches it. */
export const idleModes: Readonly<Record<Screen['kind'], IdleMode>> = {
  starting: 'off',
  setup: 'off',
  broken: 'off',
  pin: 'silent',
  form: 'warned',
  whichOfYou: 'warned',
  assignment: 'warned',
  workDate: 'warned',
  punch: 'warned',
  blocked: 'warned',
  timesheet: 'warned',
  request: 'warned',
  export: 'warned',
  diagnostics: 'warned',
  setupAgain: 'warned',
  enrolAgain: 'warned',
  requested: 'off',
  operatorSignIn: 'warned',
  admin: 'warned',
  questions: 'warned',
  result: 'off',
};

/** The offer of whoever is being served, on the screens that have one. */
export function offerOf(screen: Screen): Offer | null {
  return 'offer' in screen ? screen.offer : null;
}

/** What was recorded needs no answer; everything else stays until it is touched away. */
export function closesItself(result: PunchResult): boolean {
  return result.kind === 'recorded' || result.kind === 'alreadyRecorded';
}

/** Screens that close themselves after something was done: the next in the queue need not wait for that. */
export function isPassing(screen: Screen): boolean {
  return screen.kind === 'requested' || (screen.kind === 'result' && closesItself(screen.result));
}

/** How long a confirmation stands, with its undo (C1). */
export const passingMs = 6000;

/** How long a result stands before it closes itself; what was not recorded stays long enough to be read and noted. */
export function resultStandsMs(result: PunchResult): number {
  return closesItself(result) ? passingMs : 60_000;
}
