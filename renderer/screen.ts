/** Which screen stands, with all that it shows. One question per screen. */
import type { BrokenReason, CallAnswer } from '../shared/contracts/ipc.ts';
import type { Offer } from '../shared/contracts/punch-calls.ts';
import type { IdleMode } from './idle-reset.svelte.ts';

type Recorded = Extract<CallAnswer<'recordPunch'>, { kind: 'recorded' | 'alreadyRecorded' | 'notSaved' }>;

/** How a touch on a punch button ended. `unsure`: the link to main broke at the wrong moment, and nobody can say. */
export type PunchResult = Recorded | { kind: 'unsure' };

/** Why the form stands: the PIN was not found (K11, K12), or somebody asked for it (B6, or a timeclock that goes by name). */
export type FormReason = 'notFound' | 'asked';

export type Screen =
  | { kind: 'starting' }
  | { kind: 'setup' }
  | { kind: 'broken'; reason: BrokenReason }
  | { kind: 'pin' }
  | { kind: 'form'; reason: FormReason }
  | ({ kind: 'whichOfYou' } & Pick<Extract<CallAnswer<'identifyByPin'>, { kind: 'whichOfYou' }>, 'choiceId' | 'people'>)
  | { kind: 'assignment'; offer: Offer }
  /** `isUpdated`: main offered anew because what was touched is not allowed any more. */
  | { kind: 'punch'; offer: Offer; isUpdated: boolean }
  | { kind: 'result'; result: PunchResult; atMs: number };
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
  punch: 'warned',
  result: 'off',
};

/** The offer of whoever is being served, on the screens that have one. */
export function offerOf(screen: Screen): Offer | null {
  return screen.kind === 'assignment' || screen.kind === 'punch' ? screen.offer : null;
}

/** What was recorded needs no answer; everything else stays until it is touched away. */
export function closesItself(result: PunchResult): boolean {
  return result.kind === 'recorded' || result.kind === 'alreadyRecorded';
}

/** How long a result stands before it closes itself; what was not recorded stays long enough to be read and noted. */
export function resultStandsMs(result: PunchResult): number {
  return closesItself(result) ? 4000 : 60_000;
}
