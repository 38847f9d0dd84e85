/** H6 as the server sees it: a kiosk whose database was damaged and restored goes on as the same device, and nothing is lost or counted twice. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { demo } from '../../server/demo.ts';
import { exportIdentity, restoreIdentity } from '../../main/safekeeping/move-identity.ts';
import { keepRecord } from '../../main/outbox.ts';
import { arrangeKiosk, keyInMemory, punchOnce, type KioskInProcess } from '../support/kiosk-in-process.ts';
import { arrangeServer, type ServerInProcess } from '../support/server-in-process.ts';
import { arrangeSyncedKiosk, syncedWith, type SyncedKiosk } from '../support/synced-kiosk.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const [maya, , anneliese, misaki, , olena] = demo.people;
const pins = [maya, anneliese, misaki, olena].map(({ pin }) => pin);
/** Further apart than the duplicate window. */
const betweenPunchesMs = 7 * 60_000;

/** A kiosk at Dock 4 through its restarts, and what it confirmed. */
class World {
  readonly server: ServerInProcess;
  kiosk: SyncedKiosk;
  readonly punches: string[] = [];
  readonly notes: string[] = [];

  constructor(server: ServerInProcess, kiosk: SyncedKiosk) {
    this.server = server;
    this.kiosk = kiosk;
  }

  async punch(times = 1): Promise<void> {
    for (let made = 0; made < times; made += 1) {
      for (const clock of [this.server.clock, this.kiosk.clock]) clock.advance(betweenPunchesMs);
      this.punches.push((await punchOnce(this.kiosk.kiosk, pins[this.punches.length % pins.length] ?? '')).punchId);
      this.kiosk.kiosk.sessions.end();
    }
  }

  record(): void {
    const note = `note ${crypto.randomUUID()}`;
    const person = { kind: 'employee', employeeId: maya.employeeId } as const;
    const kept = keepRecord(this.kiosk.kiosk, { kind: 'request', person, request: 'missedPunch', punchId: null, type: 'clockIn', workDate: '2026-11-23', proposedInstant: null, note });
    if (kept.kind !== 'stored') throw new Error(kept.reason);
    this.notes.push(note);
  }

  async backUp(): Promise<void> {
    const made = await this.kiosk.kiosk.safekeeping.backUp();
    if (made.kind !== 'made') throw new Error(made.detail);
  }

  /** Damages the database, and starts again. */
  async damage(): Promise<void> {
    const { kiosk, folder, credentials } = this.kiosk;
    kiosk.connection.close();
    kiosk.journal.close();
    const file = join(folder, 'kiosk.db');
    writeFileSync(file, readFileSync(file).fill(0x5a, 200, 400));
    this.kiosk = syncedWith(await arrangeKiosk({ restartOf: this.kiosk }), this.server, credentials);
  }

  /** Until nothing is on its way: a restored kiosk downloads its people, and then sends what the server has already. */
  async settle(): Promise<void> {
    for (let round = 0; round < 3; round += 1) await this.kiosk.sync();
  }
}

async function arrange(before: ServerInProcess | null = null): Promise<World> {
  const server = before ?? (await arrangeServer());
  const kiosk = await arrangeSyncedKiosk(server, demo.timeclocks.dock);
  kiosk.kiosk.safekeeping.keep();
  return new World(server, kiosk);
}

/** What the console says: every punch once with its verdict, the notes of requests, and how the chain went on. */
async function booksOf({ server }: World) {
  const { sessionToken: token } = await server.answer('openSession', { body: demo.administrator });
  const { punches } = await server.answer('readPunches', { token, query: { timeclockId: demo.timeclocks.dock, limit: 500 } });
  const { requests } = await server.answer('listRequests', { token, query: { limit: 500, status: 'all' } });
  // Contacts and statuses are written behind the answers.
  await wait(700);
  const [device] = (await server.answer('listDevices', { token })).devices;
  return { punches: punches.map(({ punchId, verdict }) => `${punchId} ${verdict}`).sort(), notes: requests.map(({ note }) => note).sort(), device };
}

const once = (ids: readonly string[]): string[] => ids.map((punchId) => `${punchId} accepted`).sort();
const pendingOf = ({ kiosk }: KioskInProcess): number => kiosk.state.counts().pending;

/** How a kiosk comes through: the server has everything once, and calls nothing missing, altered or forked. */
async function expectWhole(world: World, restored: { from: string; broughtBack: number }): Promise<void> {
  const books = await booksOf(world);
  expect(books.punches).toEqual(once(world.punches));
  expect(books.notes).toEqual([...world.notes].sort());
  expect(books.device).toMatchObject({ chainGaps: 0, chainAlterations: 0, chainForks: 0, sharedAt: null, pending: 0, failed: 0, lastSequenceNumber: world.punches.length, restored });
  expect(world.kiosk.kiosk.state.counts()).toMatchObject({ pending: 0, failed: 0 });
}

describe('a kiosk whose database was restored, at the server', () => {
  it('H6 H1 D2 from backup and journal: each punch and record once, verdicts settle, one chain, and the fleet list says so', async () => {
    const world = await arrange();
    await world.punch(3);
    await world.kiosk.sync();
    await world.backUp();
    await world.punch(2);
    world.record();
    await world.kiosk.sync();
    await world.punch(2);
    world.record();
    await world.damage();
    expect(pendingOf(world.kiosk)).toBeGreaterThanOrEqual(3);
    await world.settle();
    await world.punch(1);
    await world.settle();
    await expectWhole(world, { from: 'backup', broughtBack: 6 });
  });

  it('H6 H1 D2 without any backup, made anew from the journal and the identity: the same', async () => {
    const world = await arrange();
    await world.punch(3);
    await world.kiosk.sync();
    world.record();
    await world.punch(2);
    await world.damage();
    await world.settle();
    await world.punch(1);
    await world.settle();
    await expectWhole(world, { from: 'journal', broughtBack: 6 });
  });

  it('H5 H6 an identity on a second disk while the old disk comes back is noticed as two machines', async () => {
    const world = await arrange();
    await world.punch(2);
    await world.kiosk.sync();
    world.kiosk.kiosk.safekeeping.keep();
    const [files, disk] = [makeTemporaryFolder(), makeTemporaryFolder()];
    onTestFinished(() => [files, disk].forEach(({ remove }) => remove()));
    const [file, passphrase] = [join(files.path, 'dock-4.identity'), 'correct horse battery'];
    const old = world.kiosk;
    expect((await exportIdentity({ dataFolder: old.folder, keyStore: old.keyStore, file, passphrase })).kind).toBe('exported');
    const keyStore = keyInMemory();
    expect((await restoreIdentity({ dataFolder: disk.path, keyStore, file, passphrase })).kind).toBe('restored');
    world.kiosk = syncedWith(await arrangeKiosk({ restartOf: { folder: disk.path, keyStore, clock: old.clock } }), world.server, old.credentials);
    await world.settle();
    await world.punch(1);
    await world.settle();
    expect((await booksOf(world)).device).toMatchObject({ chainGaps: 0, chainAlterations: 0, chainForks: 0, sharedAt: null });
    await old.sync();
    expect((await booksOf(world)).device?.sharedAt).not.toBeNull();
    expect(world.server.logged.some((line) => line.includes('server.deviceShared'))).toBe(true);
    expect((await booksOf(world)).punches).toEqual(once(world.punches));
  });

  it('H6 H1 wherever the backup lies in the history: what was confirmed before the damage is there after it, once', async () => {
    const step = fc.oneof(
      { arbitrary: fc.constant('punch'), weight: 5 },
      { arbitrary: fc.constant('record'), weight: 2 },
      { arbitrary: fc.constant('sync'), weight: 2 },
      { arbitrary: fc.constant('recovery'), weight: 1 },
      { arbitrary: fc.constant('backUp'), weight: 2 },
    );
    const server = await arrangeServer();
    const property = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (history) => {
      const world = await arrange(server);
      for (const one of history) {
        if (one === 'punch') await world.punch();
        else if (one === 'record') world.record();
        else if (one === 'backUp') await world.backUp();
        else await world.kiosk.sync(one === 'recovery' ? 'recovery' : 'normal');
      }
      await world.damage();
      const { punchStore } = world.kiosk.kiosk;
      expect(punchStore.head().sequenceNumber).toBe(world.punches.length);
      await world.settle();
      expect(pendingOf(world.kiosk)).toBe(0);
      const { sessionToken: token } = await server.answer('openSession', { body: demo.administrator });
      const { punches } = await server.answer('readPunches', { token, query: { timeclockId: demo.timeclocks.dock, limit: 500 } });
      const stored = punches.filter(({ punchId }) => world.punches.includes(punchId));
      expect(stored.map(({ punchId, verdict }) => `${punchId} ${verdict}`).sort()).toEqual(once(world.punches));
      const { requests } = await server.answer('listRequests', { token, query: { limit: 500, status: 'all' } });
      expect(
        requests
          .map(({ note }) => note)
          .filter((note) => world.notes.includes(note))
          .sort(),
      ).toEqual([...world.notes].sort());
      world.kiosk.kiosk.connection.close();
      world.kiosk.kiosk.journal.close();
      rmSync(world.kiosk.folder, { recursive: true, force: true });
    });
    await fc.assert(property, { numRuns: 10 });
  }, 120_000);
});
