/** C5: break findings of one person and work date, each shift by the rules of the timeclock where it began. Raw times alone (C13). */
import type { z } from 'zod';
import type { breakFinding } from '../../shared/contracts/console-entities.ts';
import { punchType } from '../../shared/contracts/entities.ts';
import { breakRulesOf, judgeBreaks } from '../../shared/rules/breaks.ts';
import { shiftsOf } from '../../shared/rules/shifts.ts';
import type { CountedPunch } from '../database/timesheets.ts';
import type { TimeclockRules } from '../intake/timeclock-rules.ts';
import { countedOnce } from './counted-once.ts';

export type BreakFinding = z.infer<typeof breakFinding>;

/** A finding, and the timeclock where its shift began. */
export interface FoundAt {
  readonly timeclockId: number;
  readonly finding: BreakFinding;
}

/**
 * Breaks are numbered through the whole date.
 * @param counted what counts of that date's punches
 * @param rules with every timeclock of them loaded
 */
export function breaksOfDate(counted: readonly CountedPunch[], rules: Pick<TimeclockRules, 'of'>, nowMs: number): FoundAt[] {
  const found: FoundAt[] = [];
  let before = 0;
  for (const shift of shiftsOf(countedOnce(counted).map(toShiftPunch))) {
    const { timeclockId } = shift.first;
    const findings = judgeBreaks(shift, breakRulesOf(rules.of(timeclockId)), nowMs);
    for (const { startedAtMs, breakNumber, ...finding } of findings) {
      found.push({ timeclockId, finding: { ...finding, breakNumber: before + breakNumber, startedAt: startedAtMs === null ? null : new Date(startedAtMs).toISOString() } });
    }
    before += Math.max(shift.breaks.length, ...findings.map((one) => one.breakNumber));
  }
  return found;
}

function toShiftPunch(row: CountedPunch) {
  return { punchId: row.punch_id, type: punchType.parse(row.type), instantMs: row.instant_ms, workDate: row.work_date, timeclockId: row.timeclock_id };
}
