/** K9: what is not settled, punches and records together: what the PIN screen counts, what clearing waits for, what each batch tells. */
import type { Connection } from './connection.ts';
import { countUnsettledPunches } from './clear-punches.ts';
import { countDueRecordsUpTo, countPendingRecords, countPendingRecordsUpTo, oldestPendingRecordMs, oldestWaitingRecordMs } from './outbox.ts';
import { countDueUpTo, countPunches, oldestPendingMs, oldestWaitingMs } from './punches.ts';

export interface UnsettledCounts {
  readonly pending: number;
  /** Punches alone: a record cannot fail (F5). */
  readonly failed: number;
}

/** A place in the outbox: the last punch and the last record before it. */
export interface OutboxPlace {
  readonly sequence: number;
  readonly record: number;
}

export function countUnsettled(connection: Connection): UnsettledCounts {
  const { pending, failed } = countPunches(connection);
  return { pending: pending + countPendingRecords(connection), failed };
}

/** Of what existed up to `upTo`; clearing waits until both are 0 (F4). */
export function countUnsettledUpTo(connection: Connection, upTo: OutboxPlace): UnsettledCounts {
  const { pending, failed } = countUnsettledPunches(connection, upTo.sequence);
  return { pending: pending + countPendingRecordsUpTo(connection, upTo.record), failed };
}

/** When the oldest of what is pending was made; null when nothing is. */
export function oldestUnsettledMs(connection: Connection): number | null {
  return earlier(oldestPendingMs(connection), oldestPendingRecordMs(connection));
}

/** How much is due up to the end of a batch that goes now: it is on its way. */
export function countOnTheWay(connection: Connection, nowMs: number, last: OutboxPlace): number {
  return countDueUpTo(connection, { nowMs, lastSequence: last.sequence }) + countDueRecordsUpTo(connection, { nowMs, lastRecord: last.record });
}

/** When the oldest was made of what is failed, or pending and not on its way; null when there is none. */
export function oldestLeftBehindMs(connection: Connection, nowMs: number, last: OutboxPlace): number | null {
  return earlier(oldestWaitingMs(connection, { nowMs, lastSequence: last.sequence }), oldestWaitingRecordMs(connection, { nowMs, lastRecord: last.record }));
}

function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
