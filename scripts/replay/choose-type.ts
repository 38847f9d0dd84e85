/** Which button a row of the export stands for: nearly all of them say "in", so the type comes from where the person stands. */
import { longestShiftMs } from '../../shared/rules/open-shift.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';

/** The same person's last row: when it was, and what it was offered as, whatever became of it. */
export interface LastRow {
  readonly type: PunchType;
  readonly instantMs: number;
}

/**
 * Less than the duplicate window after the person's last row: that row's type again (a double tap). Else, with a shift open under
 * 16 hours, Clock Out; else Clock In. A row before the last one is no double tap.
 * @param openSinceMs when the state began that the kiosk shows for the person; null when clocked out
 */
export function chooseType(nowMs: number, last: LastRow | null, openSinceMs: number | null, duplicateWindowMs: number): PunchType {
  if (last !== null && nowMs >= last.instantMs && nowMs - last.instantMs < duplicateWindowMs) return last.type;
  return openSinceMs !== null && nowMs - openSinceMs < longestShiftMs ? 'clockOut' : 'clockIn';
}
