/** H8: which dates that were not judged have to be, because what was judged beside them changes what is said of them. */
import type { JudgedRow } from '../database/punches.ts';
import type { Judged, PersonJudgement } from './judge-person.ts';
import { openShiftReachMs, type ShiftException } from './shifts.ts';
import { readExceptions } from './standing.ts';
import { nearTypedMs } from './typed-pairs.ts';

const shiftExceptions: readonly ShiftException[] = ['forgottenClockOut', 'overlap'];

export interface Surroundings {
  /** Instants of what stands or stood on the judged dates, in any order. */
  readonly instants: readonly number[];
  /** Stored punches of other dates, accepted ones and duplicates. */
  readonly near: readonly JudgedRow[];
  /** The duplicate window of a stored one's timeclock. */
  readonly windowMsOf: (row: JudgedRow) => number;
}

/** @param judged the punches that were judged, in any order */
export function touchingDates(judged: readonly Judged[], judgement: PersonJudgement, { instants, near, windowMsOf }: Surroundings): Set<string> {
  const dates = new Set<string>();
  if (near.length === 0) return dates;
  const sorted = instants.toSorted((a, b) => a - b);
  const windowMs = judged.reduce((most, punch) => Math.max(most, punch.duplicateWindowSeconds * 1000), 0);
  const hasTyped = judged.some((punch) => punch.source === 'typed');
  const valid = new Set(near.filter((row) => row.verdict === 'accepted').map((row) => row.punch_id));
  for (const row of near) {
    if (dates.has(row.work_date)) continue;
    const doubleTapMs = Math.max(windowMs, windowMsOf(row));
    const reachMs = hasTyped || row.source === 'typed' ? Math.max(doubleTapMs, nearTypedMs) : doubleTapMs - 1;
    if (isWithin(sorted, row.instant_ms, reachMs) || saysOtherwise(row, sorted, judgement) || repeatsNothing(row, valid, judgement)) dates.add(row.work_date);
  }
  return dates;
}

/** A duplicate of a punch that is no longer valid, or no longer there. */
function repeatsNothing(row: JudgedRow, valid: ReadonlySet<string>, judgement: PersonJudgement): boolean {
  if (row.verdict !== 'duplicate' || row.duplicate_of === null || valid.has(row.duplicate_of)) return false;
  return judgement.standings.get(row.duplicate_of)?.kind !== 'accepted';
}

/** Whether any of the sorted `instants` is at most `reachMs` from `instantMs`. */
function isWithin(instants: readonly number[], instantMs: number, reachMs: number): boolean {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle] ?? 0) < instantMs - reachMs) low = middle + 1;
    else high = middle;
  }
  const first = instants[low];
  return first !== undefined && first <= instantMs + reachMs;
}

/** A punch after the judged ones whose date is to say something else now of the shifts before it. */
function saysOtherwise(row: JudgedRow, instants: readonly number[], judgement: PersonJudgement): boolean {
  if (row.verdict !== 'accepted' || !isWithin(instants, row.instant_ms, openShiftReachMs)) return false;
  const said = readExceptions(row.sequence_exception);
  const says = judgement.acrossDates.get(row.punch_id) ?? [];
  return shiftExceptions.some((code) => says.includes(code) !== said.includes(code));
}
