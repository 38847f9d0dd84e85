/** E8 on a real database and journal: what stands in the files, what is left out, and what happens when a disk does what disks do. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import type { Punch, Verdict } from '../../shared/contracts/entities.ts';
import { manifestMac } from '../../shared/lib/keyed-hash.ts';
import { arrangeReadyKiosk, identify, punchOnce, somebody, tap, testCredentials, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { exported, exportInto, giveSealingKey, manifestIn, maria, rowsIn, textIn } from '../../test/support/exports.ts';
import { noRecords } from '../../test/support/outbox-records.ts';
import { readZip } from '../../test/support/read-zip.ts';
import { finishClearing } from '../clearing.ts';
import { readPunchPage } from '../database/export-rows.ts';
import { insertPunch } from '../database/punches.ts';
import { keepRecord } from '../outbox.ts';
import { settleBatch } from '../use-cases/apply-sync.ts';
import { takeBatch } from '../use-cases/feed-sync.ts';
import { undoPunch } from '../use-cases/undo-punch.ts';
import { diskExportFiles, type ExportFiles } from './export-files.ts';
import { storedPunchRow } from './export-row.ts';
import { PartFile } from './part-file.ts';
import { XlsxWriter } from './xlsx-writer.ts';

const pins = ['111111', '222222', '333333', '444444', '555555'];

const parse = (text: string): Punch => JSON.parse(text) as Punch;
const takeAll = ({ kiosk }: KioskInProcess): string[] => takeBatch(kiosk, { afterSequence: 0, afterRecord: 0, upToSequence: 100, upToRecord: 0, maxCount: 1000, maxBytes: 1e9 }).punches;

async function fivePunches(): Promise<KioskInProcess & { readonly into: string; readonly records: string[] }> {
  const arranged = await arrangeReadyKiosk(pins.map((pin, index) => somebody(`E${index + 1}`, pin, index === 0 ? { lastName: '=1+1', firstName: 'Mäyä "M"' } : {})));
  for (const pin of pins) await punchOnce(arranged.kiosk, pin);
  giveSealingKey(arranged.kiosk);
  return { ...arranged, into: join(arranged.folder, 'stick'), records: takeAll(arranged) };
}

/** 1 accepted, 2 duplicate, 3 refused, 4 failed; 5 stays pending. */
function settleFour({ kiosk }: KioskInProcess, records: readonly string[]): void {
  const verdicts = records.slice(0, 4).map((text, index): Verdict => {
    const { punchId } = parse(text);
    if (index === 0) return { kind: 'accepted', punchId, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] };
    if (index === 1) return { kind: 'duplicate', punchId, duplicateOf: '0199a0d0-0000-7000-8000-000000000001' };
    return index === 2 ? { kind: 'refused', punchId, code: 'noClockIn', text: 'no clock-in' } : { kind: 'failed', punchId, reason: 'noMatch' };
  });
  settleBatch(kiosk, { ...noRecords, verdicts, recovery: false });
}

describe('what an export holds', () => {
  it('E8 every punch of the device with its status and reason, its text to the letter, and where the row was read', async () => {
    const arranged = await fivePunches();
    settleFour(arranged, arranged.records);
    const { folder } = await exported(arranged.kiosk, arranged.into);
    const rows = rowsIn(folder);
    expect(rows.map((row) => [row.row === 'punch' ? row.punch.punchId : '', row.status, row.source])).toEqual(
      arranged.records.map((text, index) => [parse(text).punchId, ['synced', 'synced', 'refused', 'failed', 'pending'][index], 'database']),
    );
    for (const text of arranged.records) expect(textIn(folder, 'punches.json')).toContain(`"punch":${text}}`);
    expect(rows).toMatchObject([
      { roundedInstant: '2026-11-23T14:00:00.000Z' },
      { duplicateOf: '0199a0d0-0000-7000-8000-000000000001' },
      { refusal: { code: 'noClockIn', text: 'no clock-in' } },
      { matchFailure: 'noMatch' },
      { refusal: null },
    ]);
  });

  it('E8 a manifest says device, range, counts, that it is this device alone, and proves size and content of every file', async () => {
    const arranged = await fivePunches();
    settleFour(arranged, arranged.records);
    const { folder, manifestSha256 } = await exported(arranged.kiosk, arranged.into);
    const manifest = manifestIn(folder);
    expect(manifest).toMatchObject({
      ...{ covers: 'thisDeviceAlone', importable: true, madeBy: maria, madeAt: '2026-11-23T14:00:00.000Z', tenant: { tenantId: 'northwind' }, timeclock: { timeclockId: 1042, timeZone: 'America/Chicago' } },
      device: { deviceId: arranged.kiosk.device.deviceId, deviceName: 'Test kiosk' },
      punches: { pending: 1, refused: 1, failed: 1, synced: 2, unknown: 0 },
      range: { firstWorkDate: '2026-11-23', lastWorkDate: '2026-11-23' },
      upTo: { sequenceNumber: 5, outboxNumber: 0 },
    });
    expect(manifest.files.map(({ name, rows }) => [name, rows])).toEqual([
      ['punches.csv', 5],
      ['punches.xlsx', 5],
      ['punches.json', 5],
      ['forms.jose', 0],
    ]);
    for (const file of manifest.files) {
      const bytes = readFileSync(join(folder, file.name));
      expect({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }).toEqual({ bytes: file.bytes, sha256: file.sha256 });
    }
    const text = textIn(folder, 'manifest.json');
    expect(createHash('sha256').update(text).digest('hex')).toBe(manifestSha256);
    expect(textIn(folder, 'manifest.mac').trim()).toBe(manifestMac(text, Buffer.from(testCredentials.tenantKey, 'hex')));
    expect(textIn(folder, 'SHA256SUMS')).toContain(`${manifestSha256}  manifest.json\n`);
    expect(basename(folder)).toBe(`zentime-export-1042-${arranged.kiosk.device.deviceId.slice(0, 8)}-20261123-140000Z`);
  });

  it('E8 tables for people: names, times of the zone, ids as text, and no cell that runs', async () => {
    const arranged = await fivePunches();
    const { folder } = await exported(arranged.kiosk, arranged.into);
    const [heading, first] = textIn(folder, 'punches.csv').split('\r\n');
    expect(heading).toMatch(/^\uFEFFKind,Status,Reason,Source,Sequence number,Id,/);
    expect(first).toContain(`,E1,"Mäyä ""M""",'=1+1,clockIn,2026-11-23,2026-11-23 08:00:00,America/Chicago,-360,2026-11-23T14:00:00.000Z,`);
    const sheet =
      readZip(readFileSync(join(folder, 'punches.xlsx')))
        .get('xl/worksheets/sheet1.xml')
        ?.toString() ?? '';
    expect(sheet).toContain('<c s="2" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>');
    expect(sheet).toContain('<c s="4"><v>46349.333333333</v></c>');
    expect(sheet).toContain('<c s="3"><v>46349</v></c>');
    expect(sheet).not.toContain('<f>');
  });

  it('E8 K9 K10 records stand between the punches where they were made; the digits of a form are in the sealed file alone', async () => {
    const arranged = await fivePunches();
    const { kiosk } = arranged;
    const offer = await identify(kiosk, '111111');
    const made = tap(kiosk, offer);
    if (made.kind !== 'recorded') throw new Error(made.kind);
    expect(undoPunch(kiosk, { sessionId: offer.sessionId, punchId: made.punch.punchId }).kind).toBe('undone');
    expect(keepRecord(kiosk, { kind: 'temporaryEmployee', temporaryEmployeeId: crypto.randomUUID(), firstName: 'Ana', lastName: 'Reyes', lastFour: '8642' }).kind).toBe('stored');
    arranged.clock.advance(3_600_000);
    await punchOnce(kiosk, '222222');
    const { folder, manifest } = await exported(kiosk, arranged.into);
    expect(rowsIn(folder).map((row) => (row.row === 'punch' ? 'punch' : row.record.kind))).toEqual(['punch', 'punch', 'punch', 'punch', 'punch', 'punch', 'void', 'temporaryEmployee', 'punch']);
    for (const { name } of manifest.files) expect(readFileSync(join(folder, name), 'latin1')).not.toContain('8642');
    expect(manifest.files.find(({ format }) => format === 'forms')?.rows).toBe(1);
    expect(textIn(folder, 'forms.jose').trim().split('.')).toHaveLength(5);
    expect(textIn(folder, 'punches.csv')).toContain('temporaryEmployee,pending,,database,,');
  });

  it('K17 E8 a cleared punch is read from the journal, and the row says so; one that the database holds is not there twice', async () => {
    const arranged = await fivePunches();
    const { kiosk, records } = arranged;
    settleFour(arranged, records);
    const left = await clearAll(arranged);
    expect(left).toBe(2);
    const { folder, manifest } = await exported(kiosk, arranged.into);
    expect(rowsIn(folder).map((row) => [row.source, row.status])).toEqual([
      ['journal', 'synced'],
      ['journal', 'synced'],
      ['database', 'refused'],
      ['database', 'failed'],
      ['database', 'pending'],
    ]);
    for (const text of records) expect(textIn(folder, 'punches.json')).toContain(`"punch":${text}}`);
    expect(manifest.journal).toEqual({ rows: 2, unreadableSegments: 0 });
    expect(textIn(folder, 'punches.csv').split('\r\n')[1]).toMatch(/^punch,synced,,journal,1,/);
  });

  it('K17 E8 what is cleared while the export runs is in it once', async () => {
    const arranged = await fivePunches();
    settleFour(arranged, arranged.records);
    let isCleared = false;
    const { folder } = await exported(
      arranged.kiosk,
      arranged.into,
      {},
      {
        // Behind the first look at the journal, before the database is read.
        onProgress: () => {
          if (isCleared) return;
          isCleared = true;
          void clearAll(arranged);
        },
      },
    );
    const numbers = rowsIn(folder).map((row) => (row.row === 'punch' ? row.punch['sequenceNumber'] : null));
    expect(numbers.toSorted()).toEqual([1, 2, 3, 4, 5]);
  });
});

async function clearAll({ kiosk }: KioskInProcess): Promise<number> {
  kiosk.settings.write('chainHead', kiosk.punchStore.head());
  kiosk.settings.write('clearing', { upToSequence: 5, today: '2026-11-27', yesterday: '2026-11-26' });
  return await finishClearing(kiosk);
}

/** The disk's own calls, but for what the test changes. */
const failing = (changes: Partial<ExportFiles>): ExportFiles => ({ ...diskExportFiles, ...changes });
const fault = (code: string): Error => Object.assign(new Error(code), { code });

describe('what can go wrong', () => {
  it.each([
    ['ENOSPC', 'diskFull'],
    ['EROFS', 'readOnly'],
    ['EIO', 'driveGone'],
    ['ENODEV', 'driveGone'],
  ] as const)('E8 J3 a drive that answers %s in the middle: %s, and nothing is left under the final name', async (code, reason) => {
    const arranged = await fivePunches();
    for (const format of ['csv', 'xlsx', 'json'] as const) {
      const files = failing({
        open: async (path, flags, mode) => {
          const file = await diskExportFiles.open(path, flags, mode);
          return flags === 'r' ? file : { write: () => Promise.reject(fault(code)), sync: () => file.sync(), close: () => file.close() };
        },
      });
      expect(await exportInto(arranged.kiosk, arranged.into, { formats: [format] }, { files })).toEqual({ kind: 'failed', reason });
      expect(readdirSync(arranged.into)).toEqual([]);
    }
    expect((await exportInto(arranged.kiosk, arranged.into)).kind).toBe('done');
  });

  it('E8 J3 a folder that is not there, and one that is read-only from the beginning', async () => {
    const arranged = await fivePunches();
    const gone = failing({ list: () => Promise.reject(fault('ENOENT')) });
    expect(await exportInto(arranged.kiosk, arranged.into, {}, { files: gone })).toEqual({ kind: 'failed', reason: 'driveGone' });
    const readOnly = failing({ makeFolder: () => Promise.reject(fault('EROFS')) });
    expect(await exportInto(arranged.kiosk, arranged.into, {}, { files: readOnly })).toEqual({ kind: 'failed', reason: 'readOnly' });
  });

  it('E8 refuses to overwrite: a second one at the same second is refused, and the first stays as it was', async () => {
    const arranged = await fivePunches();
    const { folder } = await exported(arranged.kiosk, arranged.into);
    const before = textIn(folder, 'manifest.json');
    expect(await exportInto(arranged.kiosk, arranged.into)).toEqual({ kind: 'failed', reason: 'alreadyThere' });
    expect(textIn(folder, 'manifest.json')).toBe(before);
    arranged.clock.advance(1000);
    expect((await exported(arranged.kiosk, arranged.into)).folder).not.toBe(folder);
  });

  it('E8 H1 onto its own disk it ends before it takes the room that punches need', async () => {
    const arranged = await fivePunches();
    const files = failing({ freeBytes: () => Promise.resolve(1000) });
    expect(await exportInto(arranged.kiosk, arranged.into, { leaveFreeBytes: 1001 }, { files })).toEqual({ kind: 'failed', reason: 'diskFull' });
    expect((await exportInto(arranged.kiosk, arranged.into, { leaveFreeBytes: 999 }, { files })).kind).toBe('done');
  });

  it('E8 cancelled, it leaves nothing; killed, what it leaves has no final name and goes with the next export', async () => {
    const arranged = await fivePunches();
    const cancelling = new AbortController();
    expect(await exportInto(arranged.kiosk, arranged.into, {}, { signal: cancelling.signal, onProgress: () => cancelling.abort() })).toEqual({ kind: 'cancelled' });
    expect(readdirSync(arranged.into)).toEqual([]);
    const prefix = `zentime-export-1042-${arranged.kiosk.device.deviceId.slice(0, 8)}-`;
    mkdirSync(join(arranged.into, `${prefix}20261122-000000Z.part`));
    mkdirSync(join(arranged.into, 'zentime-export-1042-othrkios-20261122-000000Z.part'));
    const { folder } = await exported(arranged.kiosk, arranged.into);
    expect(readdirSync(arranged.into).toSorted()).toEqual([basename(folder), 'zentime-export-1042-othrkios-20261122-000000Z.part'].toSorted());
    expect(existsSync(`${folder}.part`)).toBe(false);
  });
});

describe('many punches', () => {
  it('E7 E8 are written with little in memory, however slow the drive is', async () => {
    const { kiosk, folder } = await fivePunches();
    const rows = fillUp(kiosk, 20_000);
    let waiting = 0;
    let most = 0;
    let writes = 0;
    const slow: ExportFiles = {
      ...diskExportFiles,
      open: async (path, flags, mode) => {
        const file = await diskExportFiles.open(path, flags, mode);
        return {
          write: async (block, offset, length) => {
            waiting += length;
            most = Math.max(most, waiting);
            writes += 1;
            await new Promise((resolve) => setTimeout(resolve, 1));
            waiting -= length;
            return file.write(block, offset, length);
          },
          sync: () => file.sync(),
          close: () => file.close(),
        };
      },
    };
    const { manifest } = await exported(kiosk, join(folder, 'stick'), {}, { files: slow });
    expect(manifest.files.map((file) => file.rows)).toEqual([rows, rows, rows, 0]);
    expect(writes).toBeGreaterThan(50);
    // One block of each file under way, and what came together while it was.
    expect(most).toBeLessThan(8 * 1024 * 1024);
  });

  it('E8 go on on another sheet where one is full', async () => {
    const { kiosk, folder } = await fivePunches();
    const path = join(folder, 'book.xlsx');
    const writer = new XlsxWriter(await PartFile.create(diskExportFiles, path), () => null, 3);
    const rows = readPunchPage(kiosk.connection, { after: 0, upTo: 5, limit: 5 }).map(storedPunchRow);
    await writer.take(rows);
    expect((await writer.finish()).rows).toBe(5);
    const book = readZip(readFileSync(path));
    const sheets = [1, 2, 3].map((n) => book.get(`xl/worksheets/sheet${n}.xml`)?.toString() ?? '');
    expect(sheets.map((sheet) => sheet.split('<row>').length - 1)).toEqual([3, 3, 2]);
    expect(book.get('xl/workbook.xml')?.toString()).toContain('name="Punches 3"');
    expect(book.get('[Content_Types].xml')?.toString()).toContain('/xl/worksheets/sheet3.xml');
  });
});

/** Copies of the last punch under new numbers, straight into the database: what is in them is no matter here. @returns how many there are */
function fillUp(kiosk: KioskInProcess['kiosk'], count: number): number {
  const last = readPunchPage(kiosk.connection, { after: 4, upTo: 5, limit: 1 })[0];
  if (last === undefined) throw new Error('there is no punch');
  const punch = parse(last.record);
  kiosk.connection.transaction(() => {
    for (let sequenceNumber = 6; sequenceNumber <= count; sequenceNumber += 1) {
      const copy = { ...punch, sequenceNumber, punchId: v7({ msecs: sequenceNumber }) };
      insertPunch(kiosk.connection, copy, JSON.stringify(copy), { segment: 1, end: 0 });
    }
  });
  kiosk.punchStore.forgetHead();
  return count;
}
