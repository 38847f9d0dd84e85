/**
 * D3, H8, K2, K3: what the order of one person's punches says, over all kiosks, in order of instants and not of arrival. Given the
 * same punches it answers the same, in whichever order they came. What was settled stays settled: an accepted punch may turn
 * out a duplicate when an earlier one arrives late, but never becomes refused.
 */
import { findDuplicate } from '../../shared/rules/duplicate-window.ts';
import { judgeSequence, type SequenceTemplate } from '../../shared/rules/punch-sequence.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';
import type { ExceptionCode, MatchFailure, RefusalCode } from '../../shared/contracts/entities.ts';

/** The verdict on one punch, without what does not depend on others. */
export type Standing =
  | { readonly kind: 'accepted'; readonly sequenceException: SequenceException | null }
  | { readonly kind: 'duplicate'; readonly duplicateOf: string }
  | { readonly kind: 'refused'; readonly code: RefusalCode }
  | { readonly kind: 'failed'; readonly reason: MatchFailure };

export type SequenceException = Extract<ExceptionCode, 'forgottenClockOut' | 'outOfSequence'>;

/** One punch to judge. */
export interface Judged {
  readonly punchId: string;
  readonly type: PunchType;
  readonly instantMs: number;
  readonly workDate: string;
  /** Rules of the timeclock where it was made. */
  readonly template: SequenceTemplate;
  readonly duplicateWindowSeconds: number;
  /** How it stood before; null for one that is judged for the first time, or again after a refusal. */
  readonly before: Standing | null;
  /** A refusal that has nothing to do with other punches. */
  readonly refusedFor: RefusalCode | null;
}

/** A valid punch of another work date near by: it counts for double taps, and is not judged itself. */
export type Neighbour = Pick<Judged, 'punchId' | 'type' | 'instantMs' | 'workDate'>;

/**
 * @param punches all of one person's punches on the work dates in question, without voided ones
 * @param neighbours that person's valid punches of other dates within a duplicate window
 * @returns the standing of each punch, by id
 */
export function judgePerson(punches: readonly Judged[], neighbours: readonly Neighbour[]): Map<string, Standing> {
  const standings = new Map<string, Standing>();
  const valid: Neighbour[] = [];
  const byDate = new Map<string, PunchType[]>();
  for (const punch of punches.toSorted(byInstant)) {
    const standing = judgeOne(punch, nearest(valid, neighbours), byDate.get(punch.workDate) ?? []);
    standings.set(punch.punchId, standing);
    if (standing.kind !== 'accepted') continue;
    valid.push(punch);
    const types = byDate.get(punch.workDate);
    if (types === undefined) byDate.set(punch.workDate, [punch.type]);
    else types.push(punch.type);
  }
  return standings;
}

function byInstant(a: Neighbour, b: Neighbour): number {
  return a.instantMs - b.instantMs || (a.punchId < b.punchId ? -1 : 1);
}

/** The few valid punches that can stand directly before or after: more are of no interest to the duplicate window. */
function nearest(valid: readonly Neighbour[], neighbours: readonly Neighbour[]): readonly Neighbour[] {
  const last = valid.at(-1);
  return last === undefined ? neighbours : [last, ...neighbours];
}

function judgeOne(punch: Judged, near: readonly Neighbour[], before: readonly PunchType[]): Standing {
  if (punch.refusedFor !== null) return { kind: 'refused', code: punch.refusedFor };
  const duplicate = findDuplicate(near, punch, punch.duplicateWindowSeconds);
  if (duplicate !== null) return { kind: 'duplicate', duplicateOf: duplicate.punchId };
  const judgement = judgeSequence(punch.template, before, punch.type);
  switch (judgement) {
    case 'valid':
      return { kind: 'accepted', sequenceException: null };
    case 'noClockIn':
      return isSettled(punch.before) ? { kind: 'accepted', sequenceException: 'outOfSequence' } : { kind: 'refused', code: 'noClockIn' };
    case 'forgottenClockOut':
    case 'outOfSequence':
      return { kind: 'accepted', sequenceException: judgement };
  }
}

function isSettled(standing: Standing | null): boolean {
  return standing !== null && standing.kind !== 'refused' && standing.kind !== 'failed';
}

/** True when both say the same. */
export function isSameStanding(a: Standing, b: Standing): boolean {
  switch (a.kind) {
    case 'accepted':
      return b.kind === 'accepted' && a.sequenceException === b.sequenceException;
    case 'duplicate':
      return b.kind === 'duplicate' && a.duplicateOf === b.duplicateOf;
    case 'refused':
      return b.kind === 'refused' && a.code === b.code;
    case 'failed':
      return b.kind === 'failed' && a.reason === b.reason;
  }
}
