/**
 * K15: failures in a row, per user name and per device, in the database: neither a restart nor another server process forgets
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

/** Counts one failure for each of `subjects`; the fifth in a row locks. */
export async function countFailure(db: Db, subjects: readonly string[], nowMs: number): Promise<void> {
  await db
    .deleteFrom('sign_in_failures')
    .where('last_failure_ms', '<', nowMs - lockMs)
    .execute();
  for (const subject of subjects) {
    const row = await db.selectFrom('sign_in_failures').select('failures').where('subject', '=', subject).executeTakeFirst();
    const failures = (row?.failures ?? 0) + 1;
    const standing = { failures, last_failure_ms: nowMs, locked_until_ms: failures >= failuresUntilLocked ? nowMs + lockMs : null };
    await db
      .insertInto('sign_in_failures')
      .values({ subject, ...standing })
      .onConflict((conflict) => conflict.column('subject').doUpdateSet(standing))
      .execute();
  }
}

/** A success ends the row of failures. */
export async function clearFailures(db: Db, subjects: readonly string[]): Promise<void> {
  await db.deleteFrom('sign_in_failures').where('subject', 'in', subjects).execute();
}
