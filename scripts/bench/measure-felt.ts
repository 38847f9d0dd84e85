/**
 * E7, what a person feels: the PIN's last digit to the punch screen, and the tap to its confirmation, in the real page with many
 * employees and a million punches in the file; then both while a recovery runs, with the page's frames. Each beside a bare tap
 * plus a click on an empty page in the same run.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../shared/lib/clock.ts';
import { addDays, dateInZone } from '../../shared/lib/zoned-time.ts';
import { demo } from '../../server/demo.ts';
import { generatedPerson } from '../../server/seed-people.ts';
import type { BenchWorld } from './bench-world.ts';
import { clickFloor, tapFloor } from './felt-floor.ts';
import { openFeltPage, type FeltPage, type Frames } from './felt-page.ts';
import type { Figure } from './figure.ts';
import { fillKiosk } from './fill-kiosk.ts';
import { shiftFacts } from './made-punches.ts';
import { canSlowDisk } from './slow-disk.ts';
import { quantile } from './statistics.ts';

export interface FeltInput {
  readonly executablePath: string;
  readonly visits: number;
  readonly stored: number;
  readonly recovered: number;
}

interface Felt {
  readonly pin: number[];
  readonly tap: number[];
}

/** The first ones warm the page up; they are not counted. */
const warmUp = 5;
const fsyncDelaysMs = [0, 10, 50];
const peopleWithHistory = 2000;
const idleMs = 5_000;
const withinMs = 300_000;
const feltGoalMs = 100;
/** Section 4 of limits-and-faults.md: tap to 'recorded' on screen. */
const floorGoal = 4;

export async function measureFelt(world: BenchWorld, input: FeltInput): Promise<Figure[]> {
  const click = await clickFloor(world.folder, input.executablePath, input.visits);
  const figures = await duringRecovery(world, input);
  // From here on the kiosk is off line: nothing of what is stored now has ever been at the server.
  world.relay.close();
  await fillKiosk(world.kioskFolder, facts(input.stored, -2), 'synced');
  let firstPerson = input.visits * 3;
  for (const delayMs of canSlowDisk() ? fsyncDelaysMs : [0]) {
    const bare = await tapFloor(world.folder, input.visits, delayMs);
    const kiosk = await world.startKiosk(delayMs);
    const felt = await openFeltPage(world.folder, input.executablePath, kiosk.url);
    const times = await visitAll(felt, { from: firstPerson, visits: input.visits });
    await felt.close();
    await kiosk.stop();
    firstPerson += warmUp + input.visits;
    const where = `${input.stored} punches stored, ${delayMs === 0 ? 'disk as it is' : `every fsync ${delayMs} ms slower`}`;
    figures.push(...feltFigures(`last digit to punch screen, ${where}`, times.pin, { name: 'a click on an empty page', sample: click }));
    figures.push(...feltFigures(`tap to confirmation, ${where}`, times.tap, { name: 'bare tap and click on an empty page', sample: bare, plus: click }));
  }
  return figures;
}

function facts(count: number, lastDay: number): ReturnType<typeof shiftFacts> {
  const employeeIds = Array.from({ length: peopleWithHistory }, (_, index) => generatedPerson(index + 1).employeeId);
  return shiftFacts({ count, employeeIds, timeZone: demo.timeZone, lastDate: addDays(dateInZone(systemClock.wallMs(), demo.timeZone), lastDay) });
}

async function visitAll(felt: FeltPage, { from, visits }: { readonly from: number; readonly visits: number }): Promise<Felt> {
  const times: Felt = { pin: [], tap: [] };
  for (let index = 0; index < warmUp + visits; index++) {
    const { pinMs, tapMs } = await visit(felt, generatedPerson(1 + from + index).pin);
    if (index < warmUp) continue;
    times.pin.push(pinMs);
    times.tap.push(tapMs);
  }
  return times;
}

async function visit(felt: FeltPage, pin: string): Promise<{ pinMs: number; tapMs: number }> {
  const last = pin.slice(-1);
  for (const digit of pin.slice(0, -1)) await felt.page.getByTestId(`pin-key-${digit}`).tap();
  const pinMs = await felt.touch(`pin-key-${last}`, '[data-testid^="punch-"]');
  const tapMs = await felt.touch('punch-clockIn', '[data-testid=confirmation][data-result=recorded]');
  await felt.page.getByTestId('done').tap();
  await felt.page.getByTestId('pin-key-1').waitFor();
  return { pinMs, tapMs };
}

/** One recovery of many punches, while people go on punching and the page counts its frames. */
async function duringRecovery(world: BenchWorld, { executablePath, recovered, visits }: FeltInput): Promise<Figure[]> {
  world.relay.close();
  await fillKiosk(world.kioskFolder, facts(recovered, -1), 'pending');
  const kiosk = await world.startKiosk();
  const felt = await openFeltPage(world.folder, executablePath, kiosk.url);
  try {
    await felt.page.getByTestId('offline-bar').waitFor({ timeout: withinMs });
    await visitAll(felt, { from: visits * 2, visits: warmUp });
    await felt.takeFrames();
    await pause(idleMs);
    const idle = await felt.takeFrames();
    const startedMs = performance.now();
    void world.relay.open();
    const times = await visitWhileRecovering(felt);
    const seconds = (performance.now() - startedMs) / 1000;
    const busy = await felt.takeFrames();
    const where = `while a recovery of ${recovered} runs (${seconds.toFixed(1)} s)`;
    return [...feltFigures(`last digit to punch screen, ${where}`, times.pin, null), ...feltFigures(`tap to confirmation, ${where}`, times.tap, null), ...frameFigures(where, busy, idle)];
  } finally {
    await felt.close();
    await kiosk.stop();
  }
}

/** F7: the corner of the PIN screen says when the recovery has begun, and when it is over. */
async function visitWhileRecovering(felt: FeltPage): Promise<Felt> {
  const recovering = felt.page.getByTestId('sync-corner').filter({ hasText: 'Syncing offline data' });
  await recovering.waitFor({ timeout: withinMs });
  const times: Felt = { pin: [], tap: [] };
  for (let index = 0; (await recovering.count()) > 0; index++) {
    const { pinMs, tapMs } = await visit(felt, generatedPerson(1 + peopleWithHistory + index).pin);
    times.pin.push(pinMs);
    times.tap.push(tapMs);
  }
  return times;
}

interface Floor {
  readonly name: string;
  readonly sample: readonly number[];
  readonly plus?: readonly number[];
}

/** Beside the floor where there is one; the 99th percentile also alone, beside what a person should wait at most. */
function feltFigures(name: string, sample: readonly number[], floor: Floor | null): Figure[] {
  const at = (q: number): Omit<Figure, 'limit' | 'goal'> => ({ name: `${name}, p${q * 100}`, unit: 'ms', ours: quantile(sample, q), sample: sample.length });
  const figures: Figure[] = [{ ...at(0.99), limit: null, goal: feltGoalMs }];
  if (floor === null) return [{ ...at(0.5), limit: null, goal: null }, ...figures];
  const limitAt = (q: number): NonNullable<Figure['limit']> => ({ name: floor.name, value: quantile(floor.sample, q) + (floor.plus === undefined ? 0 : quantile(floor.plus, q)) });
  return [{ ...at(0.5), limit: limitAt(0.5), goal: null }, { ...at(0.99), limit: limitAt(0.99), goal: floorGoal }, ...figures];
}

function frameFigures(where: string, busy: Frames, idle: Frames): Figure[] {
  const limit = (value: number): Figure['limit'] => ({ name: 'the same page, nothing to do', value });
  return [
    { name: `frames over 50 ms ${where}`, unit: 'count', ours: busy.over50, sample: 1, limit: null, goal: 0 },
    { name: `longest frame ${where}`, unit: 'ms', ours: busy.longestMs, sample: 1, limit: null, goal: 50 },
    { name: `longest pause between two frames ${where}`, unit: 'ms', ours: busy.longestPauseMs, sample: 1, limit: limit(idle.longestPauseMs), goal: null },
  ];
}
