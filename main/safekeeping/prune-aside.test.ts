import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arrangeKiosk, arrangeReadyKiosk, punchOnce, somebody, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { formRecord, noRecords } from '../../test/support/outbox-records.ts';
import { asideRoot } from '../afresh/set-aside.ts';
import { keepRecord } from '../outbox.ts';
import { settleBatch } from '../use-cases/apply-sync.ts';
import { backUp } from '../use-cases/back-up.ts';
import { damagedRoot, pruneAside } from './prune-aside.ts';

const dayMs = 86_400_000;

async function arrange(): Promise<KioskInProcess> {
  const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
  knowTheTime(arranged);
  return arranged;
}

/** H4: as after a contact with the server. */
function knowTheTime({ kiosk, clock }: KioskInProcess): void {
  kiosk.time.learn({ serverMs: clock.wallMs(), roundTripMs: 1, heardAtMs: null });
}

async function punch(arranged: KioskInProcess): Promise<string> {
  arranged.clock.advance(120_000);
  const { punchId } = await punchOnce(arranged.kiosk, '111111');
  arranged.kiosk.sessions.end();
  return punchId;
}

function accept({ kiosk, clock }: KioskInProcess, punchIds: readonly string[]): void {
  const roundedInstant = new Date(clock.wallMs()).toISOString();
  settleBatch(kiosk, { ...noRecords, recovery: false, verdicts: punchIds.map((punchId) => ({ kind: 'accepted', punchId, roundedInstant, exceptions: [] })) });
}

/** So many days pass; the nights of the first and of the last. */
async function nights(arranged: KioskInProcess, count: number): Promise<void> {
  for (const days of [1, count - 1]) {
    arranged.clock.advance(days * dayMs);
    knowTheTime(arranged);
    await arranged.kiosk.safekeeping.pruneAside();
  }
}

function stop({ kiosk }: KioskInProcess): void {
  kiosk.connection.close();
  kiosk.journal.close();
}

/** As if this kiosk's data of now had been set aside: `change` is what became of it before. */
async function anEarlierSetup(change: (earlier: KioskInProcess) => unknown): Promise<KioskInProcess> {
  const earlier = await arrange();
  await change(earlier);
  stop(earlier);
  const folder = join(asideRoot(earlier.folder), '2026-11-23T15-00-00');
  mkdirSync(folder, { recursive: true });
  for (const name of ['kiosk.db', 'journal', 'identity.sealed', 'damaged'])
    if (existsSync(join(earlier.folder, name))) {
      cpSync(join(earlier.folder, name), join(folder, name), { recursive: true });
      rmSync(join(earlier.folder, name), { recursive: true });
    }
  rmSync(join(earlier.folder, 'backups'), { recursive: true, force: true });
  for (const suffix of ['-wal', '-shm']) rmSync(join(earlier.folder, `kiosk.db${suffix}`), { force: true });
  const now = await arrangeKiosk({ restartOf: earlier });
  knowTheTime(now);
  return now;
}

const earlierOf = ({ folder }: KioskInProcess): string[] => (existsSync(asideRoot(folder)) ? readdirSync(asideRoot(folder)) : []);

describe('data of an earlier setup', () => {
  it('A10 H1 goes 35 days after a night found that the server has all of it, and not before', async () => {
    const kiosk = await anEarlierSetup(async (earlier) => accept(earlier, [await punch(earlier), await punch(earlier)]));
    await nights(kiosk, 36);
    expect(earlierOf(kiosk)).toHaveLength(1);
    kiosk.clock.advance(dayMs);
    expect(backUp(kiosk.kiosk, {})).toEqual({ kind: 'begun' });
    await kiosk.kiosk.safekeeping.stop();
    expect(earlierOf(kiosk)).toEqual([]);
    expect(kiosk.logged.filter(({ event }) => event.startsWith('aside.')).map(({ event }) => event)).toEqual(['aside.settled', 'aside.dropped']);
  });

  it.each([
    ['a punch that is pending', punch],
    ['a record that is pending', ({ kiosk }: KioskInProcess) => keepRecord(kiosk, formRecord({ at: '2026-11-23T16:00:00.000Z' }))],
    ['a damaged database that nobody could read', ({ folder }: KioskInProcess) => mkdirSync(join(damagedRoot(folder), 'once'), { recursive: true })],
  ] as [string, (earlier: KioskInProcess) => unknown][])('A10 H1 stays for ever with %s', async (_what, change) => {
    const kiosk = await anEarlierSetup(change);
    await nights(kiosk, 80);
    expect(earlierOf(kiosk)).toHaveLength(1);
    expect(kiosk.logged.some(({ event }) => event.startsWith('aside.'))).toBe(false);
  });

  it('H4 nothing goes by a clock that nobody knows to be right, and a leap of the clock is no 35 days', async () => {
    const kiosk = await anEarlierSetup(async (earlier) => accept(earlier, [await punch(earlier)]));
    await kiosk.kiosk.safekeeping.pruneAside();
    kiosk.clock.jumpWallTo(kiosk.clock.wallMs() + 400 * dayMs);
    await kiosk.kiosk.safekeeping.pruneAside();
    expect(earlierOf(kiosk)).toHaveLength(1);
  });
});

describe('a damaged database', () => {
  /** Damage that leaves the tables readable, or not; restored by a start. */
  async function restored(damage: (file: string) => void): Promise<KioskInProcess> {
    const arranged = await arrange();
    await punch(arranged);
    await arranged.kiosk.safekeeping.backUp();
    await punch(arranged);
    stop(arranged);
    damage(join(arranged.folder, 'kiosk.db'));
    const again = await arrangeKiosk({ restartOf: arranged });
    knowTheTime(again);
    return again;
  }
  const damagedOf = ({ folder }: Pick<KioskInProcess, 'folder'>): string[] => readdirSync(damagedRoot(folder));
  const flip = (file: string): void => {
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(300) ^ 0xff, 300);
    writeFileSync(file, bytes);
  };

  /** As if the database of now had been damaged, and could be read. */
  function copyAsDamaged({ kiosk, folder }: KioskInProcess): string {
    const damaged = join(damagedRoot(folder), 'once');
    mkdirSync(damaged, { recursive: true });
    kiosk.connection.checkpoint('truncate');
    cpSync(join(folder, 'kiosk.db'), join(damaged, 'kiosk.db'));
    return damaged;
  }

  it('H6 H1 that cannot be read may hold anything, and stays', async () => {
    const kiosk = await restored(flip);
    await nights(kiosk, 80);
    expect(damagedOf(kiosk)).toHaveLength(1);
  });

  it('H6 that was gone leaves an empty folder, which goes', async () => {
    const kiosk = await restored((file) => rmSync(file));
    await nights(kiosk, 37);
    expect(damagedOf(kiosk)).toEqual([]);
  });

  it.each(['DELETE FROM punches WHERE sequence_number = 2', 'DELETE FROM outbox'])('H6 H1 that can be read goes where the database in use has what is pending in it, and stays where it lacks one: %s', async (sql) => {
    for (const isMissing of [false, true]) {
      const kiosk = await arrange();
      accept(kiosk, [await punch(kiosk)]);
      await punch(kiosk);
      keepRecord(kiosk.kiosk, formRecord({ at: '2026-11-23T16:00:00.000Z' }));
      copyAsDamaged(kiosk);
      if (isMissing) kiosk.kiosk.connection.run({ sql, constants: [] }, {});
      await nights(kiosk, 37);
      expect(damagedOf(kiosk)).toHaveLength(isMissing ? 1 : 0);
    }
  });

  it('H4 stays while the time is not known, however long ago it was found settled', async () => {
    const { folder: dataFolder } = await arrange();
    const folder = join(damagedRoot(dataFolder), 'once');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'settled.json'), JSON.stringify({ formatVersion: 1, foundAtMs: 0 }));
    const input = { dataFolder, key: new Uint8Array(32), knows: { punch: () => true, record: () => true }, log: () => undefined };
    expect([await pruneAside({ ...input, nowMs: null }), damagedOf({ folder: dataFolder })]).toEqual([0, ['once']]);
    expect([await pruneAside({ ...input, nowMs: 36 * dayMs }), damagedOf({ folder: dataFolder })]).toEqual([1, []]);
  });

  it('H4 counts its days anew where it was found settled later than now', async () => {
    const kiosk = await arrange();
    const folder = copyAsDamaged(kiosk);
    writeFileSync(join(folder, 'settled.json'), JSON.stringify({ formatVersion: 1, foundAtMs: kiosk.clock.wallMs() + 10 * dayMs }));
    await nights(kiosk, 37);
    expect(damagedOf(kiosk)).toEqual([]);
  });

  it('H6 H1 with a log beside it, whose end may be lost, stays', async () => {
    const kiosk = await arrange();
    const folder = copyAsDamaged(kiosk);
    writeFileSync(join(folder, 'kiosk.db-wal'), 'torn');
    await nights(kiosk, 37);
    expect(damagedOf(kiosk)).toEqual(['once']);
  });

  it('H1 a deletion that was killed is ended by the next night', async () => {
    const kiosk = await arrange();
    mkdirSync(join(damagedRoot(kiosk.folder), 'once.going', 'journal'), { recursive: true });
    await kiosk.kiosk.safekeeping.pruneAside();
    expect(damagedOf(kiosk)).toEqual([]);
  });
});
