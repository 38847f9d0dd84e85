/** H5: a kiosk whose disk was copied, one that was put back to an older state, and one whose punches somebody altered: told apart at the server. */
import { cpSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { z } from 'zod';
import type { fleetDevice } from '../../shared/contracts/console-entities.ts';
import { demo } from '../../server/demo.ts';
import { arrangeKiosk, punchOnce } from '../support/kiosk-in-process.ts';
import { PunchChain } from '../support/punch-chain.ts';
import { arrangeServer, upload, type ServerInProcess } from '../support/server-in-process.ts';
import { arrangeSyncedKiosk, syncedWith, type SyncedKiosk } from '../support/synced-kiosk.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const pins = demo.people.map((person) => person.pin);
const hourMs = 3_600_000;

interface World {
  readonly server: ServerInProcess;
  readonly kiosk: SyncedKiosk;
  /** A kiosk that starts from what the disk held when `image` was called. */
  image(): () => Promise<SyncedKiosk>;
  pass(ms: number): void;
}

async function arrange(): Promise<World> {
  const server = await arrangeServer();
  const kiosk = await arrangeSyncedKiosk(server, demo.timeclocks.dock);
  const image = (): (() => Promise<SyncedKiosk>) => {
    const copy = makeTemporaryFolder();
    onTestFinished(copy.remove);
    cpSync(kiosk.folder, copy.path, { recursive: true });
    return async () => syncedWith(await arrangeKiosk({ restartOf: { folder: copy.path, keyStore: kiosk.keyStore, clock: kiosk.clock } }), server, kiosk.credentials);
  };
  const pass = (ms: number): void => [server.clock, kiosk.clock].forEach((clock) => clock.advance(ms));
  return { server, kiosk, image, pass };
}

async function punchAndSync(kiosk: SyncedKiosk, who: number): Promise<void> {
  await punchOnce(kiosk.kiosk, pins[who] ?? '');
  await kiosk.sync();
}

/** What the console says of the kiosk, once contacts are written. */
async function fleetSays(server: ServerInProcess): Promise<z.output<typeof fleetDevice>> {
  await wait(700);
  const { sessionToken: token } = await server.answer('openSession', { body: demo.administrator });
  const { devices } = await server.answer('listDevices', { token });
  const [device] = devices;
  if (device === undefined) throw new Error('the server knows no kiosk');
  return device;
}

describe('one identity', () => {
  it('H5 a copied disk is noticed within one sync of the second machine and the next of the first, with nothing to send', async () => {
    const { server, kiosk, image } = await arrange();
    const clone = await image()();
    await kiosk.sync();
    await clone.sync();
    expect((await fleetSays(server)).sharedAt).toBeNull();
    await kiosk.sync();
    expect((await fleetSays(server)).sharedAt).not.toBeNull();
    expect(server.logged.some((line) => line.includes('server.deviceShared'))).toBe(true);
  });

  it('H5 H1 what both machines take is kept, and their chain forks once and no further', async () => {
    const { server, kiosk, image, pass } = await arrange();
    await punchAndSync(kiosk, 0);
    const clone = await image()();
    await punchAndSync(kiosk, 1);
    await punchAndSync(clone, 2);
    pass(hourMs);
    await punchAndSync(clone, 3);
    await punchAndSync(kiosk, 4);
    const { sessionToken: token } = await server.answer('openSession', { body: demo.administrator });
    expect((await server.answer('readPunches', { token, query: { timeclockId: demo.timeclocks.dock } })).punches).toHaveLength(5);
    expect(await fleetSays(server)).toMatchObject({ chainGaps: 0, chainAlterations: 0 });
  });

  it('H5 a kiosk that was put back to an older state and started once is no second machine, and no tampering', async () => {
    const { server, kiosk, image, pass } = await arrange();
    await punchAndSync(kiosk, 0);
    const older = image();
    await punchAndSync(kiosk, 1);
    await punchAndSync(kiosk, 2);
    pass(hourMs);
    const restored = await older();
    await punchAndSync(restored, 3);
    pass(hourMs);
    await punchAndSync(restored, 4);
    expect(await fleetSays(server)).toMatchObject({ sharedAt: null, chainGaps: 0, chainAlterations: 0, chainForks: 1, lastSequenceNumber: 4 });
    expect(restored.logged.filter((line) => line.event === 'sync.deviceBehind').map((line) => line.fields)).toEqual([{ head: 2, server: 3 }]);
  });

  it('H5 a punch that somebody altered, and one that is missing, are called so, and nobody speaks of a copy', async () => {
    const { server, kiosk } = await arrange();
    const { deviceId } = kiosk.kiosk.device;
    const chain = new PunchChain(deviceId);
    const [first, , third] = [chain.next({ at: '2026-11-23T13:00:00.000Z' }), chain.next({ at: '2026-11-23T14:00:00.000Z', type: 'breakOut' }), chain.next({ at: '2026-11-23T15:00:00.000Z', type: 'breakIn' })];
    await upload(server, { credentials: kiosk.credentials, deviceId, punches: [{ ...first, note: 'altered' }, third] });
    expect(await fleetSays(server)).toMatchObject({ sharedAt: null, chainGaps: 1, chainAlterations: 1, chainForks: 0 });
  });

  it('H5 a kiosk that starts again and again stays one machine', async () => {
    const { server, kiosk } = await arrange();
    for (let start = 0; start < 12; start += 1) await server.answer('ping', { token: kiosk.credentials.deviceToken, run: `run-${start}`, query: { nonce: '12345678' } });
    expect((await fleetSays(server)).sharedAt).toBeNull();
  });
});
