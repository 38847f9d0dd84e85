/**
 * D3, H8, K1 to K3: what the order of one person's punches says, over all kiosks, in order of instants and not of arrival. Given
 * the same punches it answers the same, in whichever order they came. What was settled stays settled: an accepted punch may turn
 * out a duplicate when an earlier one arrives late, but never becomes refused.
 */
import { judgeSequence, transitionsOf, type SequenceTemplate } from '../../shared/rules/punch-sequence.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';
import type { MatchFailure, RefusalCode } from '../../shared/contracts/entities.ts';
import { acrossDates, byInstant, shiftsOf, type ShiftException, type ShiftPunch } from './shifts.ts';
import { contextExceptions, isSettled, type ContextException, type Standing } from './standing.ts';
import { isTypedPair, pairKey, typedPairs, type TypedPair } from './typed-pairs.ts';

/** One punch to judge. */
export interface Judged extends ShiftPunch {
  readonly assignmentId: string | null;
  /** Rules of the timeclock where it was made. */
  readonly template: SequenceTemplate;
  /** 0 for one that a supervisor restored (K2). */
  readonly duplicateWindowSeconds: number;
  /** How it stood before; null for one that is judged for the first time. */
  readonly before: Standing | null;
  /** A refusal that has nothing to do with other punches. */
  readonly refusedFor: RefusalCode | null;
  /** F5: why nobody knows whose it is; null where it is known. */
  readonly failedFor: MatchFailure | null;
}

/** A valid punch of another work date near by: its shift counts, and it is not judged itself. */
export type Neighbour = ShiftPunch;

export interface PersonJudgement {
  /** By punch id, of the judged ones. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** H7: typed and kiosk punches that came close, whether decided or not. */
  readonly pairs: readonly TypedPair[];
  /** What the dates say of each other, by punch id, of neighbours as well. */
  readonly acrossDates: ReadonlyMap<string, readonly ShiftException[]>;
}

/**
 * @param punches all of one person's punches on the work dates in question, without voided ones
 * @param neighbours that person's valid punches of other dates near by
 * @param decided keys of the pairs (H7) that a supervisor has decided on
 */
export function judgePerson(punches: readonly Judged[], neighbours: readonly Neighbour[], decided: ReadonlySet<string>): PersonJudgement {
  const { standings, valid } = judgeInOrder(punches.toSorted(byInstant));
  const around = neighbours.length === 0 ? valid : [...valid, ...neighbours].sort(byInstant);
  const across = acrossDates(shiftsOf(around));
  for (const [punchId, said] of across) note(standings, punchId, said);
  const pairs = typedPairs(around);
  for (const pair of pairs) {
    if (decided.has(pairKey(pair))) continue;
    note(standings, pair.typedPunchId, ['nearTyped']);
    note(standings, pair.kioskPunchId, ['nearTyped']);
  }
  return { standings, pairs, acrossDates: across };
}

/** Adds to what was noted on an accepted one of the judged. */
function note(standings: Map<string, Standing>, punchId: string, codes: readonly ContextException[]): void {
  const standing = standings.get(punchId);
  if (standing?.kind !== 'accepted') return;
  const noted = new Set([...standing.exceptions, ...codes]);
  standings.set(punchId, { kind: 'accepted', exceptions: contextExceptions.filter((code) => noted.has(code)) });
}

/** What one work date holds so far. */
interface Day {
  readonly types: PunchType[];
  readonly last: Judged[];
  openAssignment: string | null;
}

function judgeInOrder(ordered: readonly Judged[]): { standings: Map<string, Standing>; valid: Judged[] } {
  const standings = new Map<string, Standing>();
  const valid: Judged[] = [];
  const days = new Map<string, Day>();
  for (const punch of ordered) {
    const day = days.get(punch.workDate) ?? { types: [], last: [], openAssignment: null };
    days.set(punch.workDate, day);
    const standing = judgeOne(punch, valid, day);
    standings.set(punch.punchId, standing);
    if (standing.kind !== 'accepted') continue;
    valid.push(punch);
    advance(day, punch);
  }
  return { standings, valid };
}

function advance(day: Day, punch: Judged): void {
  day.types.push(punch.type);
  day.last.push(punch);
  if (punch.type === 'clockIn' || punch.type === 'transfer') day.openAssignment = punch.assignmentId;
  else if (punch.type === 'clockOut') day.openAssignment = null;
}

function judgeOne(punch: Judged, valid: readonly Judged[], day: Day): Standing {
  if (punch.refusedFor !== null) return { kind: 'refused', code: punch.refusedFor };
  if (punch.failedFor !== null) return { kind: 'failed', reason: punch.failedFor };
  const repeated = repeatedBy(punch, valid);
  if (repeated !== null) return { kind: 'duplicate', duplicateOf: repeated };
  const judgement = judgeSequence(punch.template, day.types, punch.type);
  // Whatever stands there without a Clock In, a supervisor typed, or it was accepted before: it speaks for what follows.
  const isKept = isSettled(punch.before) || punch.source === 'typed' || day.types.length > 0;
  if (judgement === 'noClockIn' && !isKept) return { kind: 'refused', code: 'noClockIn' };
  const exceptions: ContextException[] = [];
  if (isOtherAssignment(punch, day)) exceptions.push('otherAssignment');
  if (judgement !== 'valid' && !tellsOfTheSame(punch, day)) exceptions.push(judgement === 'noClockIn' ? 'outOfSequence' : judgement);
  return { kind: 'accepted', exceptions: contextExceptions.filter((code) => exceptions.includes(code)) };
}

/** C11, K2: the valid punch that this one repeats. Typed and kiosk punches are no double taps of each other (H7). */
function repeatedBy(punch: Judged, valid: readonly Judged[]): string | null {
  const windowMs = punch.duplicateWindowSeconds * 1000;
  for (let at = valid.length - 1; at >= 0; at -= 1) {
    const before = valid[at];
    if (before === undefined || punch.instantMs - before.instantMs >= windowMs) return null;
    if (before.type !== punch.type) return null;
    if (before.source === punch.source) return before.punchId;
  }
  return null;
}

/** H7: the date's last punch of this type is the same one, told by the other side. */
function tellsOfTheSame(punch: Judged, day: Day): boolean {
  const last = day.last.findLast((before) => before.type === punch.type);
  return last !== undefined && isTypedPair(last, punch);
}

/** K3: at break and clock-out another assignment is taken and flagged, where the table has no transfer. */
function isOtherAssignment(punch: Judged, day: Day): boolean {
  if (punch.type === 'clockIn' || punch.type === 'transfer' || punch.assignmentId === null || day.openAssignment === null) return false;
  return punch.assignmentId !== day.openAssignment && !hasTransfer(punch.template);
}

function hasTransfer(template: SequenceTemplate): boolean {
  const table = transitionsOf(template);
  return Object.values(table.after).some((types) => types?.includes('transfer') === true);
}
