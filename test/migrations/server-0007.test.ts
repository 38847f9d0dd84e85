import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, it, onTestFinished } from 'vitest';
import * as initial from '../../server/database/migrations/0001-initial.ts';
import * as wholeServer from '../../server/database/migrations/0002-whole-server.ts';
import * as fleets from '../../server/database/migrations/0003-fleets.ts';
import * as deviceRuns from '../../server/database/migrations/0004-device-runs.ts';
import * as setupRequests from '../../server/database/migrations/0005-setup-requests.ts';
import * as restoredDevices from '../../server/database/migrations/0006-restored-devices.ts';
import { openDatabase } from '../../server/database/open.ts';
import { datesAt } from '../../server/database/rejudge-dates.ts';
import { listPeopleOfDate } from '../../server/database/timesheets.ts';
import { loadDates, loadNeighbours } from '../../server/database/punches-around.ts';
import { tenantScope } from '../../server/database/tenant-scope.ts';
import { openRaw } from '../support/raw-database.ts';
import { makeTestDatabase } from '../support/test-database.ts';

const before = { '0001-initial': initial, '0002-whole-server': wholeServer, '0003-fleets': fleets, '0004-device-runs': deviceRuns, '0005-setup-requests': setupRequests, '0006-restored-devices': restoredDevices };

/** One clock-in a day of `person`, at 12:00 UTC. */
const days = ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'];

it('H8 I1 0007 keeps every punch of the version before, and finds those around a date by person', async () => {
  const { target, remove } = await makeTestDatabase('empty');
  onTestFinished(remove);
  const old = openRaw(target);
  const { error } = await new Migrator({ db: old, provider: { getMigrations: () => Promise.resolve(before) } }).migrateToLatest();
  expect(error).toBeUndefined();
  for (const tenant of ['northwind', 'other']) {
    for (const person of ['e:E1', 'e:E2']) {
      for (const [place, day] of days.entries()) {
        await sql`insert into punches (tenant_id, punch_id, timeclock_id, device_id, sequence_number, person_key, type, work_date, displaced, instant_ms, offset_minutes, time_zone, hash, content, received_ms, verdict, noted)
          values (${tenant}, ${`${tenant} ${person} ${day}`}, 1042, 'kiosk-1', ${place + 1}, ${person}, 'clockIn', ${day}, 0, ${Date.parse(`${day}T12:00:00Z`)}, 0, 'UTC', 'ab', '{}', 1, ${place === 1 ? 'refused' : 'accepted'}, '[]')`.execute(
          old,
        );
      }
    }
  }
  await old.destroy();
  const opened = await openDatabase(target);
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  onTestFinished(() => opened.database.close());
  const scope = tenantScope(opened.database.reader, 'northwind');
  expect(await opened.database.reader.selectFrom('punches').select('punch_id').execute()).toHaveLength(20);
  const idsOf = (rows: readonly { punch_id: string }[]): string[] => rows.map((row) => row.punch_id).toSorted();
  expect(idsOf(await loadDates(scope, [{ personKey: 'e:E1', workDate: '2026-11-20' }]))).toEqual(['northwind e:E1 2026-11-20']);
  const span = { personKey: 'e:E1', workDate: '2026-11-21', fromMs: Date.parse('2026-11-19T13:00:00Z'), toMs: Date.parse('2026-11-22T12:00:00Z') };
  // Not its own date, not the refused one, not what is outside of the span, nobody else's.
  expect(idsOf(await loadNeighbours(scope, [span]))).toEqual(['northwind e:E1 2026-11-22']);
  expect(idsOf(await loadNeighbours(scope, [{ ...span, fromMs: Date.parse('2026-11-19T12:00:00Z') }]))).toEqual(['northwind e:E1 2026-11-19', 'northwind e:E1 2026-11-22']);
});

it('I1 0007 reads no more than it is asked for on SQLite: a date at a timeclock, what is unsettled', async () => {
  const { target, remove } = await makeTestDatabase();
  onTestFinished(remove);
  if (target.kind !== 'sqlite') return;
  const opened = await openDatabase(target);
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  onTestFinished(() => opened.database.close());
  const scope = tenantScope(opened.database.reader, 'northwind');
  await listPeopleOfDate(scope, 1042, '2026-11-20', '', 10);
  await datesAt(scope, 1042, ['2026-11-20']);
  const raw = openRaw(target);
  onTestFinished(() => raw.destroy());
  const plan = async (query: string): Promise<string> => JSON.stringify((await sql<{ detail: string }>`${sql.raw(`explain query plan ${query}`)}`.execute(raw)).rows);
  const ofTenant = "from punches where tenant_id = 'northwind'";
  expect(await plan(`select distinct person_key || '' as key ${ofTenant} and work_date = '2026-11-20' and timeclock_id = 1042 and person_key || '' > '' order by key limit 10`)).toContain('punches_by_date');
  expect(await plan(`select person_key, work_date ${ofTenant} and work_date = '2026-11-20' and timeclock_id = 1042`)).toContain('punches_by_date');
  expect(await plan(`select person_key, work_date ${ofTenant} and verdict in ('refused', 'failed') and timeclock_id = 1042`)).toContain('punches_unsettled');
  expect(await plan(`select person_key, work_date ${ofTenant} and verdict in ('refused', 'failed') and person_key in ('e:E1', 'e:E2')`)).toContain('punches_unsettled');
});
