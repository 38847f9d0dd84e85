/**
 * J3: each file that a kiosk or a server is given, and each way in which it may not be right: what it is called, and that nothing is changed by it. A full
 * table: a file that is new does not compile before each of its cells is decided. The details of each reader are in the tests beside it.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { readProvision } from '../../main/provisioning/read-provision.ts';
import { listSegments, diskFiles, segmentPath } from '../../main/database/journal-files.ts';
import { openJournal } from '../../main/database/journal.ts';
import { openStorage } from '../../main/open-storage.ts';
import { backupsFolder, readManifest, writeManifest } from '../../main/safekeeping/backup-files.ts';
import { readIdentity } from '../../main/safekeeping/identity-keep.ts';
import { exportIdentity, restoreIdentity } from '../../main/safekeeping/move-identity.ts';
import { inspectBackup } from '../../main/safekeeping/restore-database.ts';
import { demo } from '../../server/demo.ts';
import { importExport } from '../../server/use-cases/import-export.ts';
import { manifestMac } from '../../shared/lib/keyed-hash.ts';
import { exported } from '../support/exports.ts';
import { arrangeReadyKiosk, identify, keyInMemory, punchOnce, somebody, tap, type KioskInProcess } from '../support/kiosk-in-process.ts';
import { arrangeServer } from '../support/server-in-process.ts';
import { arrangeSyncedKiosk } from '../support/synced-kiosk.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const faults = ['truncated', 'altered', 'otherDevice', 'newer'] as const;
type Fault = (typeof faults)[number];
const kinds = ['provisioning file', 'backup', 'journal', 'export', 'identity file', 'kept identity'] as const;
type Kind = (typeof kinds)[number];

/** What each is called. Two cells are no fault: a provisioning file is of no device, and an identity is restored on another one by design. */
const names: Readonly<Record<Kind, Readonly<Record<Fault, string>>>> = {
  'provisioning file': { truncated: 'syntax', altered: 'wrongType', otherDevice: 'taken: its code enrols one device, which the server minds', newer: 'newer' },
  backup: { truncated: 'truncated', altered: 'altered', otherDevice: 'otherDevice', newer: 'newer' },
  journal: { truncated: 'torn', altered: 'damaged', otherDevice: 'wrongKey', newer: 'newer' },
  export: { truncated: 'fileTruncated', altered: 'fileAltered', otherDevice: 'unknownDevice', newer: 'newer' },
  'identity file': { truncated: 'unreadable', altered: 'wrongPassphrase', otherDevice: 'folderInUse', newer: 'newer' },
  'kept identity': { truncated: 'none', altered: 'none', otherDevice: 'none', newer: 'none' },
};

const passphrase = 'correct horse battery';

function newFolder(): string {
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

interface AtRest {
  readonly arranged: Pick<KioskInProcess, 'folder' | 'keyStore' | 'kiosk'>;
  readonly key: Buffer;
  readonly identity: string;
}

const kept = makeTemporaryFolder();
afterAll(() => kept.remove());
let made: Promise<AtRest> | null = null;

/** A copy of a kiosk with a backup and two punches, and of its identity. */
async function kioskAtRest(): Promise<AtRest> {
  made ??= makeKiosk();
  const { arranged, key } = await made;
  const folder = newFolder();
  cpSync(join(kept.path, 'kiosk'), folder, { recursive: true });
  cpSync(join(kept.path, 'dock.identity'), `${folder}.identity`);
  onTestFinished(() => rmSync(`${folder}.identity`));
  return { arranged: { ...arranged, folder }, key, identity: `${folder}.identity` };
}

async function makeKiosk(): Promise<AtRest> {
  const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
  await punchOnce(arranged.kiosk, '111111');
  arranged.clock.advance(120_000);
  await punchOnce(arranged.kiosk, '111111');
  arranged.kiosk.safekeeping.keep();
  await arranged.kiosk.safekeeping.backUp();
  const identity = join(kept.path, 'dock.identity');
  await exportIdentity({ dataFolder: arranged.folder, keyStore: arranged.keyStore, file: identity, passphrase });
  arranged.kiosk.connection.close();
  arranged.kiosk.journal.close();
  const loaded = await arranged.keyStore.load();
  if (loaded.kind !== 'key') throw new Error(loaded.kind);
  cpSync(arranged.folder, join(kept.path, 'kiosk'), { recursive: true });
  return { arranged, key: loaded.key, identity };
}

const cut = (file: string): void => truncateSync(file, Math.floor(statSync(file).size * 0.7));
function flip(file: string, place: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
  writeFileSync(file, bytes);
}
const change = (file: string, from: string | RegExp, to: string): void => writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
const otherKey = Buffer.alloc(32, 3);

/** Spoils one of a kind and reads it; answers what it is called, having seen that it is as it was. */
const meet: Readonly<Record<Kind, (fault: Fault) => Promise<string> | string>> = {
  'provisioning file': (fault) => {
    const whole = JSON.stringify({ serverUrl: 'https://time.example', company: 'Northwind Foods', alias: 'NWF', timeclockId: 1042, deviceName: 'Another kiosk' }, null, 2);
    const text = { truncated: whole.slice(0, 60), altered: whole.replace('1042', '"1042"'), otherDevice: whole, newer: whole.replace('{', '{ "formatVersion": 2,') }[fault];
    const outcome = readProvision(text);
    return outcome.kind === 'invalid' ? (outcome.faults[0]?.reason ?? '') : 'taken: its code enrols one device, which the server minds';
  },
  backup: async (fault) => {
    const { arranged, key } = await kioskAtRest();
    const [name = ''] = readdirSync(backupsFolder(arranged.folder)).filter((one) => one.endsWith('.db'));
    const file = join(backupsFolder(arranged.folder), name);
    const manifest = readManifest(file, key);
    if (manifest.kind !== 'read') throw new Error(manifest.why);
    if (fault === 'truncated') cut(file);
    if (fault === 'altered') flip(file, 5000);
    if (fault === 'newer') writeFileSync(`${file}.json`, writeManifest({ ...manifest.facts, schemaVersion: 9999 }, key));
    const before = readFileSync(file);
    const found = await inspectBackup(file, key, fault === 'otherDevice' ? 'another-device' : arranged.kiosk.device.deviceId);
    expect(readFileSync(file).equals(before)).toBe(true);
    return found.kind === 'refused' ? found.why : found.kind;
  },
  journal: async (fault) => {
    const { arranged, key } = await kioskAtRest();
    const [number = 0] = listSegments(arranged.folder, diskFiles);
    const file = segmentPath(arranged.folder, number);
    if (fault === 'truncated') cut(file);
    if (fault === 'altered') flip(file, 80);
    if (fault === 'newer') change(file, 'ZTJRNL1', 'ZTJRNL2');
    const before = readFileSync(file);
    const opened = openJournal({ folder: arranged.folder, key: fault === 'otherDevice' ? otherKey : key, nowMs: () => 0 });
    if (opened.kind !== 'opened') {
      expect(readFileSync(file).equals(before)).toBe(true);
      // The screen says the same, and nothing is begun beside it.
      const host = { dataFolder: arranged.folder, keyStore: fault === 'otherDevice' ? keyInMemory(otherKey) : arranged.keyStore };
      const reason = { wrongKey: 'keyMissing', newer: 'databaseNewer', notWritable: 'folderNotWritable' }[opened.kind];
      expect(
        await openStorage(
          host,
          () => 0,
          () => undefined,
        ),
      ).toEqual({ kind: 'broken', reason });
      expect(listSegments(arranged.folder, diskFiles)).toEqual([number]);
      return opened.kind;
    }
    opened.journal.close();
    return opened.damaged ? 'damaged' : opened.tornBytes > 0 ? 'torn' : 'whole';
  },
  export: async (fault) => {
    const server = await arrangeServer();
    const synced = await arrangeSyncedKiosk(server, demo.timeclocks.dock);
    synced.isOffline = true;
    tap(synced.kiosk, await identify(synced.kiosk, '482913'));
    const { folder } = await exported(synced.kiosk, join(newFolder(), 'stick'), { formats: ['json'] });
    const rows = join(folder, 'punches.json');
    const manifest = join(folder, 'manifest.json');
    if (fault === 'truncated') cut(rows);
    if (fault === 'altered') change(rows, 'clockIn', 'clockOn');
    if (fault === 'otherDevice') change(manifest, synced.kiosk.device.deviceId, 'another-device');
    if (fault === 'newer') change(manifest, /"formatVersion": \d+/, '"formatVersion": 99');
    // As a kiosk of the tenant would vouch for it.
    writeFileSync(join(folder, 'manifest.mac'), manifestMac(readFileSync(manifest, 'utf8'), Buffer.from(synced.credentials.tenantKey, 'hex')));
    const outcome = await importExport(server.deps, folder, () => undefined);
    expect(await server.deps.database.reader.selectFrom('punches').selectAll().execute()).toEqual([]);
    return outcome.kind;
  },
  'identity file': async (fault) => {
    const { arranged, identity } = await kioskAtRest();
    if (fault === 'truncated') cut(identity);
    if (fault === 'altered') change(identity, /"sealed": "(.)/, '"sealed": "+');
    if (fault === 'newer') change(identity, '"version": 1', '"version": 2');
    const isHere = fault === 'otherDevice';
    const into = isHere ? (await kioskAtRest()).arranged : { folder: newFolder(), keyStore: keyInMemory() };
    const before = readdirSync(into.folder).toSorted();
    const outcome = await restoreIdentity({ dataFolder: into.folder, keyStore: into.keyStore, file: identity, passphrase });
    expect(readdirSync(into.folder).toSorted()).toEqual(before);
    expect(existsSync(arranged.folder)).toBe(true);
    return outcome.kind;
  },
  'kept identity': async (fault) => {
    const { arranged, key } = await kioskAtRest();
    const copy = newFolder();
    cpSync(join(arranged.folder, 'identity.sealed'), join(copy, 'identity.sealed'));
    const file = join(copy, 'identity.sealed');
    expect(readIdentity(copy, key)?.deviceId).toBe(arranged.kiosk.device.deviceId);
    if (fault === 'truncated') cut(file);
    if (fault === 'altered') flip(file, 60);
    if (fault === 'newer') flip(file, 0);
    const before = readFileSync(file);
    const read = readIdentity(copy, fault === 'otherDevice' ? otherKey : key);
    expect(readFileSync(file).equals(before)).toBe(true);
    return read === null ? 'none' : 'read';
  },
};

describe('a file that is not right', () => {
  it.each(kinds.flatMap((kind) => faults.map((fault) => [kind, fault, names[kind][fault]] as const)))('J3 a %s that is %s is called: %s', async (kind, fault, name) => {
    expect(await meet[kind](fault)).toBe(name);
  });
});
