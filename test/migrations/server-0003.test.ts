import { hash } from 'node:crypto';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, it, onTestFinished } from 'vitest';
import { defaultTimeclock } from '../../server/default-timeclock.ts';
import * as initial from '../../server/database/migrations/0001-initial.ts';
import * as wholeServer from '../../server/database/migrations/0002-whole-server.ts';
import { openDatabase } from '../../server/database/open.ts';
import { tenantScope } from '../../server/database/tenant-scope.ts';
import { readPropertiesHashes, upsertTimeclock } from '../../server/database/tenants.ts';
import { openRaw } from '../support/raw-database.ts';
import { makeTestDatabase } from '../support/test-database.ts';

it('I1 knows the hash of the properties that the version before stored, and keeps it with each change', async () => {
  const { target, remove } = await makeTestDatabase('empty');
  onTestFinished(remove);
  const old = openRaw(target);
  const { error } = await new Migrator({ db: old, provider: { getMigrations: () => Promise.resolve({ '0001-initial': initial, '0002-whole-server': wholeServer }) } }).migrateToLatest();
  if (error !== undefined) throw new Error('the old version could not be made', { cause: error });
  const properties = defaultTimeclock({ timeclockId: 1042, name: 'Dóck “7”', timeZone: 'America/Chicago', punchTemplate: { kind: 'twoEntries' } });
  const text = JSON.stringify(properties);
  await sql`insert into tenants (tenant_id, name, alias, name_key, alias_key, time_zone, locale, first_day_of_week, tenant_key, change_sequence)
    values ('northwind', 'Northwind Foods', 'NWF', 'northwind foods', 'nwf', 'America/Chicago', 'en-US', 7, '00', 41)`.execute(old);
  await sql`insert into timeclocks (tenant_id, timeclock_id, name, properties) values ('northwind', 1042, 'Dock', ${text})`.execute(old);
  await old.destroy();

  const opened = await openDatabase(target);
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  onTestFinished(() => opened.database.close());
  const scope = tenantScope(opened.database.reader, 'northwind');
  expect(await readPropertiesHashes(scope, [1042, 7])).toEqual(new Map([[1042, hash('sha256', text)]]));
  const renamed = { ...properties, name: 'Gate' };
  await upsertTimeclock(scope, renamed);
  expect(await readPropertiesHashes(scope, [1042])).toEqual(new Map([[1042, hash('sha256', JSON.stringify(renamed))]]));
});
