import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { databaseFileName } from '../../server/database/open-sqlite.ts';
import { startProgram } from '../support/program.ts';
import { startServer } from '../support/server-process.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

function folder(): string {
  const { path: made, remove } = makeTemporaryFolder();
  onTestFinished(remove);
  return made;
}

/** Starts the server, which is to refuse: its exit code and what it says. */
async function startRefused(environment: Record<string, string>, ...args: string[]) {
  const program = startProgram('server/server.ts', args, { ZENTIME_SERVER_PORT: '0', ...environment });
  const { code } = await program.ended;
  return { code, said: program.stderr() };
}

/** One sentence for a person, and no stack. */
function expectSentence(refused: { code: number | null; said: string }, naming: RegExp): void {
  expect(refused.said).toMatch(naming);
  expect(refused.said.trim().split('\n')).toHaveLength(1);
  expect(refused.said).not.toMatch(/\bat .*:\d+:\d+/);
  expect(refused.code).toBe(1);
}

/** A folder with a database that a server has made, and closed. */
async function usedFolder(): Promise<string> {
  const dataDir = folder();
  const server = await startServer({ dataFolder: dataDir, port: 0, args: ['--demo'] });
  expect(await server.program.end('SIGTERM')).toEqual({ code: 0, signal: null });
  return dataDir;
}

describe('what keeps the server from starting is said in a sentence', () => {
  it('J3 a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    expectSentence(await startRefused({ ZENTIME_SERVER_DATA_DIR: folder(), ZENTIME_SERVER_PORT: port }), new RegExp(`Port ${port} is in use`));
  });

  it('J3 a folder that cannot be written', async () => {
    const file = path.join(folder(), 'a-file');
    writeFileSync(file, '');
    expectSentence(await startRefused({ ZENTIME_SERVER_DATA_DIR: path.join(file, 'below') }), /cannot be written/);
    // Where a system takes no folders at all, Node's own recursive way tries for ever.
    expectSentence(await startRefused({ ZENTIME_DATA_DIR: '/proc/none' }), /cannot be written/);
  });

  it('J3 H6 a database that is damaged, which stays as it was', async () => {
    const dataDir = await usedFolder();
    const file = path.join(dataDir, databaseFileName);
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4096, bytes.length - 4096);
    writeFileSync(file, bytes);
    expectSentence(await startRefused({ ZENTIME_SERVER_DATA_DIR: dataDir }), /is damaged/);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    writeFileSync(file, 'no database at all, but long enough to be looked at '.repeat(100));
    expectSentence(await startRefused({ ZENTIME_SERVER_DATA_DIR: dataDir }), /is damaged/);
  });

  it('J3 a database that a newer server wrote', async () => {
    const dataDir = await usedFolder();
    const database = new SQLite(path.join(dataDir, databaseFileName));
    database.exec("insert into kysely_migration values ('9999-later', '2030-01-01')");
    database.close();
    expectSentence(await startRefused({ ZENTIME_SERVER_DATA_DIR: dataDir }), /newer version/);
  });

  it('J3 a database that another program holds', async () => {
    const dataDir = await usedFolder();
    const holder = new SQLite(path.join(dataDir, databaseFileName));
    holder.pragma('locking_mode = EXCLUSIVE');
    holder.exec('begin exclusive');
    onTestFinished(() => void holder.close());
    expectSentence(await startRefused({ ZENTIME_SERVER_DATA_DIR: dataDir }), /is locked/);
  });

  it('D2 L2 an address that others can reach, without TLS or with the demo', async () => {
    expectSentence(await startRefused({ ZENTIME_SERVER_DATA_DIR: folder(), ZENTIME_HOST: '0.0.0.0' }), /TLS is required/);
    expectSentence(await startRefused({ ZENTIME_SERVER_DATA_DIR: folder(), ZENTIME_HOST: '0.0.0.0' }, '--demo'), /demo tenant/);
  });

  it('J3 TLS files that are none', async () => {
    const dataDir = folder();
    const file = path.join(dataDir, 'no.pem');
    writeFileSync(file, 'not a certificate');
    chmodSync(file, 0o600);
    expectSentence(await startRefused({ ZENTIME_SERVER_DATA_DIR: dataDir, ZENTIME_TLS_CERT: file, ZENTIME_TLS_KEY: file }), /TLS files/);
    expectSentence(await startRefused({ ZENTIME_SERVER_DATA_DIR: dataDir, ZENTIME_TLS_CERT: file }), /ZENTIME_TLS_KEY/);
  });
});
