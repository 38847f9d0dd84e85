import path from 'node:path';
import SQLite from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { migrationNames } from '../../server/database/migrations.ts';
import { epochHeader } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { databaseFileName } from '../../server/database/open-sqlite.ts';
import { startServer } from '../support/server-process.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

/** Starts processes at the same moment in a folder that nobody used yet. @returns the epoch that each of them tells */
async function startTogether(dataFolder: string): Promise<(string | null)[]> {
  const servers = await Promise.all(Array.from({ length: 3 }, () => startServer({ dataFolder, port: 0, args: ['--demo'] })));
  try {
    return await Promise.all(servers.map(async ({ url }) => (await fetch(`${url}${apiPrefix}/ping?nonce=nonce-123`)).headers.get(epochHeader)));
  } finally {
    await Promise.all(servers.map((server) => server.program.end('SIGTERM')));
  }
}

it('I1 makes tables, keys and demo once when several processes start on one new folder', async () => {
  const { path: dataFolder, remove } = makeTemporaryFolder();
  onTestFinished(remove);
  const epochs = await startTogether(dataFolder);
  expect(new Set(epochs).size).toBe(1);
  expect(epochs[0]).toMatch(/^[0-9a-f]{32}$/);
  const file = new SQLite(path.join(dataFolder, databaseFileName), { readonly: true });
  onTestFinished(() => void file.close());
  expect(file.prepare('select name from kysely_migration order by name').pluck().all()).toEqual(migrationNames);
  expect(file.prepare('select count(*) from tenants').pluck().get()).toBe(2);
});
