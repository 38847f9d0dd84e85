/**
 * E8: what the database holds up to a place, punches and records in the order in which they were made and travel: a record behind the
 * punch that was the last when it was made. Read by number, a page at a time, so that punching goes on meanwhile.
 */
import type { Connection } from '../database/connection.ts';
import { readPunchPage, readRecordPage, type StoredPunch, type StoredRecord } from '../database/export-rows.ts';
import { storedPunchRow, storedRecordRow, type ExportRow } from './export-row.ts';
import type { Seen } from './seen.ts';

export interface UpTo {
  readonly sequenceNumber: number;
  readonly outboxNumber: number;
}

export class StoredRows {
  readonly #connection: Connection;
  readonly #upTo: UpTo;
  readonly #seen: Seen;
  #sequenceNumber = 0;
  #outboxNumber = 0;

  constructor(connection: Connection, upTo: UpTo, seen: Seen) {
    this.#connection = connection;
    this.#upTo = upTo;
    this.#seen = seen;
  }

  /** The next rows, about `size`; null behind the last. */
  read(size: number): ExportRow[] | null {
    const punches = readPunchPage(this.#connection, { after: this.#sequenceNumber, upTo: this.#upTo.sequenceNumber, limit: size });
    const records = readRecordPage(this.#connection, { after: this.#outboxNumber, upTo: this.#upTo.outboxNumber, limit: size });
    if (punches.length === 0 && records.length === 0) return null;
    const rows: ExportRow[] = [];
    // A full page says nothing about what comes behind it: records that belong there wait for the next.
    const lastPunch = punches.length < size ? Infinity : (punches.at(-1)?.sequenceNumber ?? Infinity);
    const waiting = records.filter((record) => record.afterSequence < lastPunch);
    // A full page of records holds punches back in the same way.
    const lastRecordAfter = records.length < size ? Infinity : (records.at(-1)?.afterSequence ?? Infinity);
    for (const punch of punches.filter(({ sequenceNumber }) => sequenceNumber <= lastRecordAfter)) {
      for (let [next] = waiting; next !== undefined && next.afterSequence < punch.sequenceNumber; [next] = waiting) rows.push(...this.#takeRecord(waiting.shift() ?? next));
      rows.push(...this.#takePunch(punch));
    }
    for (const record of waiting) rows.push(...this.#takeRecord(record));
    return rows;
  }

  #takePunch(stored: StoredPunch): ExportRow[] {
    this.#sequenceNumber = stored.sequenceNumber;
    return this.#seen.punches.add(stored.sequenceNumber) ? [storedPunchRow(stored)] : [];
  }

  #takeRecord(stored: StoredRecord): ExportRow[] {
    this.#outboxNumber = stored.outboxNumber;
    return this.#seen.records.add(stored.outboxNumber) ? [storedRecordRow(stored)] : [];
  }
}
