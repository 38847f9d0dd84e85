/** H8: which dates that were not judged have to be, because what was judged beside them changes what is said of them. */
import type { JudgedRow } from '../database/punches.ts';
import type { Judged, PersonJudgement } from './judge-person.ts';
import { openShiftReachMs, type ShiftException } from './shifts.ts';
import { readExceptions } from './standing.ts';
import { nearTypedMs } from './typed-pairs.ts';

const shiftExceptions: readonly ShiftException[] = ['forgottenClockOut', 'overlap'];

/**
 * @param judged the punches that were judged, in any order
 * @param near stored ones of other dates, accepted ones and duplicates
 * @param windowMsOf the duplicate window of a stored one's timeclock
 */
export function touchingDates(judged: readonly Judged[], near: readonly JudgedRow[], judgement: PersonJudgement, windowMsOf: (row: JudgedRow) => number): Set<string> {
  const dates = new Set<string>();
  if (near.length === 0 || judged.length === 0) return dates;
  const instants = judged.map((punch) => punch.instantMs).sort((a, b) => a - b);
  const windowMs = Math.max(...judged.map((punch) => punch.duplicateWindowSeconds * 1000));
  const hasTyped = judged.some((punch) => punch.source === 'typed');
  for (const row of near) {
    if (dates.has(row.work_date)) continue;
    const doubleTapMs = Math.max(windowMs, windowMsOf(row));
    const reachMs = hasTyped || row.source === 'typed' ? Math.max(doubleTapMs, nearTypedMs) : doubleTapMs - 1;
    if (isWithin(instants, row.instant_ms, reachMs) || saysOtherwise(row, instants, judgement)) dates.add(row.work_date);
  }
  return dates;
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
