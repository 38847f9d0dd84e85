import { sql, type Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, it, onTestFinished } from 'vitest';
import * as initial from '../../server/database/migrations/0001-initial.ts';
import { openDatabase, type DatabaseTarget } from '../../server/database/open.ts';
import type { ServerDatabase } from '../../server/database/server-database.ts';
import { openRaw } from '../support/raw-database.ts';
import { makeTestDatabase } from '../support/test-database.ts';

/** A database as the version before wrote it. */
async function arrangeOld(fill: (db: Kysely<unknown>) => Promise<void>): Promise<DatabaseTarget> {
  const { target, remove } = await makeTestDatabase('empty');
  onTestFinished(remove);
  const db = openRaw(target);
  const { error } = await new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ '0001-initial': initial }) } }).migrateToLatest();
  if (error !== undefined) throw new Error('the old version could not be made', { cause: error });
  await fill(db);
  await db.destroy();
  return target;
}

async function open(target: DatabaseTarget): Promise<ServerDatabase> {
  const opened = await openDatabase(target);
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  onTestFinished(() => opened.database.close());
  return opened.database;
}

async function insertTenant(db: Kysely<unknown>): Promise<void> {
  await sql`insert into tenants (tenant_id, name, alias, name_key, alias_key, time_zone, locale, first_day_of_week, tenant_key, change_sequence)
    values ('northwind', 'Northwind Foods', 'NWF', 'northwind foods', 'nwf', 'America/Chicago', 'en-US', 7, '00', 41)`.execute(db);
}

interface OldPunch {
  readonly punchId: string;
  readonly verdict: 'accepted' | 'duplicate' | 'refused';
  readonly content: object;
}

async function insertPunch(db: Kysely<unknown>, { punchId, verdict, content }: OldPunch): Promise<void> {
  await sql`insert into punches (tenant_id, punch_id, timeclock_id, device_id, sequence_number, person_key, type, work_date, displaced, instant_ms, offset_minutes, hash, content, received_ms, verdict, duplicate_of, refusal_code, rounded_ms, noted)
    values ('northwind', ${punchId}, 1042, 'kiosk-1', 1, 'e:NWF-1001', 'clockIn', '2026-11-23', 0, 1795000000000, -360, 'ab', ${JSON.stringify(content)}, 1795000001000, ${verdict},
    ${verdict === 'duplicate' ? 'p1' : null}, ${verdict === 'refused' ? 'unknownEmployee' : null}, ${verdict === 'accepted' ? 1_795_000_000_000 : null}, '["chainGap"]')`.execute(db);
}

it('I1 keeps every punch of the version before, in its order, with what it was told', async () => {
  const target = await arrangeOld(async (db) => {
    await insertTenant(db);
    await insertPunch(db, { punchId: 'p1', verdict: 'accepted', content: { assignmentId: 'A1', timeZone: 'America/Chicago', note: 'O\u2019Brien "\\" \u0000' } });
    await insertPunch(db, { punchId: 'p2', verdict: 'duplicate', content: { assignmentId: null, timeZone: 'Asia/Kathmandu' } });
    await insertPunch(db, { punchId: 'p3', verdict: 'refused', content: { assignmentId: 'A2', timeZone: 'America/Chicago' } });
  });
  const database = await open(target);
  const rows = await database.reader.selectFrom('punches').selectAll().orderBy('arrival_number').execute();
  expect(rows.map((row) => [row.punch_id, row.verdict, row.assignment_id, row.time_zone, row.duplicate_of, row.refusal_code, row.rounded_ms])).toEqual([
    ['p1', 'accepted', 'A1', 'America/Chicago', null, null, 1_795_000_000_000],
    ['p2', 'duplicate', null, 'Asia/Kathmandu', 'p1', null, null],
    ['p3', 'refused', 'A2', 'America/Chicago', null, 'unknownEmployee', null],
  ]);
  for (const row of rows) expect(row).toMatchObject({ source: 'kiosk', restored: 0, dismissed_ms: null, match_failure: null, noted: '["chainGap"]', instant_ms: 1_795_000_000_000, offset_minutes: -360, device_id: 'kiosk-1' });
  expect(JSON.parse(rows[0]?.content ?? '')).toEqual({ assignmentId: 'A1', timeZone: 'America/Chicago', note: 'O\u2019Brien "\\" \u0000' });
});

it('I1 goes on counting arrivals after the last punch of the version before', async () => {
  const target = await arrangeOld(async (db) => {
    await insertTenant(db);
    for (const punchId of ['p1', 'p2']) await insertPunch(db, { punchId, verdict: 'accepted', content: { assignmentId: null, timeZone: 'UTC' } });
  });
  const { reader } = await open(target);
  const [old] = await reader.selectFrom('punches').selectAll().where('punch_id', '=', 'p2').execute();
  if (old === undefined) throw new Error('p2 is gone');
  const { arrival_number: last, ...row } = old;
  await reader
    .insertInto('punches')
    .values({ ...row, punch_id: 'p3', verdict: 'failed', rounded_ms: null, match_failure: 'noMatch' })
    .execute();
  const added = await reader.selectFrom('punches').select(['arrival_number', 'verdict']).where('punch_id', '=', 'p3').executeTakeFirstOrThrow();
  expect(added.arrival_number).toBeGreaterThan(last);
  expect(added.verdict).toBe('failed');
});

it('I1 F5 gives the employees of the version before a name that the form can be matched with', async () => {
  const target = await arrangeOld(async (db) => {
    await insertTenant(db);
    await sql`insert into employees (tenant_id, employee_id, first_name, last_name, job_title) values ('northwind', 'E1', ' José ', 'NÚÑEZ  García', '')`.execute(db);
  });
  const { reader } = await open(target);
  const person = await reader.selectFrom('employees').select(['name_key', 'pin_digits', 'first_name']).executeTakeFirstOrThrow();
  expect(person).toEqual({ name_key: expect.stringMatching(/jose.*nunez garcia/) as unknown, pin_digits: null, first_name: ' José ' });
});

it('I1 changes nothing of the version before when bringing it up to date fails', async () => {
  const target = await arrangeOld(async (db) => {
    await insertTenant(db);
    await insertPunch(db, { punchId: 'p1', verdict: 'accepted', content: { assignmentId: null, timeZone: 'UTC' } });
    // Stands in the way of a table that the new version makes.
    await sql`create table requests (x text)`.execute(db);
  });
  await expect(openDatabase(target)).rejects.toThrow();
  const db = openRaw(target);
  onTestFinished(() => db.destroy());
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  expect(rows).toEqual([{ name: '0001-initial' }]);
  expect((await sql`select punch_id from punches`.execute(db)).rows).toEqual([{ punch_id: 'p1' }]);
  expect((await db.introspection.getTables()).map((table) => table.name)).not.toContain('corrections');
});
