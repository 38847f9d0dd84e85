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
import * as passedOver from '../../server/database/migrations/0008-passed-over.ts';
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
  '0008-passed-over': passedOver,
};

it('C6 I1 0009 keeps every set of answers of the version before, which nobody has judged', async () => {
  const { target, remove } = await makeTestDatabase('empty');
  onTestFinished(remove);
  const old = openRaw(target);
  const { error } = await new Migrator({ db: old, provider: { getMigrations: () => Promise.resolve(before) } }).migrateToLatest();
  expect(error).toBeUndefined();
  await sql`insert into answers (tenant_id, record_id, punch_id, answer_set, complete, answers, made_ms, received_ms) values ('northwind', 'r1', 'p1', 'clockOut', 1, '[]', 2, 3)`.execute(old);
  await old.destroy();
  const opened = await openDatabase(target);
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  onTestFinished(() => opened.database.close());
  expect(await opened.database.reader.selectFrom('answers').selectAll().execute()).toEqual([
    { tenant_id: 'northwind', record_id: 'r1', punch_id: 'p1', answer_set: 'clockOut', complete: 1, judged_complete: null, answers: '[]', made_ms: 2, received_ms: 3 },
  ]);
  expect(await opened.database.reader.selectFrom('question_versions').selectAll().execute()).toEqual([]);
});
