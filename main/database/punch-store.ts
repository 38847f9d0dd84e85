/** C3: where a punch becomes durable: numbered and chained behind the last one, in journal and database (store-twice.ts) before `stored` is answered. */
import type { Punch } from '../../shared/contracts/entities.ts';
import { readChainHead, type ChainHead } from './chain-head.ts';
import { plainly } from '../../shared/lib/around-step.ts';
import type { Durably } from '../durable-steps.ts';
import type { Connection } from './connection.ts';
import type { Journal } from './journal.ts';
import type { NotStored } from './not-stored.ts';
import { findPunch, insertPunch, movePunch } from './punches.ts';
import type { Settings } from './settings.ts';
import { storeTwice, withRoom, type Places } from './store-twice.ts';

/** `isJournalled`: false where the disk took it into the database alone. */
export type StoreOutcome = { kind: 'stored'; punch: Punch; isJournalled: boolean } | NotStored;

export class PunchStore {
  readonly #places: Places;
  readonly #settings: Settings;
  #head: ChainHead | null = null;

  constructor(connection: Connection, journal: Journal, settings: Settings, durably: Durably = plainly, makeRoom: () => boolean = () => false) {
    this.#places = { connection, journal, durably, makeRoom };
    this.#settings = settings;
    connection.onRollback(() => (this.#head = null));
  }

  /** The device's last punch. */
  head(): ChainHead {
    this.#head ??= readChainHead(this.#places.connection, this.#settings);
    return this.#head;
  }

  /** The chain was changed behind the store's back: by reconciling, or by setup. */
  forgetHead(): void {
    this.#head = null;
  }

  /** Makes the punch that follows on the device's last one, and stores it. */
  store(make: (sequenceNumber: number, previousHash: string) => Punch): StoreOutcome {
    return withRoom<StoreOutcome>(this.#places, () => {
      const head = this.head();
      const punch = make(head.sequenceNumber + 1, head.hash);
      return this.#storeBoth(punch, JSON.stringify(punch));
    });
  }

  #storeBoth(punch: Punch, record: string): StoreOutcome {
    const { sequenceNumber, hash } = punch;
    const stored = storeTwice(this.#places, {
      text: record,
      write: (position) => insertPunch(this.#places.connection, punch, record, position),
      move: (position) => movePunch(this.#places.connection, sequenceNumber, position),
      isThere: () => findPunch(this.#places.connection, punch.punchId) !== undefined,
    });
    if (stored.kind === 'notStored') return stored;
    this.#head = { sequenceNumber, hash, position: stored.position };
    return { kind: 'stored', punch, isJournalled: stored.isJournalled };
  }
}
