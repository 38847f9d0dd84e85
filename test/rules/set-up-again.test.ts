/** A10, D9, D10 with a real server in this process: one kiosk, two companies, and a kiosk that was de-authorised. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demo } from '../../server/demo.ts';
import { importExport } from '../../server/use-cases/import-export.ts';
import { asideRoot } from '../../main/afresh/set-aside.ts';
import { beginSetupAgain } from '../../main/use-cases/begin-setup-again.ts';
import { chooseTimeclock } from '../../main/use-cases/choose-timeclock.ts';
import { enrolAgain } from '../../main/use-cases/enrol-again.ts';
import { findCompany } from '../../main/use-cases/find-company.ts';
import { readExportTargets } from '../../main/use-cases/read-export-targets.ts';
import { signInDevice } from '../../main/use-cases/sign-in-device.ts';
import { startDownload } from '../../main/use-cases/start-download.ts';
import { startExport } from '../../main/use-cases/start-export.ts';
import { punchOnce } from '../support/kiosk-in-process.ts';
import { RelayingDaemon } from '../support/relaying-daemon.ts';
import { arrangeServer, type ServerInProcess } from '../support/server-in-process.ts';
import { startMainInProcess, type StartedMain } from '../support/started-main.ts';
import { syncInProcess } from '../support/synced-kiosk.ts';

interface World {
  readonly server: ServerInProcess;
  readonly relaying: RelayingDaemon;
  readonly started: StartedMain;
}

interface Place {
  readonly company: string;
  readonly alias: string;
  readonly timeclockId: number;
  readonly administrator: { readonly username: string; readonly password: string };
}

const northwind: Place = { company: demo.company, alias: demo.alias, timeclockId: demo.timeclocks.dock, administrator: demo.administrator };
const contoso: Place = demo.otherTenant;

async function arrange(): Promise<World> {
  const server = await arrangeServer();
  const relaying = new RelayingDaemon(server);
  const started = await startMainInProcess({}, { relaying });
  started.clock.advanceTo(server.clock.wallMs());
  return { server, relaying, started };
}

async function setUp({ started }: World, { company, alias, timeclockId, administrator }: Place): Promise<void> {
  const kiosk = started.kiosk();
  expect(await findCompany(kiosk, { serverUrl: 'http://127.0.0.1:4780', company, alias })).toEqual({ kind: 'found' });
  expect(await chooseTimeclock(kiosk, { timeclockId })).toEqual({ kind: 'found' });
  expect(await signInDevice(kiosk, administrator)).toEqual({ kind: 'signedIn' });
  startDownload(kiosk, {});
  for (let turn = 0; turn < 5000 && started.main.view().kind !== 'ready'; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(started.main.view()).toMatchObject({ kind: 'ready', timeclockId });
}

/** Exports what is unsent, sets it aside, and stands at the wizard. @returns the folder that was set aside */
async function setAside({ started }: World): Promise<string> {
  const kiosk = started.kiosk();
  const { operatorSessionId } = kiosk.operators.begin({ userId: 'U1', username: 'ada', role: 'administrator' }, []);
  const read = await readExportTargets(kiosk, { operatorSessionId });
  if (read.kind !== 'targets') throw new Error(read.kind);
  startExport(kiosk, { operatorSessionId, targetId: read.targets[0]?.targetId ?? '', formats: ['json'] });
  while (kiosk.exports.current?.kind === 'running') await new Promise((resolve) => setTimeout(resolve, 1));
  const before = new Set(names(asideRoot(started.folder)));
  expect(await beginSetupAgain(kiosk, { operatorSessionId })).toEqual({ kind: 'begun' });
  await started.main.call('readKiosk', {});
  expect(started.main.view()).toEqual({ kind: 'setup' });
  return join(asideRoot(started.folder), names(asideRoot(started.folder)).find((name) => !before.has(name)) ?? '');
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

async function punchIdsAt(server: ServerInProcess, { administrator }: Place): Promise<string[]> {
  const { sessionToken } = await server.answer('openSession', { body: administrator });
  const { punches } = await server.answer('readPunches', { token: sessionToken });
  return punches.map(({ punchId }) => punchId).sort();
}

const sync = ({ server, started }: World): Promise<void> => syncInProcess({ kiosk: started.kiosk(), clock: started.clock, server });

describe('a kiosk that changes companies', () => {
  it('A10 D10 brings the new company nothing of the old one, and the old one everything by the import', async () => {
    const world = await arrange();
    await setUp(world, northwind);
    const sent = (await punchOnce(world.started.kiosk(), '482913')).punchId;
    await sync(world);
    world.started.clock.advance(3_600_000);
    world.server.clock.advance(3_600_000);
    const unsent = (await punchOnce(world.started.kiosk(), '482913')).punchId;
    const aside = await setAside(world);
    await setUp(world, contoso);
    // A server that says it was restored makes the kiosk offer again what it has: nothing of the other company's is among that.
    world.started.kiosk().settings.write('chainUnchecked', true);
    await sync(world);
    await sync(world);
    expect(await punchIdsAt(world.server, contoso)).toEqual([]);
    expect(await punchIdsAt(world.server, northwind)).toEqual([sent]);
    const folder = names(aside).find((name) => name.startsWith('zentime-export-')) ?? '';
    expect(await importExport(world.server.deps, join(aside, folder), () => undefined)).toMatchObject({ kind: 'imported' });
    expect(await punchIdsAt(world.server, northwind)).toEqual([sent, unsent].sort());
  });

  it('A10 H5 at the same timeclock again new punches go on behind those that were set aside, which fit in when they are imported', async () => {
    const world = await arrange();
    await setUp(world, northwind);
    const unsent = (await punchOnce(world.started.kiosk(), '482913')).punchId;
    const aside = await setAside(world);
    await setUp(world, northwind);
    await sync(world);
    expect(world.started.kiosk().settings.read('serverBehind')).toBeNull();
    world.started.clock.advance(3_600_000);
    world.server.clock.advance(3_600_000);
    const fresh = await punchOnce(world.started.kiosk(), '482913');
    await sync(world);
    await sync(world);
    expect(await punchIdsAt(world.server, northwind)).toEqual([fresh.punchId]);
    const folder = names(aside).find((name) => name.startsWith('zentime-export-')) ?? '';
    expect(await importExport(world.server.deps, join(aside, folder), () => undefined)).toMatchObject({ kind: 'imported' });
    expect(await punchIdsAt(world.server, northwind)).toEqual([unsent, fresh.punchId].sort());
    await sync(world);
  });
});

describe('a kiosk that was de-authorised', () => {
  async function revoked(): Promise<World & { readonly token: string; readonly punchId: string }> {
    const world = await arrange();
    await setUp(world, northwind);
    const { sessionToken: token } = await world.server.answer('openSession', { body: demo.administrator });
    const { punchId } = await punchOnce(world.started.kiosk(), '482913');
    await world.server.answer('revokeDevice', { token, params: { deviceId: world.started.kiosk().device.deviceId }, body: { reason: 'lost' } });
    await expect(sync(world)).rejects.toThrow();
    const lastFailure = { kind: 'unauthorised', code: 'tokenRevoked' } as const;
    world.relaying.report({ state: 'unauthorised', recovery: false, online: true, progress: null, lastFailure, nextSyncAtMs: null });
    expect(world.started.kiosk().state.status()).toMatchObject({ signInNeeded: true, lastFailure });
    return { ...world, token, punchId };
  }

  it('D9 A9 goes on taking punches, and an administrator’s password lets it in again with all that it holds', async () => {
    const world = await revoked();
    const kiosk = world.started.kiosk();
    world.started.clock.advance(3_600_000);
    world.server.clock.advance(3_600_000);
    const later = (await punchOnce(kiosk, '482913')).punchId;
    expect(await enrolAgain(kiosk, { by: { kind: 'person', username: 'admin', password: 'wrong' } })).toEqual({ kind: 'refused', code: 'wrongPassword' });
    const before = kiosk.settings.read('enrolment')?.credentials.deviceToken;
    expect(await enrolAgain(kiosk, { by: { kind: 'person', ...demo.administrator } })).toEqual({ kind: 'enrolled' });
    expect(kiosk.settings.read('enrolment')?.credentials.deviceToken).not.toBe(before);
    await sync(world);
    expect(await punchIdsAt(world.server, northwind)).toEqual([world.punchId, later].sort());
  });

  it('D9 A9 a code lets it in again too, of its own timeclock alone', async () => {
    const world = await revoked();
    const kiosk = world.started.kiosk();
    const issue = async (timeclockId: number): Promise<string> => (await world.server.answer('issueEnrolmentCode', { token: world.token, body: { timeclockId, validMinutes: 60 } })).code;
    expect(await enrolAgain(kiosk, { by: { kind: 'code', code: await issue(demo.timeclocks.packing) } })).toEqual({ kind: 'refused', code: 'codeUnknown' });
    expect(await enrolAgain(kiosk, { by: { kind: 'code', code: await issue(demo.timeclocks.dock) } })).toEqual({ kind: 'enrolled' });
    await sync(world);
    expect(await punchIdsAt(world.server, northwind)).toEqual([world.punchId]);
  });

  it('D9 nobody replaces the credentials of a kiosk that the server takes as it is', async () => {
    const world = await arrange();
    await setUp(world, northwind);
    expect(await enrolAgain(world.started.kiosk(), { by: { kind: 'person', ...demo.administrator } })).toEqual({ kind: 'notNeeded' });
  });
});
