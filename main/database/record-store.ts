/**
 * K9: where a record of the outbox becomes durable. As with a punch (punch-store.ts), `store` answers `stored` only when the journal's
 * fsync and the database's commit both reached the disk; what is undecided is looked up, and what is not there is taken back.
 */
import type { OutboxRecord } from '../../shared/contracts/records.ts';
import type { Connection } from './connection.ts';
import type { Journal } from './journal.ts';
import { toJournalText } from './journalled-record.ts';
import { notStored, type NotStored } from './not-stored.ts';
import { hasRecord, insertRecord, readOutboxHead, type HashLastFour } from './outbox.ts';
import type { PunchStore } from './punch-store.ts';

export type RecordOutcome = { kind: 'stored'; record: OutboxRecord } | NotStored;

export class RecordStore {
  readonly #connection: Connection;
  readonly #journal: Journal;
  readonly #punches: Pick<PunchStore, 'head'>;
  readonly #hashLastFour: HashLastFour;

  constructor(connection: Connection, journal: Journal, punches: Pick<PunchStore, 'head'>, hashLastFour: HashLastFour) {
    this.#connection = connection;
    this.#journal = journal;
    this.#punches = punches;
    this.#hashLastFour = hashLastFour;
  }

  /** Behind every record and every punch that were made before it. */
  store(record: OutboxRecord): RecordOutcome {
    try {
      const kept = { outboxNumber: readOutboxHead(this.#connection).outboxNumber + 1, afterSequence: this.#punches.head().sequenceNumber, record };
      const position = this.#journal.append(toJournalText(kept, this.#hashLastFour));
      try {
        this.#connection.transaction(() => insertRecord(this.#connection, kept, position, this.#hashLastFour));
      } catch (error) {
        return this.#decide(record, error);
      }
      return { kind: 'stored', record };
    } catch (error) {
      return notStored(error);
    }
  }

  #decide(record: OutboxRecord, error: unknown): RecordOutcome {
    if (this.#isThereAfterReopening(record.recordId)) return { kind: 'stored', record };
    this.#journal.undo();
    return notStored(error);
  }

  #isThereAfterReopening(recordId: string): boolean {
    try {
      this.#connection.reopen();
      return hasRecord(this.#connection, recordId);
    } catch {
      return false;
    }
  }
}
