import { readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arrangeKiosk, arrangeReadyKiosk, keyInMemory, punchOnce, somebody, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { openDatabase } from '../database/open.ts';
import { openStorage } from '../open-storage.ts';
import { backUp } from '../use-cases/back-up.ts';
import { backupsFolder, listBackups, manifestPath, writeManifest } from './backup-files.ts';
import { identityPath } from './identity-keep.ts';
import { inspectBackup } from './restore-database.ts';

const people = Array.from({ length: 6 }, (_, index) => somebody(`E${String(index)}`, String(482_910 + index)));

/** Everybody punches once, in turn; ids in order. */
async function punch(arranged: KioskInProcess, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    arranged.clock.advance(90_000);
    ids.push((await punchOnce(arranged.kiosk, String(482_910 + (made % people.length)))).punchId);
    arranged.kiosk.sessions.end();
  }
  return ids;
}

async function arrangeBackedUp(before: number, after: number): Promise<{ arranged: KioskInProcess; punchIds: string[]; backup: string }> {
  const arranged = await arrangeReadyKiosk(people);
  const first = await punch(arranged, before);
  const outcome = await arranged.kiosk.safekeeping.backUp();
  if (outcome.kind !== 'made') throw new Error(outcome.detail);
  const second = await punch(arranged, after);
  return { arranged, punchIds: [...first, ...second], backup: join(backupsFolder(arranged.folder), outcome.name) };
}

function stop({ kiosk }: KioskInProcess): void {
  kiosk.connection.close();
  kiosk.journal.close();
}

const databaseOf = (arranged: KioskInProcess): string => join(arranged.folder, 'kiosk.db');

async function keyOf({ keyStore }: KioskInProcess): Promise<Buffer> {
  const loaded = await keyStore.load();
  if (loaded.kind !== 'key') throw new Error('no key');
  return loaded.key;
}

function flip(file: string, place: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(place) ^ 0xff, place);
  writeFileSync(file, bytes);
}

interface StoredPunch {
  readonly punchId: string;
  readonly sequenceNumber: number;
  readonly record: string;
}

function stored({ kiosk }: KioskInProcess): StoredPunch[] {
  return kiosk.connection.all<object, StoredPunch>(
    { sql: 'SELECT punch_id AS punchId, punches.sequence_number AS sequenceNumber, record FROM punches JOIN punch_records USING (sequence_number) ORDER BY sequence_number', constants: [] },
    {},
  );
}

const idsOf = (arranged: KioskInProcess): string[] => stored(arranged).map((row) => row.punchId);

/** H5: each punch names the one before it. */
function expectOneChain(arranged: KioskInProcess): void {
  const punches = stored(arranged).map((row) => JSON.parse(row.record) as { hash: string; previousHash: string; sequenceNumber: number });
  for (const [index, each] of punches.entries()) if (index > 0) expect(each.previousHash).toBe(punches[index - 1]?.hash);
}

describe('a backup (H6)', () => {
  it('H6 is made while taps go on, was opened and counted, and is due once a night', async () => {
    const arranged = await arrangeReadyKiosk(people);
    await punch(arranged, 5);
    const underWay = arranged.kiosk.safekeeping.backUp();
    const meanwhile = await punch(arranged, 3);
    const outcome = await underWay;
    expect(outcome).toMatchObject({ kind: 'made', facts: { punches: 5, lastSequence: 5 } });
    expect(meanwhile).toHaveLength(3);
    expect(readdirSync(backupsFolder(arranged.folder)).sort()).toEqual([expect.stringMatching(/\.db$/), expect.stringMatching(/\.db\.json$/)]);
    expect(backUp(arranged.kiosk, {})).toEqual({ kind: 'notDue' });
    arranged.clock.advance(25 * 3_600_000);
    expect(backUp(arranged.kiosk, {})).toEqual({ kind: 'begun' });
    await arranged.kiosk.safekeeping.stop();
    expect(listBackups(arranged.folder)).toHaveLength(2);
  });

  it('H6 nothing is checkpointed into the file while it is copied, and everything is afterwards', async () => {
    const arranged = await arrangeReadyKiosk(people);
    await punch(arranged, 2);
    const still = arranged.kiosk.connection.keepStill();
    expect(arranged.kiosk.connection.keepStill()).toBeNull();
    const before = readFileSync(databaseOf(arranged));
    await punch(arranged, 2);
    expect(arranged.kiosk.connection.checkpoint('truncate')).toBe('notNow');
    expect(readFileSync(databaseOf(arranged)).equals(before)).toBe(true);
    expect(still?.isStill()).toBe(true);
    still?.release();
    expect(arranged.kiosk.connection.checkpoint('truncate')).toBe('done');
    expect(readFileSync(databaseOf(arranged)).equals(before)).toBe(false);
  });

  it('H6 is given up when the database is opened anew meanwhile, and when the disk has no room for it', async () => {
    const arranged = await arrangeReadyKiosk(people);
    const disturbed = arranged.kiosk.safekeeping.backUp();
    arranged.kiosk.connection.reopen();
    expect(await disturbed).toMatchObject({ kind: 'notMade', why: 'disturbed' });
    expect(listBackups(arranged.folder)).toEqual([]);
    expect(readdirSync(backupsFolder(arranged.folder))).toEqual([]);
  });

  it('H6 two that fail are told to administrators, one that is made ends it', async () => {
    const arranged = await arrangeReadyKiosk(people);
    writeFileSync(backupsFolder(arranged.folder), 'a file where a folder should be');
    for (let night = 0; night < 2; night += 1) expect(await arranged.kiosk.safekeeping.backUp()).toMatchObject({ kind: 'notMade', why: 'notWritable' });
    expect(arranged.kiosk.state.status().care).toContain('backupsFail');
    rmSync(backupsFolder(arranged.folder));
    expect((await arranged.kiosk.safekeeping.backUp()).kind).toBe('made');
    expect(arranged.kiosk.state.status().care).not.toContain('backupsFail');
  });

  it.each([
    ['unfinished', (backup: string) => rmSync(manifestPath(backup))],
    ['truncated', (backup: string) => truncateSync(backup, statSync(backup).size - 4096)],
    ['altered', (backup: string) => flip(backup, 5000)],
    ['altered', (backup: string) => writeFileSync(manifestPath(backup), '{"facts":')],
    ['otherDevice', (backup: string) => writeFileSync(manifestPath(backup), readFileSync(manifestPath(backup), 'utf8').replace('"punches":5', '"punches":6'))],
  ] as const)('J3 H6 one that is %s is named, refused and left as it is, and the older one is taken', async (why, spoil) => {
    const { arranged, punchIds, backup } = await arrangeBackedUp(3, 2);
    arranged.clock.advance(25 * 3_600_000);
    const newer = await arranged.kiosk.safekeeping.backUp();
    if (newer.kind !== 'made') throw new Error(newer.detail);
    stop(arranged);
    const spoiled = join(backupsFolder(arranged.folder), newer.name);
    spoil(spoiled);
    const asItIs = readFileSync(spoiled);
    flip(databaseOf(arranged), 300);
    const again = await arrangeKiosk({ restartOf: arranged });
    const refusals = again.logged.filter(({ event }) => event === 'backup.refused').map(({ fields }) => fields?.['why']);
    expect(refusals).toEqual([why]);
    expect(readFileSync(spoiled).equals(asItIs)).toBe(true);
    expect(backup).not.toBe(spoiled);
    expect(idsOf(again)).toEqual(punchIds);
  });

  it('J3 H6 one of another device or of a newer program is refused by name', async () => {
    const { arranged, backup } = await arrangeBackedUp(3, 0);
    const key = await keyOf(arranged);
    expect(await inspectBackup(backup, Buffer.alloc(32, 3), null)).toMatchObject({ kind: 'refused', why: 'otherDevice' });
    expect(await inspectBackup(backup, key, 'another-device')).toMatchObject({ kind: 'refused', why: 'otherDevice' });
    const good = await inspectBackup(backup, key, arranged.kiosk.device.deviceId);
    if (good.kind !== 'good') throw new Error(good.why);
    writeFileSync(manifestPath(backup), writeManifest({ ...good.facts, schemaVersion: 9999 }, key));
    expect(await inspectBackup(backup, key, null)).toMatchObject({ kind: 'refused', why: 'newer' });
  });
});

describe('a damaged database at start (H6)', () => {
  it('H6 H1 is set aside and restored from backup and journal: every confirmed punch, once, on one chain; counted and told', async () => {
    const { arranged, punchIds } = await arrangeBackedUp(4, 7);
    const damaged = readFileSync(databaseOf(arranged));
    stop(arranged);
    flip(databaseOf(arranged), 300);
    const again = await arrangeKiosk({ restartOf: arranged });
    expect(idsOf(again)).toEqual(punchIds);
    expectOneChain(again);
    expect(again.kiosk.state.counts().pending).toBe(11);
    expect(again.kiosk.settings.read('restored')).toMatchObject({ from: 'backup', broughtBack: 7 });
    expect(again.kiosk.state.status().care).toEqual(['restored']);
    expect(again.kiosk.state.kiosk().kind).toBe('ready');
    expect(again.logged.map(({ event }) => event)).toEqual(expect.arrayContaining(['database.damaged', 'database.restored']));
    const aside = join(arranged.folder, again.kiosk.settings.read('restored')?.setAside ?? '');
    expect(readdirSync(aside)).toContain('kiosk.db');
    expect(damaged.length).toBeGreaterThan(0);
    const next = await punch(again, 1);
    expect(idsOf(again)).toEqual([...punchIds, ...next]);
    expectOneChain(again);
  });

  it.each(['no backup at all', 'the database file is gone'])('H6 with %s it is made anew from the journal and the kept identity, and people come by a new download', async (what) => {
    const arranged = await arrangeReadyKiosk(people);
    arranged.kiosk.safekeeping.keep();
    const punchIds = await punch(arranged, 9);
    const { deviceId } = arranged.kiosk.device;
    stop(arranged);
    if (what === 'no backup at all') flip(databaseOf(arranged), 300);
    else for (const suffix of ['', '-wal', '-shm']) rmSync(`${databaseOf(arranged)}${suffix}`, { force: true });
    const again = await arrangeKiosk({ restartOf: arranged });
    expect(idsOf(again)).toEqual(punchIds);
    expectOneChain(again);
    expect(again.kiosk.device.deviceId).toBe(deviceId);
    expect(again.kiosk.state.kiosk().kind).toBe('ready');
    expect(again.kiosk.settings.read('cursor')).toBeNull();
    expect(again.kiosk.settings.read('restored')).toMatchObject({ from: 'journal', backupMadeAtMs: null, broughtBack: 9 });
  });

  it('H6 without backup and identity nothing is made anew and nothing is touched: the screen says what to do', async () => {
    const arranged = await arrangeReadyKiosk(people);
    await punch(arranged, 2);
    stop(arranged);
    rmSync(identityPath(arranged.folder), { force: true });
    flip(databaseOf(arranged), 300);
    const asItIs = readFileSync(databaseOf(arranged));
    const opened = await openStorage(
      { dataFolder: arranged.folder, keyStore: arranged.keyStore },
      () => arranged.clock.wallMs(),
      () => undefined,
    );
    expect(opened).toEqual({ kind: 'broken', reason: 'databaseDamaged' });
    expect(readFileSync(databaseOf(arranged)).equals(asItIs)).toBe(true);
    const otherKey = await openStorage(
      { dataFolder: arranged.folder, keyStore: keyInMemory() },
      () => arranged.clock.wallMs(),
      () => undefined,
    );
    expect(otherKey).toEqual({ kind: 'broken', reason: 'keyMissing' });
  });

  it('H6 keeps the token that was renewed after the backup', async () => {
    const { arranged } = await arrangeBackedUp(1, 1);
    const enrolment = arranged.kiosk.settings.read('enrolment');
    if (enrolment === null) throw new Error('not enrolled');
    arranged.kiosk.settings.write('enrolment', { ...enrolment, credentials: { ...enrolment.credentials, deviceToken: 'renewed-token'.padEnd(40, '1') } });
    arranged.kiosk.safekeeping.keep();
    stop(arranged);
    flip(databaseOf(arranged), 300);
    const again = await arrangeKiosk({ restartOf: arranged });
    expect(again.kiosk.settings.read('enrolment')?.credentials.deviceToken).toBe('renewed-token'.padEnd(40, '1'));
  });

  it('H6 H1 any flip or cut of the database is restored or harmless: never a punch that was not made, never one missing (200 places)', async () => {
    const { arranged, punchIds } = await arrangeBackedUp(6, 6);
    arranged.kiosk.connection.checkpoint('truncate');
    stop(arranged);
    const whole = readFileSync(databaseOf(arranged));
    const key = await keyOf(arranged);
    const seen = new Set<string>();
    const random = seededRandom(20_261_128);
    for (let round = 0; round < 200; round += 1) {
      const place = random.below(whole.length);
      const bytes = round % 5 === 4 ? whole.subarray(0, place) : Buffer.from(whole);
      if (round % 5 !== 4) bytes.writeUInt8(bytes.readUInt8(place) ^ (1 << random.below(8)), place);
      for (const suffix of ['-wal', '-shm']) rmSync(`${databaseOf(arranged)}${suffix}`, { force: true });
      writeFileSync(databaseOf(arranged), bytes);
      const restoring = round % 10 === 0 || round % 25 === 4;
      const found = restoring ? await afterAStart(arranged) : asItIs(arranged.folder, key);
      expect({ round, place, found }).toEqual({ round, place, found: found === 'damaged' && !restoring ? 'damaged' : punchIds });
      seen.add(restoring ? 'restored' : found === 'damaged' ? 'damaged' : 'harmless');
    }
    expect([...seen]).toEqual(expect.arrayContaining(['damaged', 'restored']));
  });
});

const punchesThere = { sql: 'SELECT punch_id AS punchId FROM punches ORDER BY sequence_number', constants: [] };

/** The punches after a start, which restores what is damaged. */
async function afterAStart(arranged: KioskInProcess): Promise<string[] | 'damaged'> {
  const host = { dataFolder: arranged.folder, keyStore: arranged.keyStore };
  const opened = await openStorage(
    host,
    () => arranged.clock.wallMs(),
    () => undefined,
  );
  if (opened.kind !== 'opened') return 'damaged';
  const { connection, journal } = opened.storage;
  const found = connection.all<object, { punchId: string }>(punchesThere, {}).map((row) => row.punchId);
  connection.close();
  journal.close();
  return found;
}

/** The punches of the file alone. */
function asItIs(folder: string, key: Buffer): string[] | 'damaged' {
  const opened = openDatabase({ folder, key, lockWaitMs: 50 });
  if (opened.kind !== 'opened') return 'damaged';
  const found = opened.connection.all<object, { punchId: string }>(punchesThere, {}).map((row) => row.punchId);
  opened.connection.close();
  return found;
}
