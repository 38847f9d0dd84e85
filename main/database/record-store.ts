/** K9: where a record of the outbox becomes durable, as a punch does (store-twice.ts). */
import type { OutboxRecord } from '../../shared/contracts/records.ts';
import { plainly } from '../../shared/lib/around-step.ts';
import type { Durably } from '../durable-steps.ts';
import type { Connection } from './connection.ts';
import type { Journal } from './journal.ts';
import { toJournalText } from './journalled-record.ts';
import type { NotStored } from './not-stored.ts';
import { hasRecord, insertRecord, moveRecord, readOutboxHead, type HashLastFour } from './outbox.ts';
import type { PunchStore } from './punch-store.ts';
import { storeTwice, withRoom, type Places } from './store-twice.ts';

/** `isJournalled`: false where the disk took it into the database alone. */
export type RecordOutcome = { kind: 'stored'; record: OutboxRecord; isJournalled: boolean } | NotStored;

export class RecordStore {
  readonly #places: Places;
  readonly #punches: Pick<PunchStore, 'head'>;
  readonly #hashLastFour: HashLastFour;

  constructor(connection: Connection, journal: Journal, punches: Pick<PunchStore, 'head'>, hashLastFour: HashLastFour, durably: Durably = plainly, makeRoom: () => boolean = () => false) {
    this.#places = { connection, journal, durably, makeRoom };
    this.#punches = punches;
    this.#hashLastFour = hashLastFour;
  }

  /** Behind every record and every punch that were made before it. */
  store(record: OutboxRecord): RecordOutcome {
    return withRoom<RecordOutcome>(this.#places, () => {
      const kept = { outboxNumber: readOutboxHead(this.#places.connection).outboxNumber + 1, afterSequence: this.#punches.head().sequenceNumber, record };
      const { outboxNumber } = kept;
      const stored = storeTwice(this.#places, {
        text: toJournalText(kept, this.#hashLastFour),
        write: (position) => insertRecord(this.#places.connection, kept, position, this.#hashLastFour),
        move: (position) => moveRecord(this.#places.connection, outboxNumber, position),
        isThere: () => hasRecord(this.#places.connection, record.recordId),
      });
      return stored.kind === 'notStored' ? stored : { kind: 'stored', record, isJournalled: stored.isJournalled };
    });
  }
}
