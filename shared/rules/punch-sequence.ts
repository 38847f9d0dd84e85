/**
 * C1, K1, K3: which punch may follow which. Judged per person and work date, in order of instants. The rules come from the
 * server as data; kiosk and server use these functions alike, so the kiosk never takes what the server would refuse.
 */
import { punchTypes, type PunchType } from '../lib/punch-type.ts';

/** One punch as the rules see it. `instantMs` is the best-known time, `workDate` a date in the timeclock's zone. */
export interface TimedPunch {
  readonly punchId: string;
  readonly type: PunchType;
  readonly instantMs: number;
  readonly workDate: string;
}

/** A transition table: what may open a work date, and what may follow each type. */
export interface TransitionTable {
  readonly start: readonly PunchType[];
  readonly after: { readonly [type in PunchType]?: readonly PunchType[] | undefined };
}

/** The timeclock's template (A3). */
export type SequenceTemplate = { readonly kind: 'fourEntries' } | { readonly kind: 'twoEntries' } | ({ readonly kind: 'transitions' } & TransitionTable);

const twoEntries: TransitionTable = {
  start: ['clockIn'],
  after: { clockIn: ['clockOut'], clockOut: ['clockIn'] },
};

/** Somebody who goes home from a break clocks out without a false Break In. */
const fourEntries: TransitionTable = {
  start: ['clockIn'],
  after: { clockIn: ['breakOut', 'clockOut'], breakOut: ['breakIn', 'clockOut'], breakIn: ['breakOut', 'clockOut'], clockOut: ['clockIn'] },
};

/** The table that a template stands for. */
export function transitionsOf(template: SequenceTemplate): TransitionTable {
  switch (template.kind) {
    case 'twoEntries':
      return twoEntries;
    case 'fourEntries':
      return fourEntries;
    case 'transitions':
      return template;
  }
}

/** Every type that the template knows, in the order of `punchTypes`. */
export function typesOf(template: SequenceTemplate): PunchType[] {
  const { start, after } = transitionsOf(template);
  const known = new Set([...start, ...Object.values(after).flat()]);
  return punchTypes.filter((type) => known.has(type));
}

/** Punches of one person in the order in which they count: by instant, then by id (ids are time-ordered). */
export function inOrder<P extends TimedPunch>(punches: readonly P[]): P[] {
  return punches.toSorted((a, b) => a.instantMs - b.instantMs || (a.punchId < b.punchId ? -1 : 1));
}

/** True while a sequence that ends with `last` is still going on. */
export function isOpenAfter(last: PunchType | null): boolean {
  return last !== null && last !== 'clockOut';
}

/**
 * The types that may follow on a work date.
 * @param last the date's last punch before the moment in question; null for none
 * @param shift 'forgotten' when the sequence that is open was left open too long: then a new one may begin as well (C1)
 */
export function allowedNext(template: SequenceTemplate, last: PunchType | null, shift: 'usual' | 'forgotten'): PunchType[] {
  const table = transitionsOf(template);
  if (last === null) return [...table.start];
  const following = table.after[last] ?? [];
  return shift === 'forgotten' ? [...new Set([...table.start, ...following])] : [...following];
}

/** What the order says of one punch. Only `noClockIn` is a reason to refuse (K1); the others are exceptions noted. */
export type SequenceJudgement = 'valid' | 'noClockIn' | 'forgottenClockOut' | 'outOfSequence';

/**
 * Judges a punch against the punches of the same person and work date that come before it.
 * @param before types of those punches, oldest first, without refused, duplicate and voided ones
 */
export function judgeSequence(template: SequenceTemplate, before: readonly PunchType[], type: PunchType): SequenceJudgement {
  const table = transitionsOf(template);
  const last = before.at(-1) ?? null;
  if (allowedNext(template, last, 'usual').includes(type)) return 'valid';
  if (table.start.includes(type)) return isOpenAfter(last) ? 'forgottenClockOut' : 'outOfSequence';
  return before.some((earlier) => table.start.includes(earlier)) ? 'outOfSequence' : 'noClockIn';
}
