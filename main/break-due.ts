/** C5: the reminder of a break: until when it has to begin, for somebody whose shift goes on. */
import type { TimeclockProperties } from '../shared/contracts/entities.ts';
import type { Offer } from '../shared/contracts/punch-calls.ts';
import { breakRulesOf, nextBreakDue } from '../shared/rules/breaks.ts';
import { shiftsOf } from '../shared/rules/shifts.ts';
import { toInstant } from './instant.ts';
import { counts, type Standing } from './standing.ts';

/** Earlier than this nobody needs to be told. */
const remindAheadMs = 2 * 3_600_000;

export function readBreakDue({ open, known }: Standing, properties: TimeclockProperties, nowMs: number): Offer['breakDue'] {
  if (open?.kind !== 'running') return null;
  const shift = shiftsOf(known.filter((punch) => counts(punch) && punch.workDate === open.workDate)).at(-1);
  const due = shift === undefined ? null : nextBreakDue(shift, breakRulesOf(properties), nowMs);
  return due === null || due.dueMs - nowMs > remindAheadMs ? null : { breakKind: due.breakKind, dueAt: toInstant(Math.floor(due.dueMs)) };
}
