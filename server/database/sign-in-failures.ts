/**
 * K15: failures in a row, per user name, per device and per address, in the database: neither a restart nor another server process forgets
 * them. A failure longer ago than the lock lasts does not count any more.
 */
import type { Db } from './schema.ts';

export const failuresUntilLocked = 5;
export const lockMs = 15 * 60_000;

/** Until when the first locked one of `subjects` is locked; null when all are free. */
export async function lockedUntil(db: Db, subjects: readonly string[], nowMs: number): Promise<number | null> {
  const rows = await db.selectFrom('sign_in_failures').select('locked_until_ms').where('subject', 'in', subjects).where('locked_until_ms', '>', nowMs).execute();
  const times = rows.map((row) => row.locked_until_ms ?? 0);
  return times.length === 0 ? null : Math.max(...times);
}

/** Whole addresses are shared by many people and kiosks; theirs is a higher bar than a person's. */
export const failuresUntilAddressLocked = 30;

function limitOf(subject: string): number {
  return subject.startsWith('address:') ? failuresUntilAddressLocked : failuresUntilLocked;
}

/**
 * Counts one failure for each of `subjects`; the fifth in a row locks. Counting is one statement, so that failures that arrive at
 * once, at several processes, are all counted; subjects go in one order, so that nobody waits for each other.
 */
export async function countFailure(db: Db, subjects: readonly string[], nowMs: number): Promise<void> {
  await db
    .deleteFrom('sign_in_failures')
    .where('last_failure_ms', '<', nowMs - lockMs)
    .execute();
  for (const subject of subjects.toSorted()) {
    const { failures } = await db
      .insertInto('sign_in_failures')
      .values({ subject, failures: 1, last_failure_ms: nowMs, locked_until_ms: null })
      .onConflict((conflict) => conflict.column('subject').doUpdateSet((eb) => ({ failures: eb('sign_in_failures.failures', '+', 1), last_failure_ms: nowMs })))
      .returning('failures')
      .executeTakeFirstOrThrow();
    if (failures < limitOf(subject)) continue;
    await db
      .updateTable('sign_in_failures')
      .set({ locked_until_ms: nowMs + lockMs })
      .where('subject', '=', subject)
      .execute();
  }
}

/** A success ends the row of failures. */
export async function clearFailures(db: Db, subjects: readonly string[]): Promise<void> {
  await db.deleteFrom('sign_in_failures').where('subject', 'in', subjects).execute();
}
