/**
 * What administrators must not do twice at once in one tenant: taking away the last administrator, giving a PIN to two people.
 * SQLite has one writer at a time anyway; PostgreSQL gives a lock that ends with the transaction and is in no kiosk's way.
 */
import { createHash } from 'node:crypto';
import { dialectOf } from './dialect.ts';
import type { TenantScope } from './tenant-scope.ts';

/** Call it before anything is read that the decision stands on. */
export async function lockAdministration(scope: TenantScope): Promise<void> {
  if (dialectOf(scope.db) === 'sqlite') return;
  const key = createHash('sha256').update(`zentime administration ${scope.tenantId}`).digest().readBigInt64BE(0);
  await scope.db.selectNoFrom((eb) => eb.fn('pg_advisory_xact_lock', [eb.cast(eb.val(String(key)), 'bigint')]).as('locked')).execute();
}
