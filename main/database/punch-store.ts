/**
 * C3: where a punch becomes durable. `store` answers `stored` only when the journal's fsync and the database's commit both
 * reached the disk, in that order.
 *
 * A commit or fsync that failed is undecided: nothing is retried; the database is closed and opened again, and what is found
 * there is the answer. What was not stored is taken out of the journal, so that no later start brings it back.
 */
import type { Punch } from '../../shared/contracts/entities.ts';
import { readChainHead, type ChainHead } from './chain-head.ts';
import type { Connection } from './connection.ts';
import type { Journal } from './journal.ts';
import { notStored, type NotStored } from './not-stored.ts';
import { findPunch, insertPunch } from './punches.ts';
import type { Settings } from './settings.ts';

export type StoreOutcome = { kind: 'stored'; punch: Punch } | NotStored;

export class PunchStore {
  readonly #connection: Connection;
  readonly #journal: Journal;
  readonly #settings: Settings;
  #head: ChainHead | null = null;

  constructor(connection: Connection, journal: Journal, settings: Settings) {
    this.#connection = connection;
    this.#journal = journal;
    this.#settings = settings;
    connection.onRollback(() => (this.#head = null));
  }

  /** The device's last punch. */
  head(): ChainHead {
    this.#head ??= readChainHead(this.#connection, this.#settings);
    return this.#head;
  }

  /** The chain was changed behind the store's back: by reconciling, or by setup. */
  forgetHead(): void {
    this.#head = null;
  }

  /** Makes the punch that follows on the device's last one, and stores it. */
  store(make: (sequenceNumber: number, previousHash: string) => Punch): StoreOutcome {
    try {
      const head = this.head();
      const punch = make(head.sequenceNumber + 1, head.hash);
      return this.#storeBoth(punch, JSON.stringify(punch));
    } catch (error) {
      return notStored(error);
    }
  }

  #storeBoth(punch: Punch, record: string): StoreOutcome {
    const position = this.#journal.append(record);
    try {
      this.#connection.transaction(() => insertPunch(this.#connection, punch, record, position));
    } catch (error) {
      return this.#decide(punch, error);
    }
    this.#head = { sequenceNumber: punch.sequenceNumber, hash: punch.hash, position };
    return { kind: 'stored', punch };
  }

  #decide(punch: Punch, error: unknown): StoreOutcome {
    this.#head = null;
    if (this.#isThereAfterReopening(punch.punchId)) return { kind: 'stored', punch };
    this.#journal.undo();
    return notStored(error);
  }

  #isThereAfterReopening(punchId: string): boolean {
    try {
      this.#connection.reopen();
      return findPunch(this.#connection, punchId) !== undefined;
    } catch {
      return false;
    }
  }
}
