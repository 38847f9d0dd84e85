/**
 * K1, K3: what one work date's shifts say of another's. A shift is half open, from its first punch to its Clock Out. Where two
 * shifts overlap, the one that began later is noted; where one was left open, the next clock-in on another date is.
 */
import type { PunchType } from '../../shared/lib/punch-type.ts';
import { isTypedPair, type Sourced } from './typed-pairs.ts';

/** How far back a shift that was left open is of interest to the next one. */
export const openShiftReachMs = 48 * 3_600_000;

export interface ShiftPunch extends Sourced {
  readonly workDate: string;
}

export interface Shift {
  readonly start: ShiftPunch;
  /** Instant of the Clock Out; null for one that was left open. */
  readonly endMs: number | null;
}

/** By instant, then by id (ids are time-ordered). */
export function byInstant(a: Pick<ShiftPunch, 'instantMs' | 'punchId'>, b: Pick<ShiftPunch, 'instantMs' | 'punchId'>): number {
  return a.instantMs - b.instantMs || (a.punchId < b.punchId ? -1 : 1);
}

/** @param punches one person's valid punches in order, of any dates. @returns their shifts in the order of their beginnings */
export function shiftsOf(punches: readonly ShiftPunch[]): Shift[] {
  const shifts: Shift[] = [];
  const open = new Map<string, ShiftPunch>();
  for (const punch of punches) {
    const start = open.get(punch.workDate);
    if (endsShift(punch.type)) {
      if (start !== undefined) shifts.push({ start, endMs: punch.instantMs });
      open.delete(punch.workDate);
    } else if (start === undefined) open.set(punch.workDate, punch);
    else if (punch.type === 'clockIn' && !isTypedPair(start, punch)) {
      shifts.push({ start, endMs: null });
      open.set(punch.workDate, punch);
    }
  }
  for (const start of open.values()) shifts.push({ start, endMs: null });
  return shifts.sort((a, b) => byInstant(a.start, b.start));
}

function endsShift(type: PunchType): boolean {
  return type === 'clockOut';
}

export type ShiftException = 'forgottenClockOut' | 'overlap';

/** What other dates' shifts say of the first punch of each shift, by punch id; only where there is something to say. */
export function acrossDates(shifts: readonly Shift[]): Map<string, ShiftException[]> {
  const found = new Map<string, ShiftException[]>();
  for (const [index, shift] of shifts.entries()) {
    const said: ShiftException[] = [];
    if (wasLeftOpen(shifts[index - 1], shift)) said.push('forgottenClockOut');
    if (overlapsEarlier(shifts, index)) said.push('overlap');
    if (said.length > 0) found.set(shift.start.punchId, said);
  }
  return found;
}

function wasLeftOpen(previous: Shift | undefined, shift: Shift): boolean {
  if (previous === undefined || previous.endMs !== null || previous.start.workDate === shift.start.workDate || shift.start.type !== 'clockIn') return false;
  return shift.start.instantMs - previous.start.instantMs <= openShiftReachMs;
}

function overlapsEarlier(shifts: readonly Shift[], index: number): boolean {
  const shift = shifts[index];
  if (shift === undefined || shift.endMs === shift.start.instantMs) return false;
  for (let at = index - 1; at >= 0; at -= 1) {
    const earlier = shifts[at];
    if (earlier === undefined || shift.start.instantMs - earlier.start.instantMs > openShiftReachMs) return false;
    if (earlier.endMs !== null && earlier.endMs > shift.start.instantMs && earlier.start.workDate !== shift.start.workDate) return true;
  }
  return false;
}
