/** Two kiosks and the central server, all in this process: what one takes, the other knows after its next sync (D5, H8). */
import { cpSync, rmSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { demo } from '../../server/demo.ts';
import { firstStoredSequence } from '../../main/database/clear-punches.ts';
import { findEntries } from '../../main/database/entries.ts';
import { listOperators } from '../../main/database/outcomes.ts';
import { peopleVersion } from '../../main/database/people.ts';
import { findPunch } from '../../main/database/punches.ts';
import { identify, punchOnce, tap } from '../support/kiosk-in-process.ts';
import { arrangeServer, serverInProcess, type ServerInProcess } from '../support/server-in-process.ts';
import { arrangeSyncedKiosk, type SyncedKiosk } from '../support/synced-kiosk.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

/** Works at both timeclocks. */
const pin = '571394';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface World {
  readonly server: ServerInProcess;
  readonly dock: SyncedKiosk;
  readonly packing: SyncedKiosk;
  /** Time passes for all three. */
  pass(ms: number): void;
}

async function arrangeWorld(): Promise<World> {
  const server = await arrangeServer();
  const dock = await arrangeSyncedKiosk(server, demo.timeclocks.dock);
  const packing = await arrangeSyncedKiosk(server, demo.timeclocks.packing);
  const pass = (ms: number): void => [server.clock, dock.clock, packing.clock].forEach((clock) => clock.advance(ms));
  return { server, dock, packing, pass };
}

/** Three days later a recovery clears what is settled. */
async function clearDays({ clock, server, kiosk, sync }: SyncedKiosk): Promise<void> {
  clock.advance(3 * dayMs);
  server.clock.advanceTo(clock.wallMs());
  await sync('recovery');
  expect(firstStoredSequence(kiosk.connection)).toBeNull();
}

describe('two kiosks at one server', () => {
  it('D5 D10 a kiosk that loads everybody anew knows with the same sync who is at work', async () => {
    const { dock, packing } = await arrangeWorld();
    const clockIn = await punchOnce(dock.kiosk, pin);
    await dock.sync();
    packing.kiosk.settings.clear('cursor');
    await packing.sync();
    expect(await identify(packing.kiosk, pin)).toMatchObject({ current: { type: 'clockIn', since: clockIn.instant } });
    expect(listOperators(packing.kiosk.connection)).not.toEqual([]);
  });

  it('H8 D5 in at one, out at the other, off line too after a sync; both know it all in the end', async () => {
    const { server, dock, packing, pass } = await arrangeWorld();
    const clockIn = await punchOnce(dock.kiosk, pin);
    await dock.sync();
    await packing.sync();
    packing.isOffline = true;
    pass(4 * hourMs);
    const offer = await identify(packing.kiosk, pin);
    expect(offer).toMatchObject({ current: { type: 'clockIn', since: clockIn.instant }, workDate: clockIn.workDate, workedMs: 4 * hourMs });
    const clockOut = tap(packing.kiosk, offer, { type: 'clockOut' });
    if (clockOut.kind !== 'recorded') throw new Error(clockOut.kind);
    await expect(packing.sync()).rejects.toThrow('unreachable');
    packing.isOffline = false;
    await packing.sync('recovery');
    await dock.sync();
    expect(findPunch(packing.kiosk.connection, clockOut.punch.punchId)).toMatchObject({ status: 'synced', refusalCode: null });
    pass(10 * 60_000);
    expect((await identify(dock.kiosk, pin)).punches.map((punch) => punch.type)).toEqual(['clockIn', 'clockOut']);
    expect(await identify(dock.kiosk, pin)).toMatchObject({ current: null, workedMs: 4 * hourMs });
    expect(server.announced.filter((line) => line.event === 'punchesStored')).toHaveLength(2);
  });

  it('F6 H8 a punch that was refused is settled when the server takes it after all, without being offered again', async () => {
    const { server, dock, packing, pass } = await arrangeWorld();
    const { sessionToken: token } = await server.answer('openSession', { body: demo.supervisor });
    const clockIn = await punchOnce(dock.kiosk, pin);
    const decision = { token, params: { punchId: clockIn.punchId }, body: { reason: 'wrong badge' } };
    await dock.sync();
    await packing.sync();
    await server.answer('voidPunch', decision);
    pass(hourMs);
    const clockOut = tap(packing.kiosk, await identify(packing.kiosk, pin), { type: 'clockOut' });
    if (clockOut.kind !== 'recorded') throw new Error(clockOut.kind);
    await packing.sync();
    expect(findPunch(packing.kiosk.connection, clockOut.punch.punchId)).toMatchObject({ status: 'pending', refusalCode: 'noClockIn' });
    expect((await identify(packing.kiosk, pin)).current).toBeNull();
    await server.answer('restorePunch', decision);
    await packing.sync();
    expect(findPunch(packing.kiosk.connection, clockOut.punch.punchId)).toMatchObject({ status: 'synced', refusalCode: null });
    expect((await identify(packing.kiosk, pin)).punches.map((punch) => punch.type)).toEqual(['clockIn', 'clockOut']);
    expect(server.announced.filter((line) => line.event === 'punchesStored')).toHaveLength(2);
  });

  it('C9 a correction reaches the kiosk where the punch was made and the other one', async () => {
    const { server, dock, packing } = await arrangeWorld();
    const { sessionToken: token } = await server.answer('openSession', { body: demo.supervisor });
    const { punchId, workDate } = await punchOnce(dock.kiosk, pin);
    await dock.sync();
    const corrected = { type: 'clockIn', workDate, instant: '2026-11-23T18:00:00.000Z', assignmentId: null } as const;
    await server.answer('correctPunch', { token, params: { punchId }, body: { ...corrected, correctionId: crypto.randomUUID(), reason: 'began earlier' } });
    await dock.sync();
    await packing.sync();
    for (const { kiosk } of [dock, packing]) {
      expect((await identify(kiosk, pin)).current?.since).toBe(corrected.instant);
      const [entry] = findEntries(kiosk.connection, peopleVersion(kiosk.settings), { kind: 'employee', employeeId: 'NWF-1005' }, { from: workDate, to: workDate });
      expect(entry?.correction).toMatchObject({ reason: 'began earlier', acknowledgedAt: null });
    }
  });

  it('F4 D5 a kiosk that cleared the day reads it all the same, its own punches and those of the other', async () => {
    const { dock, packing, pass } = await arrangeWorld();
    const { punchId, workDate } = await punchOnce(dock.kiosk, pin);
    await dock.sync();
    await packing.sync();
    pass(2 * hourMs);
    expect(tap(packing.kiosk, await identify(packing.kiosk, pin), { type: 'clockOut' }).kind).toBe('recorded');
    await packing.sync();
    pass(2 * dayMs);
    await dock.sync('recovery');
    expect(findPunch(dock.kiosk.connection, punchId)).toBeUndefined();
    const told = findEntries(dock.kiosk.connection, peopleVersion(dock.kiosk.settings), { kind: 'employee', employeeId: 'NWF-1005' }, { from: workDate, to: workDate });
    expect(told.map((entry) => [entry.type, entry.state, entry.timeclockId]).sort()).toEqual([
      ['clockIn', 'accepted', demo.timeclocks.dock],
      ['clockOut', 'accepted', demo.timeclocks.packing],
    ]);
  });

  it('D9 a token is renewed without a person, and the old one is worth nothing once the new one was shown', async () => {
    const { server, dock, pass } = await arrangeWorld();
    const tokenOf = (): string | undefined => dock.kiosk.settings.read('enrolment')?.credentials.deviceToken;
    pass(44 * dayMs);
    await dock.sync();
    expect(tokenOf()).toBe(dock.credentials.deviceToken);
    pass(2 * dayMs);
    await dock.sync();
    expect(tokenOf()).not.toBe(dock.credentials.deviceToken);
    await dock.sync();
    expect(await server.ask('readTexts', { token: dock.credentials.deviceToken })).toMatchObject({ status: 401, body: { code: 'tokenReplaced' } });
  });

  it('D10 finds nothing wrong with a server that has everything', async () => {
    const { dock, packing, pass } = await arrangeWorld();
    for (const { kiosk } of [dock, packing]) await punchOnce(kiosk, pin);
    await dock.sync();
    pass(dayMs);
    await packing.sync('recovery');
    await dock.sync('recovery');
    await dock.sync();
    expect([dock, packing].map(({ kiosk }) => kiosk.settings.read('serverBehind'))).toEqual([null, null]);
  });

  it.each([
    ['without newer punches', { newer: 0, clears: false, again: { fromDevice: 3, fromJournal: 0 } }],
    ['with newer punches that come first', { newer: 2, clears: false, again: { fromDevice: 5, fromJournal: 0 } }],
    ['from the sealed journal where the kiosk has cleared it', { newer: 0, clears: true, again: { fromDevice: 0, fromJournal: 3 } }],
    ['from the sealed journal where newer punches come first', { newer: 2, clears: true, again: { fromDevice: 0, fromJournal: 5 } }],
  ])('D10 F4 a server that was restored from an older backup gets back what it had acknowledged, %s', async (_how, { newer, clears, again }) => {
    const folders = [makeTemporaryFolder(), makeTemporaryFolder()];
    onTestFinished(() => folders.forEach((folder) => folder.remove()));
    const [dataDir = '', backup = ''] = folders.map((folder) => folder.path);
    const first = await serverInProcess({ dataDir });
    const dock = await arrangeSyncedKiosk(first, demo.timeclocks.dock);
    const punchAll = async (pins: readonly string[]): Promise<void> => {
      for (const one of pins) await punchOnce(dock.kiosk, one);
      dock.clock.advance(hourMs);
    };
    await punchAll(demo.people.slice(0, 2).map((person) => person.pin));
    await dock.sync();
    await first.close();
    cpSync(dataDir, backup, { recursive: true });
    dock.server = await serverInProcess({ dataDir });
    await punchAll(demo.people.slice(2, 5).map((person) => person.pin));
    await dock.sync();
    if (clears) await clearDays(dock);
    await dock.server.close();
    rmSync(dataDir, { recursive: true });
    cpSync(backup, dataDir, { recursive: true });
    const restored = await serverInProcess({ dataDir });
    onTestFinished(() => restored.close());
    restored.clock.advanceTo(dock.clock.wallMs());
    dock.server = restored;
    await punchAll(demo.people.slice(2, 2 + newer).map((person) => person.pin));
    for (let round = 0; round < 3; round += 1) await dock.sync();
    const { sessionToken: token } = await restored.answer('openSession', { body: demo.supervisor });
    const { punches } = await restored.answer('readPunches', { token, query: { timeclockId: demo.timeclocks.dock } });
    expect(punches).toHaveLength(5 + newer);
    expect(dock.kiosk.state.status()).toMatchObject({ pending: 0, failed: 0 });
    expect(dock.logged.filter((line) => line.event === 'sync.offeredAgain').map((line) => line.fields)).toMatchObject([{ ...again, notHere: 0 }]);
  });

  it('D5 the operators of a timeclock come with the download behind the complete one', async () => {
    const { dock, packing } = await arrangeWorld();
    const names = (kiosk: SyncedKiosk): string[] => listOperators(kiosk.kiosk.connection).map((one) => one.username);
    expect(names(dock)).toEqual(expect.arrayContaining([demo.administrator.username]));
    expect(names(dock)).not.toContain(demo.packingSupervisor.username);
    expect(names(packing)).toContain(demo.packingSupervisor.username);
  });
});
