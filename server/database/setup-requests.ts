/** A4: requests at setup, per address and minute, over all server processes. No tenant's rows: nobody has said yet whose he is. */
import type { Db } from './schema.ts';

/**
 * Counts one request of this address in this minute; one statement, so that those that arrive at once, at several processes, are all counted.
 * @returns how many there were in this minute, with this one
 */
export async function countSetupRequest(db: Db, address: string, minuteMs: number): Promise<number> {
  const { requests } = await db
    .insertInto('setup_requests')
    .values({ address, minute_ms: minuteMs, requests: 1 })
    .onConflict((conflict) =>
      conflict.column('address').doUpdateSet((eb) => ({
        requests: eb
          .case()
          .when('setup_requests.minute_ms', '=', minuteMs)
          .then(eb('setup_requests.requests', '+', 1))
          .else(1)
          .end(),
        minute_ms: minuteMs,
      })),
    )
    .returning('requests')
    .executeTakeFirstOrThrow();
  return requests;
}

/** Forgets the minutes before. */
export async function pruneSetupRequests(db: Db, beforeMs: number): Promise<void> {
  await db.deleteFrom('setup_requests').where('minute_ms', '<', beforeMs).execute();
}
