/**
 * D2, K9: what is due, punches and records in the order in which they were made, as a batch takes it. A record comes behind the punch
 * that was the last when it was made: so a form is never sent behind what its person punched, and an undo never before what it undoes.
 */
import type { Connection } from './connection.ts';
import { takeDueRecords, type DueRecord } from './outbox.ts';
import { duePunches } from './punches.ts';

export interface BatchBounds {
  readonly nowMs: number;
  /** Where the batch before this one ended, among punches and among records. */
  readonly afterSequence: number;
  readonly afterRecord: number;
  readonly upToSequence: number;
  readonly upToRecord: number;
  /** Punches and records together. */
  readonly maxCount: number;
  readonly maxBytes: number;
}

export interface TakenBatch {
  readonly punches: string[];
  readonly records: string[];
  readonly lastSequence: number;
  readonly lastRecord: number;
}

class FillingBatch implements TakenBatch {
  readonly punches: string[] = [];
  readonly records: string[] = [];
  lastSequence: number;
  lastRecord: number;
  readonly #bounds: BatchBounds;
  #bytes = 0;

  constructor(bounds: BatchBounds) {
    this.#bounds = bounds;
    this.lastSequence = bounds.afterSequence;
    this.lastRecord = bounds.afterRecord;
  }

  /** One of a batch fits always, however large. */
  fits(bytes: number): boolean {
    const count = this.punches.length + this.records.length;
    return count === 0 || (count < this.#bounds.maxCount && this.#bytes + bytes <= this.#bounds.maxBytes);
  }

  addPunch(row: { readonly sequenceNumber: number; readonly record: string; readonly bytes: number }): void {
    this.punches.push(row.record);
    this.lastSequence = row.sequenceNumber;
    this.#bytes += row.bytes;
  }

  /** The first of `waiting` that were made before the punch with that number; false when one of them did not fit. */
  addRecords(waiting: DueRecord[], beforeSequence: number): boolean {
    for (let [next] = waiting; next !== undefined && next.afterSequence < beforeSequence; [next] = waiting) {
      if (!this.fits(next.bytes)) return false;
      this.records.push(next.record);
      this.lastRecord = next.outboxNumber;
      this.#bytes += next.bytes;
      waiting.shift();
    }
    return true;
  }
}

/** The oldest of what is due behind the last batch, as much as the bounds allow, but one at least where there is one. */
export function takeDueBatch(connection: Connection, bounds: BatchBounds): TakenBatch {
  const batch = new FillingBatch(bounds);
  const waiting = takeDueRecords(connection, { nowMs: bounds.nowMs, after: bounds.afterRecord, upTo: bounds.upToRecord, limit: bounds.maxCount });
  for (const row of duePunches(connection, { nowMs: bounds.nowMs, after: bounds.afterSequence, upTo: bounds.upToSequence, limit: bounds.maxCount })) {
    if (!batch.addRecords(waiting, row.sequenceNumber) || !batch.fits(row.bytes)) return batch;
    batch.addPunch(row);
  }
  batch.addRecords(waiting, Infinity);
  return batch;
}
