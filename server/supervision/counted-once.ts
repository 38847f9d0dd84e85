/**
 * H7: while a typed punch and a kiosk's tell of the same moment, totals take the two as one, as the sequence does: the kiosk's
 * counts, for the person made it. So nothing is paid twice, and nothing looks open, before anybody has decided.
 */
import { punchType } from '../../shared/contracts/entities.ts';
import { isTypedPair, type Sourced } from '../intake/typed-pairs.ts';
import type { CountedPunch } from '../database/timesheets.ts';

/** @param counted what counts of one person's work date, any order */
export function countedOnce<P extends Pick<CountedPunch, 'punch_id' | 'type' | 'instant_ms' | 'source'>>(counted: readonly P[]): P[] {
  const ordered = counted.toSorted((a, b) => a.instant_ms - b.instant_ms || (a.punch_id < b.punch_id ? -1 : 1));
  return ordered.filter((row, index) => row.source === 'kiosk' || ![ordered[index - 1], ordered[index + 1]].some((other) => other !== undefined && isTypedPair(toSourced(row), toSourced(other))));
}

function toSourced(row: Pick<CountedPunch, 'punch_id' | 'type' | 'instant_ms' | 'source'>): Sourced {
  return { punchId: row.punch_id, type: punchType.parse(row.type), instantMs: row.instant_ms, source: row.source };
}
