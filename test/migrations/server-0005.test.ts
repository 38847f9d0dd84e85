import { expect, it, onTestFinished } from 'vitest';
import { Migrator } from 'kysely/migration';
import * as initial from '../../server/database/migrations/0001-initial.ts';
import * as wholeServer from '../../server/database/migrations/0002-whole-server.ts';
import * as fleets from '../../server/database/migrations/0003-fleets.ts';
import * as deviceRuns from '../../server/database/migrations/0004-device-runs.ts';
import { openDatabase } from '../../server/database/open.ts';
import { countSetupRequest } from '../../server/database/setup-requests.ts';
import { openRaw } from '../support/raw-database.ts';
import { makeTestDatabase } from '../support/test-database.ts';

it('I1 A4 counts requests at setup in a database of the version before', async () => {
  const { target, remove } = await makeTestDatabase('empty');
  onTestFinished(remove);
  const old = openRaw(target);
  const { error } = await new Migrator({ db: old, provider: { getMigrations: () => Promise.resolve({ '0001-initial': initial, '0002-whole-server': wholeServer, '0003-fleets': fleets, '0004-device-runs': deviceRuns }) } }).migrateToLatest();
  if (error !== undefined) throw new Error('the old version could not be made', { cause: error });
  await old.destroy();
  const opened = await openDatabase(target);
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  onTestFinished(() => opened.database.close());
  const { reader } = opened.database;
  expect([await countSetupRequest(reader, '198.51.100.7', 60_000), await countSetupRequest(reader, '198.51.100.7', 60_000), await countSetupRequest(reader, '198.51.100.7', 120_000)]).toEqual([1, 2, 1]);
});
