/**
 * C3: one entry into journal and database. `stored` only when the journal's fsync and the database's commit both reached the disk;
 * they are under way at the same time, so that after a power cut either may be ahead by this entry (reconcile.ts makes them agree).
 *
 * - A commit that failed is undecided: nothing is retried; the database is closed and opened again, and what is found there is the
 *   answer. What was not stored is taken out of the journal, so that no later start brings it back.
 * - A journal's fsync that failed behind a good commit: the entry is stored, for the database has it and will send it. It is appended
 *   once more, elsewhere; where that fails too, the database alone holds it, and the log says so.
 */
import type { Durably } from '../durable-steps.ts';
import type { Connection } from './connection.ts';
import type { Journal, JournalPosition } from './journal.ts';
import { notStored, type NotStored } from './not-stored.ts';

export interface Twice {
  readonly text: string;
  /** Writes to the database where the entry stands in the journal, too; in a transaction. */
  readonly write: (position: JournalPosition) => void;
  /** The entry stands elsewhere in the journal now; in a transaction. */
  readonly move: (position: JournalPosition) => void;
  /** Looks for the entry in the database. */
  readonly isThere: () => boolean;
}

/** `isJournalled`: false where the journal did not take it. */
export type TwiceOutcome = { kind: 'stored'; position: JournalPosition; isJournalled: boolean } | NotStored;

export interface Places {
  readonly connection: Connection;
  readonly journal: Journal;
  readonly durably: Durably;
  /** H6: the disk is full: true when there is room now, and it is worth trying once more. */
  readonly makeRoom: () => boolean;
}

/** H1, H6: does `store` once more where the disk was full and room could be made. */
export function withRoom<T>(places: Pick<Places, 'makeRoom'>, store: () => T | NotStored): T | NotStored {
  const outcome = attempt(store);
  return isFull(outcome) && places.makeRoom() ? attempt(store) : outcome;
}

function attempt<T>(store: () => T | NotStored): T | NotStored {
  try {
    return store();
  } catch (error) {
    return notStored(error);
  }
}

function isFull(outcome: unknown): boolean {
  return typeof outcome === 'object' && outcome !== null && 'reason' in outcome && outcome.reason === 'diskFull';
}

/** Throws what the journal throws when the entry cannot be written at all; nothing is stored then. */
export function storeTwice({ connection, journal, durably }: Places, twice: Twice): TwiceOutcome {
  const entry = durably('journalWrite', () => journal.begin(twice.text));
  try {
    durably('entryCommit', () => connection.transaction(() => twice.write(entry.position)));
  } catch (error) {
    const isJournalled = entry.settle() === 'durable';
    if (isThereAfterReopening(connection, twice)) return { kind: 'stored', position: entry.position, isJournalled };
    journal.undo();
    return notStored(error);
  }
  if (durably('journalSettle', () => entry.settle()) === 'durable') return { kind: 'stored', position: entry.position, isJournalled: true };
  const position = appendElsewhere(connection, journal, twice);
  return { kind: 'stored', position: position ?? entry.position, isJournalled: position !== null };
}

function appendElsewhere(connection: Connection, journal: Journal, twice: Twice): JournalPosition | null {
  try {
    const position = journal.append(twice.text);
    connection.transaction(() => twice.move(position));
    return position;
  } catch {
    return null;
  }
}

function isThereAfterReopening(connection: Connection, twice: Twice): boolean {
  try {
    connection.reopen();
    return twice.isThere();
  } catch {
    return false;
  }
}
