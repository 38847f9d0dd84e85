import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, it, onTestFinished } from 'vitest';
import * as initial from '../../server/database/migrations/0001-initial.ts';
import * as wholeServer from '../../server/database/migrations/0002-whole-server.ts';
import * as fleets from '../../server/database/migrations/0003-fleets.ts';
import * as deviceRuns from '../../server/database/migrations/0004-device-runs.ts';
import * as setupRequests from '../../server/database/migrations/0005-setup-requests.ts';
import * as restoredDevices from '../../server/database/migrations/0006-restored-devices.ts';
import * as punchesByPerson from '../../server/database/migrations/0007-punches-by-person.ts';
import { openDatabase } from '../../server/database/open.ts';
import { openRaw } from '../support/raw-database.ts';
import { makeTestDatabase } from '../support/test-database.ts';

const before = {
  '0001-initial': initial,
  '0002-whole-server': wholeServer,
  '0003-fleets': fleets,
  '0004-device-runs': deviceRuns,
  '0005-setup-requests': setupRequests,
  '0006-restored-devices': restoredDevices,
  '0007-punches-by-person': punchesByPerson,
};

it('J3 I4 0008 keeps every kiosk of the version before, which has told of nothing that it passed over', async () => {
  const { target, remove } = await makeTestDatabase('empty');
  onTestFinished(remove);
  const old = openRaw(target);
  const { error } = await new Migrator({ db: old, provider: { getMigrations: () => Promise.resolve(before) } }).migrateToLatest();
  expect(error).toBeUndefined();
  await sql`insert into tenants (tenant_id, name, alias, name_key, alias_key, time_zone, locale, first_day_of_week, tenant_key, change_sequence)
    values ('northwind', 'Northwind Foods', 'NWF', 'northwind foods', 'nwf', 'America/Chicago', 'en-US', 7, '00', 41)`.execute(old);
  await sql`insert into timeclocks (tenant_id, timeclock_id, name, properties) values ('northwind', 1042, 'Dock 4', '{}')`.execute(old);
  await sql`insert into devices (tenant_id, device_id, timeclock_id, device_name, platform, app_version, token_hash, token_expires_ms, enrolled_ms, enrolled_by, last_contact_ms, last_sequence_number, last_hash, disk_state)
    values ('northwind', 'kiosk-1', 1042, 'Dock', 'linux', '0.1.0', 'hash', 5, 1, 'u1', 2, 7, 'ab', 'low')`.execute(old);
  await old.destroy();
  const opened = await openDatabase(target);
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  onTestFinished(() => opened.database.close());
  expect(await opened.database.reader.selectFrom('devices').selectAll().execute()).toMatchObject([{ device_id: 'kiosk-1', last_sequence_number: 7, disk_state: 'low', passed_over: null }]);
});
