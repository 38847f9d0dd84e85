import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { findPostgres, startPostgres } from '../support/postgres-server.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('L4 starts a real PostgreSQL on a Unix socket alone, with fsync on, not as root, and takes its folder away', async () => {
  const postgres = await startPostgres();
  const shown = async (name: string): Promise<unknown> => (await postgres.query('postgres', `select current_setting('${name}') as value`))[0]?.['value'];
  const folder = path.dirname(String(await shown('data_directory')));
  const addresses = await shown('listen_addresses');
  const fsync = await shown('fsync');
  const [owner] = await postgres.query('postgres', "select pg_read_file('/proc/self/status') as status");
  await postgres.stop();
  expect([addresses, fsync]).toEqual(['', 'on']);
  expect(String(owner?.['status'])).not.toMatch(/^Uid:\s+0\s/m);
  expect(existsSync(folder)).toBe(false);
});

it('L4 takes the programs from PGBIN where it is set, and the newest installed ones where it is not', () => {
  const { path: folder, remove } = makeTemporaryFolder();
  onTestFinished(remove);
  vi.stubEnv('PGBIN', '');
  // On a machine where PGBIN names the only one, there is nothing to find without it.
  expect(findPostgres() ?? '/usr/lib/postgresql/0/bin').toMatch(/^\/usr\/lib\/postgresql\/\d+\/bin$/);
  vi.stubEnv('PGBIN', path.join(folder, 'bin'));
  expect(findPostgres()).toBeNull();
  mkdirSync(path.join(folder, 'bin'));
  writeFileSync(path.join(folder, 'bin', 'postgres'), '');
  expect(findPostgres()).toBe(path.join(folder, 'bin'));
});
