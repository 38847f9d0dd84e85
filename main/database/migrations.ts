/**
 * Numbered migrations, forward only, each in a transaction of its own; `PRAGMA user_version` says how far a file is.
 * A file that is newer than the program is refused and left untouched.
 */
import type Database from 'better-sqlite3';
import type { Migration } from './migration.ts';
import { initial } from './migrations/0001-initial.ts';
import { entries } from './migrations/0002-entries.ts';
import { receipts } from './migrations/0003-receipts.ts';
import { outbox } from './migrations/0004-outbox.ts';
import { receiptsByTime } from './migrations/0005-receipts-by-time.ts';
import { answerSets } from './migrations/0007-answer-sets.ts';
import { diagnostics } from './migrations/0006-diagnostics.ts';

export const migrations: readonly Migration[] = [initial, entries, receipts, outbox, receiptsByTime, diagnostics, answerSets];

/** The version that this program writes. */
export const programVersion = migrations.length;

export type MigrationOutcome = { kind: 'upToDate' } | { kind: 'migrated'; from: number; to: number } | { kind: 'newer'; fileVersion: number };

/**
 * Brings the file up to the last of `steps`. Throws what SQLite throws; the file is then as it was before the failing step.
 */
export function migrate(database: Database.Database, steps: readonly Migration[] = migrations): MigrationOutcome {
  const from = Number(database.pragma('user_version', { simple: true }));
  const to = steps.length;
  if (from > to) return { kind: 'newer', fileVersion: from };
  if (from === to) return { kind: 'upToDate' };
  for (const step of steps.slice(from)) {
    const apply = database.transaction(() => {
      database.exec(step.sql);
      database.pragma(`user_version = ${String(step.version)}`);
    });
    apply.immediate();
  }
  return { kind: 'migrated', from, to };
}
