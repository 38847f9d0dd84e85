/** The date that a punch counts for, unless a person chooses another (C10, K4). */
import { dateInZone } from '../lib/zoned-time.ts';
import type { OpenShift } from './open-shift.ts';
import type { TimedPunch } from './punch-sequence.ts';

/**
 * The work date that is preselected: that of the running sequence, else today in the timeclock's zone. A forgotten sequence
 * keeps its date to itself.
 */
export function preselectedWorkDate(open: OpenShift<TimedPunch> | null, nowMs: number, timeZone: string): string {
  return open?.kind === 'running' ? open.workDate : dateInZone(nowMs, timeZone);
}
