/**
 * Judging of one person's punches must never run twice at once, in however many processes: each would decide without the
 * other's punches. SQLite has one writer at a time anyway. PostgreSQL gives locks that end with the transaction; persons share 64
 * of them per tenant, so that a transaction with thousands of people takes no more than its lock table holds.
 */
import { createHash, hash } from 'node:crypto';
import { sql } from 'kysely';
import { dialectOf } from './dialect.ts';
import { postgresArray } from './postgres-array.ts';
import type { TenantScope } from './tenant-scope.ts';

const buckets = 64;

/**
 * Waits until nobody else judges these persons' punches, and keeps others out until the transaction ends. Call it before
 * anything is read that judging stands on, and once for all persons: taken in pieces, two transactions can wait for each other.
 *
 * @param keys person keys, and `deviceKey`s of devices whose chain is read and moved on; or what finds them out, where that is worth saving
 */
export async function lockPersons(scope: TenantScope, keys: Iterable<string> | (() => Promise<Iterable<string>>)): Promise<void> {
  if (dialectOf(scope.db) === 'sqlite') return;
  const wanted = new Set<number>();
  for (const key of typeof keys === 'function' ? await keys() : keys) wanted.add(bucketOf(key));
  const base = lockBase(scope.tenantId);
  const sorted = [...wanted].toSorted((a, b) => a - b).map((bucket) => [String(base + BigInt(bucket))]);
  if (sorted.length === 0) return;
  // Rows of an array are worked off in their order.
  await sql`select pg_advisory_xact_lock(list.key) from unnest(${postgresArray(sorted, 0)}::bigint[]) as list(key)`.execute(scope.db);
}

/** Stands for a device's chain beside person keys ('e:…', 't:…'). */
export function deviceKey(deviceId: string): string {
  return `d:${deviceId}`;
}

function bucketOf(key: string): number {
  return Number.parseInt(hash('sha1', key, 'hex').slice(0, 2), 16) % buckets;
}

/** The first of the tenant's locks: 64 numbers in a row, far from any other tenant's. */
function lockBase(tenantId: string): bigint {
  const digest = createHash('sha256').update(`zentime persons ${tenantId}`).digest();
  return digest.readBigInt64BE(0) & ~63n;
}
