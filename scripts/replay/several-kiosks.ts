/**
 * An export split over kiosks that share their people: each row goes to one of them, whose clock is wrong in its own way and whose cable
 * is in only now and then; all bring what they took to one real server. What came of every row is told, so that whoever reads it can
 * reconcile row by row.
 */
import { join } from 'node:path';
import { defaultTimeclock } from '../../server/default-timeclock.ts';
import { demo } from '../../server/demo.ts';
import { seedFolder } from '../../server/seed-people.ts';
import { brokenLinks } from '../../test/crash/chain.ts';
import { openHostileWire, type HostileWire } from '../../test/support/hostile-wire.ts';
import { answerOf } from '../../test/support/kiosk-caller.ts';
import { seededRandom, type SeededRandom } from '../../test/support/seeded-random.ts';
import { readAllPunches, type StoredPunch } from '../../test/support/server-books.ts';
import { startServer } from '../../test/support/server-process.ts';
import { castFor, type CastMember } from './cast.ts';
import type { LastRow } from './choose-type.ts';
import { feedTap, type Fed } from './feed-tap.ts';
import { readExport, type Tap } from './read-export.ts';
import { findPending, startReplayedKiosk, type ReplayedKiosk } from './replayed-kiosk.ts';
import { tallyUp, type Tally } from './tally.ts';
import { WrongClock } from './wrong-clock.ts';

/** What became of one row of the file. */
export interface RowReport {
  readonly lineNumber: number;
  /** From 0. */
  readonly kiosk: number;
  readonly employeeId: string;
  readonly fed: Fed;
}

export interface SeveralOutcome {
  readonly tally: Tally;
  readonly rows: readonly RowReport[];
  readonly onServer: readonly StoredPunch[];
  /** Punches that a kiosk still has pending, with the server's reason. */
  readonly pending: ReadonlyMap<string, string>;
  readonly brokenLinks: readonly string[];
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

interface Course {
  /** How far the wall clock is ahead at first. */
  readonly offMs: number;
  /** The part of the rows after which the server's time is known; null: never. */
  readonly meetsServerAt: number | null;
  /** The part of the rows after which somebody moves the wall clock, and to where. */
  readonly moved: { readonly at: number; readonly offMs: number } | null;
  /** After these parts of the rows its cable is in for one sync. */
  readonly syncsAt: readonly number[];
}

/** The first knows the time from the start and is moved by days later; the second learns it late; the third never does. */
export const courses: readonly Course[] = [
  { offMs: 7 * minuteMs, meetsServerAt: 0, moved: { at: 0.5, offMs: -3 * dayMs }, syncsAt: [0.25, 0.6] },
  { offMs: -2 * dayMs, meetsServerAt: 0.3, moved: null, syncsAt: [0.35, 0.7] },
  { offMs: 11 * minuteMs, meetsServerAt: null, moved: null, syncsAt: [] },
];

const timeclock = defaultTimeclock({ timeclockId: 9001, name: 'Replay', timeZone: 'UTC', punchTemplate: { kind: 'twoEntries' } });
const windowMs = timeclock.duplicateWindowSeconds * 1000;
const noticedWithinMs = 60_000;
const syncedWithinMs = 300_000;
const hintEveryMs = 250;
/** Of rows of one person within the window, one in so many comes to another kiosk than the one before. */
const oneInMoves = 3;

export interface SeveralInput {
  readonly text: string;
  readonly folder: string;
  readonly kiosks: number;
  readonly seed: number;
  readonly onStage: (sentence: string) => void;
}

interface Station {
  readonly kiosk: ReplayedKiosk;
  readonly wire: HostileWire;
  readonly clock: WrongClock;
  readonly course: Course;
  readonly folder: string;
}

export async function replayOnSeveral(input: SeveralInput): Promise<SeveralOutcome> {
  const entries = [...readExport(input.text)];
  const taps = entries.flatMap((row) => (row.kind === 'tap' ? [{ lineNumber: row.lineNumber, tap: row.tap }] : []));
  const cast = castFor(taps.map(({ tap }) => tap));
  const serverFolder = join(input.folder, 'server');
  const seeded = await seedFolder(serverFolder, { timeclock, people: [...cast.values()] });
  if (seeded.kind !== 'seeded') throw new Error(`The server's people could not be made: ${seeded.kind}.`);
  const random = seededRandom(input.seed);
  const server = await startServer({ dataFolder: serverFolder, port: 0 });
  const stations: Station[] = [];
  try {
    input.onStage(`${entries.length} rows, ${cast.size} people, ${input.kiosks} kiosks. Setting the kiosks up.`);
    for (let index = 0; index < input.kiosks; index++) stations.push(await makeStation(input.folder, index, taps[0]?.tap.instantMs ?? 0, server.port, random));
    const rows = await feedAll({ stations, taps, cast, random, onStage: input.onStage });
    input.onStage('Every kiosk comes back and syncs.');
    // Twice round: what one brings late may change what another one has to hear.
    for (const station of [...stations, ...stations]) await comeBack(station);
    const onServer = await readAllPunches(server.url, demo.administrator);
    for (const { kiosk } of stations) await kiosk.stop();
    return await settleAccounts({ stations, rows, onServer, serverFolder, unreadable: entries.length - taps.length });
  } finally {
    for (const { kiosk, wire } of stations) {
      await kiosk.stop();
      await wire.close();
    }
    await server.program.end('SIGTERM');
  }
}

async function makeStation(folder: string, index: number, startMs: number, serverPort: number, random: SeededRandom): Promise<Station> {
  const course = courses[index % courses.length];
  if (course === undefined) throw new Error('a kiosk without a course');
  const clock = new WrongClock(startMs, course.offMs);
  const wire = await openHostileWire(() => serverPort, random);
  const kioskFolder = join(folder, `kiosk-${index + 1}`);
  const kiosk = await startReplayedKiosk(kioskFolder, clock);
  await kiosk.setUp({ serverUrl: `http://127.0.0.1:${wire.port}`, company: demo.company, alias: demo.alias, timeclockId: timeclock.timeclockId, ...demo.administrator });
  const station = { kiosk, wire, clock, course, folder: kioskFolder };
  await goAway(station);
  return station;
}

interface Feeding {
  readonly stations: readonly Station[];
  readonly taps: readonly { readonly lineNumber: number; readonly tap: Tap }[];
  readonly cast: ReadonlyMap<string, CastMember>;
  readonly random: SeededRandom;
  readonly onStage: (sentence: string) => void;
}

interface LastTap {
  readonly row: LastRow;
  readonly kiosk: number;
}

async function feedAll({ stations, taps, cast, random, onStage }: Feeding): Promise<RowReport[]> {
  const reports: RowReport[] = [];
  const lastTaps = new Map<string, LastTap>();
  for (const [place, { lineNumber, tap }] of taps.entries()) {
    await followCourses(stations, place, taps.length, tap.instantMs, onStage);
    const member = cast.get(tap.user);
    if (member === undefined) throw new Error('a row of nobody');
    const last = lastTaps.get(tap.user) ?? null;
    const staysHere = last !== null && tap.instantMs - last.row.instantMs < windowMs && random.below(oneInMoves) > 0;
    const index = staysHere ? last.kiosk : random.below(stations.length);
    const fed = await feedRow(stations[index], lineNumber, tap, member, last?.row ?? null);
    if (fed.type !== null) lastTaps.set(tap.user, { row: { type: fed.type, instantMs: tap.instantMs }, kiosk: index });
    reports.push({ lineNumber, kiosk: index, employeeId: member.employeeId, fed });
  }
  return reports;
}

/** Lets the true time pass, and what is due of each kiosk's course happen. */
async function followCourses(stations: readonly Station[], place: number, total: number, trueMs: number, onStage: (sentence: string) => void): Promise<void> {
  const isDue = (at: number | null): boolean => at !== null && place === Math.floor(at * total);
  for (const [index, station] of stations.entries()) {
    const { clock, course } = station;
    clock.passUntil(trueMs);
    if (isDue(course.meetsServerAt)) clock.meetServer();
    if (course.moved !== null && isDue(course.moved.at)) clock.moveWall(course.moved.offMs);
    if (!course.syncsAt.some(isDue)) continue;
    onStage(`Row ${place}: kiosk ${index + 1} syncs.`);
    await comeBack(station);
    await goAway(station);
  }
}

/** The person reads the kiosk's own clock, so the row is told by it. */
async function feedRow(station: Station | undefined, lineNumber: number, tap: Tap, member: CastMember, last: LastRow | null): Promise<Fed> {
  if (station === undefined) throw new Error('a row for no kiosk');
  const { kiosk, clock } = station;
  kiosk.setNote(`row ${lineNumber}`);
  const offMs = clock.now().bestKnownMs - tap.instantMs;
  const asTold = (instantMs: number): number => instantMs + offMs;
  return await feedTap(kiosk, { ...tap, instantMs: asTold(tap.instantMs) }, member, last === null ? null : { ...last, instantMs: asTold(last.instantMs) }, windowMs);
}

async function goAway({ kiosk, wire }: Station): Promise<void> {
  wire.setMode('away');
  await hintUntil(kiosk, async () => (await answerOf(kiosk, 'readStatus', {})).online === false, noticedWithinMs);
}

/** In for one sync, from which the daemon rests again. */
async function comeBack({ kiosk, wire }: Station): Promise<void> {
  const { lastSuccessAt, online } = await answerOf(kiosk, 'readStatus', {});
  wire.setMode('open');
  if (online === true) await answerOf(kiosk, 'syncNow', {});
  await hintUntil(
    kiosk,
    async () => {
      const status = await answerOf(kiosk, 'readStatus', {});
      return status.online === true && status.state === 'waiting' && (online === true || status.lastFailure === null) && !status.recovery && (status.lastSuccessAt !== lastSuccessAt || status.pending === 0 || online === true);
    },
    syncedWithinMs,
  );
}

async function hintUntil(kiosk: ReplayedKiosk, wished: () => Promise<boolean>, withinMs: number): Promise<void> {
  const hints = setInterval(() => kiosk.hintAtNetwork(), hintEveryMs);
  const deadlineMs = performance.now() + withinMs;
  try {
    while (!(await wished())) {
      if (performance.now() > deadlineMs) throw new Error(`a kiosk did not come to where it should: ${JSON.stringify(await answerOf(kiosk, 'readStatus', {}))}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    clearInterval(hints);
  }
}

interface Accounts {
  readonly stations: readonly Station[];
  readonly rows: readonly RowReport[];
  readonly onServer: readonly StoredPunch[];
  readonly serverFolder: string;
  readonly unreadable: number;
}

async function settleAccounts({ stations, rows, onServer, serverFolder, unreadable }: Accounts): Promise<SeveralOutcome> {
  const confirmed = rows.flatMap(({ fed }) => (fed.kind === 'taken' ? [fed.punchId] : []));
  const pending = new Map<string, string>();
  for (const { folder } of stations) for (const [punchId, reason] of await findPending(folder, confirmed)) pending.set(punchId, reason);
  const count = (kind: Fed['kind']): number => rows.filter(({ fed }) => fed.kind === kind).length;
  const counts = { rows: rows.length + unreadable, doubleTaps: count('doubleTap'), refused: count('refused'), unreadable };
  return { tally: tallyUp(counts, { confirmed, onServer: onServer.map((punch) => punch.punchId), pending: [...pending.keys()] }), rows, onServer, pending, brokenLinks: brokenLinks(serverFolder) };
}
