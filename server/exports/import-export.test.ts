/** E8: a kiosk's export, loaded at the server: as if the kiosk had sent it, never twice, and not at all where anything is wrong with it. */
import { appendFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { punch as punchSchema, type Verdict } from '../../shared/contracts/entities.ts';
import { manifestMac } from '../../shared/lib/keyed-hash.ts';
import { finishClearing } from '../../main/clearing.ts';
import { settleBatch } from '../../main/use-cases/apply-sync.ts';
import { takeBatch } from '../../main/use-cases/feed-sync.ts';
import { identifyByForm } from '../../main/use-cases/identify-by-form.ts';
import { findPunch } from '../../main/database/punches.ts';
import { undoPunch } from '../../main/use-cases/undo-punch.ts';
import { exported, rowsIn, textIn } from '../../test/support/exports.ts';
import { identify, tap } from '../../test/support/kiosk-in-process.ts';
import { noRecords } from '../../test/support/outbox-records.ts';
import { arrangeServer, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { arrangeSyncedKiosk, type SyncedKiosk } from '../../test/support/synced-kiosk.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { demo } from '../demo.ts';
import { importExport, type ImportOutcome } from '../use-cases/import-export.ts';
import { rotateSealingKey } from '../use-cases/rotate-sealing-key.ts';

const minuteMs = 60_000;

interface World {
  readonly server: ServerInProcess;
  readonly kiosk: SyncedKiosk;
  readonly punchIds: string[];
  pass(ms: number): void;
  export(): Promise<string>;
  import(folder: string): Promise<ImportOutcome>;
}

/** A day off line at Dock 4: a shift, a double tap, an undo, somebody whom nobody knows, a punch that will be refused. */
async function aDayOffLine(): Promise<World> {
  const server = await arrangeServer();
  const kiosk = await arrangeSyncedKiosk(server, demo.timeclocks.dock);
  const punchIds: string[] = [];
  const pass = (ms: number): void => [server.clock, kiosk.clock].forEach((clock) => clock.advance(ms));
  const tapped = (offer: Parameters<typeof tap>[1], facts: Parameters<typeof tap>[2] = {}): string => {
    const answer = tap(kiosk.kiosk, offer, facts);
    if (answer.kind !== 'recorded') throw new Error(answer.kind);
    punchIds.push(answer.punch.punchId);
    return answer.punch.punchId;
  };
  kiosk.isOffline = true;
  tapped(await identify(kiosk.kiosk, '482913'));
  pass(90 * minuteMs);
  const tomas = await identify(kiosk.kiosk, '730264');
  const wrong = tapped(tomas);
  undoPunch(kiosk.kiosk, { sessionId: tomas.sessionId, punchId: wrong });
  tapped(tomas);
  pass(10 * minuteMs);
  const form = await identifyByForm(kiosk.kiosk, { firstName: 'Ana', lastName: 'Reyes', lastFour: '4321' });
  if (form.kind !== 'identified') throw new Error(form.kind);
  tapped(form.offer);
  pass(60 * minuteMs);
  tapped(await identify(kiosk.kiosk, '482913'));
  kiosk.isOffline = false;
  let made = 0;
  return {
    ...{ server, kiosk, punchIds, pass },
    export: async () => (await exported(kiosk.kiosk, join(kiosk.folder, `stick-${(made += 1)}`), { formats: ['json'] })).folder,
    import: (folder) => importExport(server.deps, folder, () => undefined),
  };
}

/** What the server has of the kiosk's punches, in their order, without ids. */
async function storedAt({ server }: World): Promise<unknown[]> {
  const rows = await tenantScope(server.deps.database.reader, demo.tenantId)
    .selectPunches()
    .select(['sequence_number', 'timeclock_id', 'type', 'work_date', 'assignment_id', 'instant_ms', 'verdict', 'rounded_ms', 'noted', 'sequence_exception', 'voided_ms', 'match_failure', 'person_key'])
    .orderBy('sequence_number')
    .execute();
  return rows.map(({ person_key, ...row }) => ({ ...row, person: person_key.startsWith('t:') ? 'temporary' : person_key }));
}

describe('an export that is imported', () => {
  it('E8 H2 gives what a sync would have given: the same punches, verdicts, rounding, undo and failed forms', async () => {
    const synced = await aDayOffLine();
    await synced.kiosk.sync('recovery');
    const loaded = await aDayOffLine();
    const outcome = await loaded.import(await loaded.export());
    expect(outcome).toMatchObject({ kind: 'imported', counts: { punches: 5, knownBefore: 0, accepted: 4, failed: 1, duplicate: 0, refused: 0, records: 2, recordsRefused: 0, leftOut: 0 } });
    const [bySync, byImport] = [await storedAt(synced), await storedAt(loaded)];
    expect(byImport).toEqual(bySync);
    expect(byImport).toHaveLength(5);
    const token = (await loaded.server.answer('openSession', { body: demo.administrator })).sessionToken;
    expect((await loaded.server.answer('readSyncFailReport', { token })).temporaryEmployees).toMatchObject([{ firstName: 'Ana', lastFour: '4321' }]);
  });

  it('E8 H2 doubles nothing: imported twice, after a sync, and before one, which then settles the kiosk', async () => {
    const world = await aDayOffLine();
    const folder = await world.export();
    await world.import(folder);
    const once = await storedAt(world);
    expect(await world.import(folder)).toMatchObject({ counts: { punches: 5, knownBefore: 5, accepted: 4, failed: 1 } });
    await world.kiosk.sync('recovery');
    expect(await storedAt(world)).toEqual(once);
    expect(world.punchIds.map((punchId) => findPunch(world.kiosk.kiosk.connection, punchId)?.status)).toEqual(['synced', 'synced', 'synced', 'failed', 'synced']);
    expect(await world.import(await world.export())).toMatchObject({ counts: { punches: 5, knownBefore: 5 } });
    expect(await storedAt(world)).toEqual(once);
  });

  it('E8 K17 brings what has left the kiosk: the rows that were read from its journal', async () => {
    const world = await aDayOffLine();
    const { kiosk } = world.kiosk;
    const { punches } = takeBatch(kiosk, { afterSequence: 0, afterRecord: 0, upToSequence: 100, upToRecord: 0, maxCount: 1000, maxBytes: 1e9 });
    // As if a server had taken them all that lost them since.
    const verdicts = punches.map((text): Verdict => ({ kind: 'accepted', punchId: punchSchema.parse(JSON.parse(text)).punchId, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] }));
    settleBatch(kiosk, { ...noRecords, verdicts, recovery: false });
    kiosk.settings.write('chainHead', kiosk.punchStore.head());
    kiosk.settings.write('clearing', { upToSequence: 100, today: '2030-01-02', yesterday: '2030-01-01' });
    // Of Maya alone nothing is unsettled: the others wait for an undo and a form.
    expect(await finishClearing(kiosk)).toBe(2);
    const folder = await world.export();
    expect(
      rowsIn(folder)
        .map((row) => `${row.row} ${row.source}`)
        .toSorted(),
    ).toEqual(['punch database', 'punch database', 'punch database', 'punch journal', 'punch journal', 'record database', 'record database']);
    expect(await world.import(folder)).toMatchObject({ counts: { punches: 5, accepted: 4, failed: 1 } });
    expect(await storedAt(world)).toHaveLength(5);
  });

  it('I4 E8 is no contact with the kiosk, whose silence goes on; a revoked device may be dead, and its punches count', async () => {
    const world = await aDayOffLine();
    const folder = await world.export();
    const contact = (): Promise<unknown> => tenantScope(world.server.deps.database.reader, demo.tenantId).selectDevices().select('last_contact_ms').where('device_id', '=', world.kiosk.kiosk.device.deviceId).executeTakeFirst();
    const before = await contact();
    const token = (await world.server.answer('openSession', { body: demo.administrator })).sessionToken;
    await world.server.answer('revokeDevice', { token, params: { deviceId: world.kiosk.kiosk.device.deviceId }, body: { reason: 'stolen' } });
    world.pass(5 * minuteMs);
    expect((await world.import(folder)).kind).toBe('imported');
    expect(await contact()).toEqual(before);
    const audit = await tenantScope(world.server.deps.database.reader, demo.tenantId).selectAuditLog().select(['action', 'username']).execute();
    expect(audit).toContainEqual({ action: 'importExport', username: 'command line' });
  });
});

describe('an export that is not right', () => {
  /** Writes the manifest anew, with the right proof, as a kiosk of the tenant would. */
  const rewrite = (world: World, folder: string, change: (manifest: Record<string, unknown>) => void): void => {
    const manifest = JSON.parse(textIn(folder, 'manifest.json')) as Record<string, unknown>;
    change(manifest);
    const text = JSON.stringify(manifest);
    writeFileSync(join(folder, 'manifest.json'), text);
    writeFileSync(join(folder, 'manifest.mac'), manifestMac(text, Buffer.from(world.kiosk.credentials.tenantKey, 'hex')));
  };
  const json = 'punches.json';
  const spoil = (path: string, change: (text: string) => string): void => writeFileSync(path, change(readFileSync(path, 'utf8')));

  const cases: readonly (readonly [string, (folder: string, world: World) => void, object])[] = [
    ['no manifest', (folder) => rmSync(join(folder, 'manifest.json')), { kind: 'notAnExport' }],
    ['a manifest that is no JSON', (folder) => truncateSync(join(folder, 'manifest.json'), 40), { kind: 'notAnExport' }],
    ['a manifest of something else', (folder) => writeFileSync(join(folder, 'manifest.json'), '{"format":"something"}'), { kind: 'notAnExport' }],
    ['a newer format', (folder, world) => rewrite(world, folder, (manifest) => Object.assign(manifest, { formatVersion: 2, more: true })), { kind: 'newer', version: 2 }],
    ['another tenant', (folder, world) => rewrite(world, folder, (manifest) => (manifest['tenant'] = { tenantId: 'acme', company: 'Acme' })), { kind: 'otherTenant', company: 'Acme' }],
    ['a manifest altered by hand', (folder) => spoil(join(folder, 'manifest.json'), (text) => text.replace('"pending": 5', '"pending": 4')), { kind: 'notGenuine' }],
    ['no proof', (folder) => rmSync(join(folder, 'manifest.mac')), { kind: 'notGenuine' }],
    ['a file that is gone', (folder) => rmSync(join(folder, json)), { kind: 'fileMissing', file: json }],
    ['a file cut short', (folder) => truncateSync(join(folder, json), 100), { kind: 'fileTruncated', file: json }],
    ['a file with more in it', (folder) => appendFileSync(join(folder, json), ' '), { kind: 'fileAltered', file: json }],
    ['one letter changed', (folder) => spoil(join(folder, json), (text) => text.replace('clockIn', 'clockOn')), { kind: 'fileAltered', file: json }],
    ['sealed forms changed', (folder) => spoil(join(folder, 'forms.jose'), (text) => `A${text.slice(1)}`), { kind: 'fileAltered', file: 'forms.jose' }],
    ['tables alone', (folder, world) => rewrite(world, folder, (manifest) => (manifest['importable'] = false)), { kind: 'notImportable' }],
    ['a timeclock that is not here', (folder, world) => rewrite(world, folder, (manifest) => (manifest['timeclock'] = { timeclockId: 77, name: 'x', timeZone: 'UTC' })), { kind: 'unknownTimeclock', timeclockId: 77 }],
    ['a kiosk that is not here', (folder, world) => rewrite(world, folder, (manifest) => Object.assign(manifest['device'] as object, { deviceId: 'other' })), { kind: 'unknownDevice' }],
  ];

  it('E8 J3 is refused, each by its name, and changes nothing', async () => {
    const world = await aDayOffLine();
    const whole = await world.export();
    for (const [name, spoilIt, refusal] of cases) {
      const copy = join(world.kiosk.folder, 'copy');
      cpSync(whole, copy, { recursive: true });
      spoilIt(copy, world);
      expect([name, await world.import(copy)]).toEqual([name, expect.objectContaining(refusal)]);
      rmSync(copy, { recursive: true });
    }
    expect(await storedAt(world)).toEqual([]);
    expect(await world.import(join(world.kiosk.folder, 'nowhere'))).toEqual({ kind: 'notAnExport' });
    expect((await world.import(join(whole, 'manifest.json'))).kind).toBe('imported');
  });

  it('E8 J3 K10 forms that nobody can open any more stop it before the first punch', async () => {
    const world = await aDayOffLine();
    const folder = await world.export();
    await rotateSealingKey(world.server.deps, { keepDays: 0 });
    world.pass(2 * minuteMs);
    expect(await world.import(folder)).toEqual({ kind: 'sealingKeyUnknown' });
    const forms = 'not.a.jwe\n';
    writeFileSync(join(folder, 'forms.jose'), forms);
    rewrite(world, folder, (manifest) => {
      const files = manifest['files'] as { name: string; bytes: number; sha256: string }[];
      for (const file of files) if (file.name === 'forms.jose') Object.assign(file, { bytes: forms.length, sha256: createHash('sha256').update(forms).digest('hex') });
    });
    expect(await world.import(folder)).toEqual({ kind: 'formsUnreadable' });
    expect(await storedAt(world)).toEqual([]);
  });
});
