/**
 * H6, A10, H1: a real process dies by SIGKILL amid a backup, a restore and a setting aside, between two calls of the file system. Whoever starts next has
 * every punch, once, on one chain: a backup is whole or no backup, a restore is gone on with, the old kiosk stands or the new setup.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { asideRoot } from '../../main/afresh/set-aside.ts';
import type { Connection } from '../../main/database/connection.ts';
import { openDatabase } from '../../main/database/open.ts';
import { keyFile } from '../../main/hosts/key-file.ts';
import type { Kiosk } from '../../main/kiosk.ts';
import { backupsFolder, listBackups, manifestPath } from '../../main/safekeeping/backup-files.ts';
import { inspectBackup } from '../../main/safekeeping/restore-database.ts';
import { readExportTargets } from '../../main/use-cases/read-export-targets.ts';
import { startExport } from '../../main/use-cases/start-export.ts';
import type { DyingOrder } from '../support/dying-kiosk.ts';
import { giveSealingKey } from '../support/exports.ts';
import { mondayMs, punchOnce, setUpInPlace, somebody } from '../support/kiosk-in-process.ts';
import { startMainInProcess, type StartedMain } from '../support/started-main.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../support/dying-kiosk.ts', import.meta.url));
const folders: { remove(): void }[] = [];
afterAll(() => folders.forEach((folder) => folder.remove()));

function newFolder(): string {
  const folder = makeTemporaryFolder();
  folders.push(folder);
  return folder.path;
}

interface Made {
  readonly folder: string;
  /** In the order in which they were made. */
  readonly punchIds: readonly string[];
}

async function punch(started: StartedMain): Promise<string> {
  started.clock.advance(120_000);
  const { punchId } = await punchOnce(started.kiosk(), '111111');
  started.kiosk().sessions.end();
  return punchId;
}

async function exportAll(kiosk: Kiosk): Promise<void> {
  const { operatorSessionId } = kiosk.operators.begin({ userId: 'U1', username: 'ada', role: 'administrator' }, []);
  const read = await readExportTargets(kiosk, { operatorSessionId });
  startExport(kiosk, { operatorSessionId, targetId: read.kind === 'targets' ? (read.targets[0]?.targetId ?? '') : '', formats: ['json'] });
  while (kiosk.exports.current?.kind === 'running') await new Promise((resolve) => setTimeout(resolve, 1));
}

let made: Promise<Made> | null = null;

/** A copy of a kiosk with a backup, two punches before it and two behind it; everything is exported, so that it may be set up again. */
async function arrange(): Promise<Made> {
  made ??= (async () => {
    const folder = newFolder();
    const started = await startMainInProcess({ folder, keyStore: keyFile(folder) });
    await setUpInPlace(started.kiosk(), [somebody('E1', '111111')]);
    giveSealingKey(started.kiosk());
    const punchIds = [await punch(started), await punch(started)];
    await started.kiosk().safekeeping.backUp();
    punchIds.push(await punch(started), await punch(started));
    await exportAll(started.kiosk());
    await started.stop();
    return { folder, punchIds };
  })();
  const { folder, punchIds } = await made;
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  return { folder: copy, punchIds };
}

/** Ends when the process has: by the signal, or the test is none. */
async function kill(order: Omit<DyingOrder, 'wallMs'>): Promise<void> {
  const child = spawn(process.execPath, [program, JSON.stringify({ ...order, wallMs: mondayMs + 86_400_000 })], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString('utf8')));
  const signal = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)));
  expect(signal, said).toBe('SIGKILL');
}

async function startAgain({ folder }: Made): Promise<StartedMain> {
  return startMainInProcess({ folder, keyStore: keyFile(folder) });
}

function idsIn(connection: Pick<Connection, 'all'>): string[] {
  const rows = connection.all<object, { punchId: string; number: number }>({ sql: 'SELECT punch_id AS punchId, sequence_number AS number FROM punches ORDER BY sequence_number', constants: [] }, {});
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
  return rows.map(({ punchId }) => punchId);
}

const keyOf = async (folder: string): Promise<Buffer> => {
  const loaded = await keyFile(folder).load();
  if (loaded.kind !== 'key') throw new Error('no key');
  return loaded.key;
};

/** How each backup that is there stands; a name without a manifest is none. */
async function backupsOf(folder: string): Promise<string[]> {
  const key = await keyOf(folder);
  const found = await Promise.all(listBackups(folder).map((name) => inspectBackup(join(backupsFolder(folder), name), key, null)));
  return found.map((one) => (one.kind === 'good' ? 'good' : one.why));
}

/** A kiosk that goes on: the next punch is behind all others. */
async function goesOn(started: StartedMain, before: readonly string[]): Promise<void> {
  const next = await punch(started);
  expect(idsIn(started.kiosk().connection)).toEqual([...before, next]);
}

describe('a backup', () => {
  it.each([
    ['amid the copy', { call: 'write', ends: '', side: 'after' }, ['good']],
    ['before its manifest', { call: 'rename', ends: '.db.json', side: 'before' }, ['unfinished', 'good']],
    ['behind its manifest', { call: 'rename', ends: '.db.json', side: 'after' }, ['good', 'good']],
  ] as const)('H6 H1 killed %s is whole or none, and the next one is made', async (_where, at, left) => {
    const arranged = await arrange();
    await kill({ folder: arranged.folder, work: 'backUp', ...at });
    expect(await backupsOf(arranged.folder)).toEqual(left);
    const again = await startAgain(arranged);
    await goesOn(again, arranged.punchIds);
    expect(await again.kiosk().safekeeping.backUp()).toMatchObject({ kind: 'made' });
    expect(new Set(await backupsOf(arranged.folder))).toEqual(new Set(['good']));
    expect(readdirSync(backupsFolder(arranged.folder)).filter((name) => name.endsWith('.part') || name.endsWith('.new'))).toEqual([]);
    expect(listBackups(arranged.folder).every((name) => existsSync(manifestPath(join(backupsFolder(arranged.folder), name))))).toBe(true);
  });
});

describe('a restore', () => {
  it.each([
    ['amid the copy of the backup', { call: 'copyFileSync', ends: '.restoring', side: 'after' }],
    ['before the damaged one is set aside', { call: 'renameSync', ends: 'kiosk.db', side: 'before' }],
    ['before the backup takes its place', { call: 'renameSync', ends: 'kiosk.db.restoring', side: 'before' }],
    ['behind it, before anybody is told', { call: 'renameSync', ends: 'kiosk.db.restoring', side: 'after' }],
    ['when everybody is told', { call: 'rmSync', ends: 'restoring.json', side: 'before' }],
  ] as const)('H6 H1 killed %s comes to its end with the next start, counted once', async (_where, at) => {
    const arranged = await arrange();
    const file = join(arranged.folder, 'kiosk.db');
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(300) ^ 0xff, 300);
    writeFileSync(file, bytes);
    await kill({ folder: arranged.folder, work: 'start', ...at });
    const again = await startAgain(arranged);
    await goesOn(again, arranged.punchIds);
    expect(again.kiosk().settings.read('restored')).toMatchObject({ from: 'backup', broughtBack: 2 });
    expect(aside(join(arranged.folder, 'damaged'), 'kiosk.db').map((damaged) => readFileSync(damaged).equals(bytes))).toEqual([true]);
    expect(readdirSync(arranged.folder).filter((name) => name.startsWith('restoring') || name.endsWith('.restoring'))).toEqual([]);
  });
});

/** Files of that name in the folders of one. */
function aside(root: string, name: string): string[] {
  return readdirSync(root)
    .map((folder) => join(root, folder, name))
    .filter((path) => existsSync(path));
}

describe('setting aside', () => {
  it.each([
    ['before it is decided', { call: 'renameSync', ends: 'set-aside.json', side: 'before' }, 'old'],
    ['between two names', { call: 'renameSync', ends: 'journal', side: 'before' }, 'new'],
    ['before the new data knows what was carried over', { call: 'rmSync', ends: 'set-aside.json', side: 'before' }, 'new'],
  ] as const)('A10 H1 killed %s leaves the old kiosk or the new setup, and every punch', async (_where, at, left) => {
    const arranged = await arrange();
    await kill({ folder: arranged.folder, work: 'setUpAgain', ...at });
    const again = await startAgain(arranged);
    const kiosk: Kiosk = again.kiosk();
    if (left === 'old') {
      expect(again.main.view()).toMatchObject({ kind: 'ready' });
      await goesOn(again, arranged.punchIds);
      return;
    }
    expect(again.main.view()).toEqual({ kind: 'setup' });
    expect(idsIn(kiosk.connection)).toEqual([]);
    const [file = 'none', ...more] = aside(asideRoot(arranged.folder), 'kiosk.db');
    expect(more).toEqual([]);
    const old = openDatabase({ folder: join(file, '..'), key: await keyOf(arranged.folder), lockWaitMs: 0 });
    if (old.kind !== 'opened') throw new Error(old.kind);
    expect(idsIn(old.connection)).toEqual(arranged.punchIds);
    old.connection.close();
    expect(aside(asideRoot(arranged.folder), 'journal')).toHaveLength(1);
    expect(existsSync(join(arranged.folder, 'set-aside.json'))).toBe(false);
  });
});
