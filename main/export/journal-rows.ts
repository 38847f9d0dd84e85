/**
 * K17: what has left the database and can still be read, from the sealed journal. A receipt says what became of a punch; an entry whose
 * number another punch holds was never confirmed, and is no punch. A segment that is pruned meanwhile is older than anybody asks for;
 * one that cannot be read is counted, and the rest is read all the same.
 */
import { readFile } from 'node:fs/promises';
import type { Connection } from '../database/connection.ts';
import { findReceipt, isRecordHere } from '../database/export-rows.ts';
import { readEntry } from '../database/journal-entry.ts';
import type { Journal, JournalEntry } from '../database/journal.ts';
import { readJournalled } from '../database/journalled-record.ts';
import { findPunchBySequence } from '../database/punches.ts';
import type { UpTo } from './stored-rows.ts';
import { journalledPunchRow, journalledRecordRow, type ExportRow } from './export-row.ts';
import type { Seen } from './seen.ts';

export interface JournalRowsInput {
  readonly connection: Connection;
  readonly journal: Pick<Journal, 'segmentFiles' | 'entriesOf'>;
  readonly upTo: UpTo;
  readonly seen: Seen;
}

/** Of the text of a punch, without reading it: most entries are in the database as well, and are none of our business. */
const numberOf = /"sequenceNumber":(\d{1,15}),/;

export class JournalRows {
  readonly #input: JournalRowsInput;
  #left: { readonly segment: number; readonly path: string }[];
  #entries: Iterator<JournalEntry> | null = null;
  unreadableSegments = 0;

  constructor(input: JournalRowsInput) {
    this.#input = input;
    this.#left = input.journal.segmentFiles();
  }

  /** Looks at the next `size` entries; answers those that count, null behind the last. */
  async read(size: number): Promise<ExportRow[] | null> {
    const entries = this.#entries ?? (await this.#nextSegment());
    if (entries === null) return null;
    const rows: ExportRow[] = [];
    for (let looked = 0; looked < size; looked += 1) {
      const next = entries.next();
      if (next.done === true) {
        this.#entries = null;
        return rows;
      }
      const row = this.#rowOf(next.value.text);
      if (row !== null) rows.push(row);
    }
    return rows;
  }

  async #nextSegment(): Promise<Iterator<JournalEntry> | null> {
    for (let next = this.#left.shift(); next !== undefined; next = this.#left.shift()) {
      const bytes = await readOrNull(next.path);
      if (bytes === 'unreadable') this.unreadableSegments += 1;
      else if (bytes !== 'gone') return (this.#entries = this.#input.journal.entriesOf(next.segment, bytes));
    }
    return null;
  }

  #rowOf(text: string): ExportRow | null {
    const found = numberOf.exec(text);
    return found === null ? this.#recordOf(text) : this.#punchOf(text, Number(found[1]));
  }

  #punchOf(text: string, sequenceNumber: number): ExportRow | null {
    const { connection, upTo, seen } = this.#input;
    if (sequenceNumber > upTo.sequenceNumber || seen.punches.has(sequenceNumber) || findPunchBySequence(connection, sequenceNumber) !== undefined) return null;
    const punch = readEntry(text);
    if (punch?.sequenceNumber !== sequenceNumber) return null;
    const receipt = findReceipt(connection, sequenceNumber);
    if (receipt !== null && receipt.punchId !== punch.punchId) return null;
    seen.punches.add(sequenceNumber);
    return journalledPunchRow(punch, text, receipt);
  }

  #recordOf(text: string): ExportRow | null {
    const { connection, upTo, seen } = this.#input;
    const found = readJournalled(text);
    if (found === null || found.outboxNumber > upTo.outboxNumber || seen.records.has(found.outboxNumber) || isRecordHere(connection, found.outboxNumber)) return null;
    seen.records.add(found.outboxNumber);
    return journalledRecordRow(found.record);
  }
}

async function readOrNull(path: string): Promise<Buffer | 'gone' | 'unreadable'> {
  try {
    return await readFile(path);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'gone' : 'unreadable';
  }
}
