/**
 * I5, and the goals for a thousand kiosks: each on its own open connection, sending its next batch as soon as the last one was answered. Beside it
 * the same punches to the floor server, in turns. A hundred punches each is also what happens when all come back at once. Where the anchors bench is
 * at hand, the same once more with connections that are opened when the clock runs, beside its group-commit row, of which the goals are shares.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { apiPrefix } from '../../../shared/contracts/version.ts';
import { routes, sealedMediaType } from '../../../shared/contracts/http.ts';
import type { Figure } from '../figure.ts';
import { cpuSeconds, peakMiB } from '../process-cpu.ts';
import { median, quantile } from '../statistics.ts';
import type { GroupCommitRow } from './anchors-group.ts';
import type { BenchDatabase } from './bench-database.ts';
import { makeFleetWorld, type FleetWorld } from './fleet-world.ts';
import { startFloor } from './run-floor.ts';
import { makeBodies, type KioskBodies } from './sealed-bodies.ts';
import { sendAll, type Sent } from './send-all.ts';

const peopleEach = 20;
/** At least 0.3 of the floor's rate is at most so many times its seconds. */
const mostTimes = 1 / 0.3;
const mostPunches = 60_000;

interface Round {
  readonly ours: Sent;
  readonly floor: Sent;
  readonly again: Sent;
  readonly cpu: number;
  readonly memoryMiB: number;
}

export interface FleetPlan {
  readonly kiosks: number;
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** The anchors' group-commit row of this run; null where there is none. */
  readonly groupRow: GroupCommitRow | null;
}

export async function measureFleet(parent: string, database: BenchDatabase, plan: FleetPlan): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of plan.sizes) {
    const each = Math.max(1, Math.round(Math.min(mostPunches, size * 20_000) / plan.kiosks / size));
    const rounds: Round[] = [];
    for (let round = 0; round < plan.rounds; round += 1) rounds.push(await oneRound(parent, database, plan.kiosks, each, size));
    figures.push(...figuresOf(database, rounds, plan.kiosks, each * size, size));
    const rate = plan.groupRow?.get(size);
    if (rate !== undefined) figures.push(...(await fromClosed(parent, database, plan, each, size, rate)));
  }
  return figures;
}

/** All kiosks at once on connections that are not open yet, TLS and all. @param rate punches a second of the anchors' row */
async function fromClosed(parent: string, database: BenchDatabase, { kiosks, rounds }: FleetPlan, each: number, size: number, rate: number): Promise<Figure[]> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const world = await makeFleetWorld(parent, database, { kiosks, peopleEach });
    try {
      const sent = await sendToServer(world, await bodiesOf(world, each, size), 'opened then');
      await mustHave(world, kiosks * each * size, sent);
      seconds.push(sent.seconds);
    } finally {
      await world.remove();
    }
  }
  const punches = kiosks * each * size;
  const limit = { name: "the anchors' group-commit row", value: punches / rate };
  return [{ name: `${kiosks} kiosks, ${size} a request, ${punches} punches, ${database.name}: connections opened then`, unit: 's', ours: median(seconds), sample: rounds, limit, goal: mostTimes }];
}

async function bodiesOf(world: FleetWorld, each: number, size: number): Promise<KioskBodies[]> {
  const made: KioskBodies[] = [];
  for (const kiosk of world.kiosks) made.push(await makeBodies(kiosk, world.sealingKey, each, size));
  return made;
}

async function mustHave(world: FleetWorld, punches: number, sent: Sent): Promise<void> {
  const stored = await world.countPunches();
  if (stored !== punches) throw new Error(`${stored} of ${punches} punches were stored: ${JSON.stringify([...sent.statuses])} ${world.server.stderr()}`);
}

async function oneRound(parent: string, database: BenchDatabase, kiosks: number, each: number, size: number): Promise<Round> {
  const world = await makeFleetWorld(parent, database, { kiosks, peopleEach });
  try {
    const made = await bodiesOf(world, each, size);
    const floor = await sendToFloor(parent, database, made);
    const before = cpuSeconds([world.server.pid]) ?? 0;
    const ours = await sendToServer(world, made, 'open');
    const cpu = (cpuSeconds([world.server.pid]) ?? 0) - before;
    await mustHave(world, kiosks * each * size, ours);
    const again = await sendToServer(world, made, 'open');
    if ((await world.countPunches()) !== kiosks * each * size) throw new Error('punches that were sent again were stored twice');
    return { ours, floor, again, cpu, memoryMiB: peakMiB(world.server.pid) ?? 0 };
  } finally {
    await world.remove();
  }
}

async function sendToServer(world: FleetWorld, made: readonly KioskBodies[], connections: 'open' | 'opened then'): Promise<Sent> {
  const warmPath = connections === 'open' ? `${apiPrefix}${routes.ping.path}?nonce=bench-warm-up` : null;
  const target = { port: world.port, path: `${apiPrefix}${routes.uploadBatch.path}?lane=recovery`, certFile: world.certFile, warmPath };
  const senders = made.map(({ kiosk, bodies }) => ({ bodies, headers: { authorization: `Bearer ${kiosk.deviceToken}`, 'content-type': sealedMediaType } }));
  return await sendAll(target, senders);
}

async function sendToFloor(parent: string, database: BenchDatabase, made: readonly KioskBodies[]): Promise<Sent> {
  const file = join(parent, `fleet-floor-${process.pid}.db`);
  const place = await database.floor(file);
  const floor = await startFloor(place.argument);
  try {
    const senders = made.map(({ plain }) => ({ bodies: plain, headers: { 'content-type': 'application/json' } }));
    return await sendAll({ port: floor.port, path: '/', certFile: null, warmPath: '/' }, senders);
  } finally {
    await floor.end();
    await place.remove();
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  }
}

function figuresOf(database: BenchDatabase, rounds: readonly Round[], kiosks: number, each: number, size: number): Figure[] {
  const typical = (value: (round: Round) => number): number => median(rounds.map(value));
  const name = `${kiosks} kiosks, ${size} a request, ${kiosks * each} punches, ${database.name}`;
  const sample = rounds.length;
  const floorName = database.floorName;
  const refusals = (sent: Sent): number => [...sent.statuses].reduce((sum, [status, count]) => (status === 200 ? sum : sum + count), 0);
  return [
    { name, unit: 's', ours: typical((round) => round.ours.seconds), sample, limit: { name: floorName, value: typical((round) => round.floor.seconds) }, goal: mostTimes },
    { name: `${name}: a request, p99`, unit: 's', ours: typical((round) => quantile(round.ours.latencies, 0.99) / 1000), sample, limit: null, goal: 10 },
    { name: `${name}: requests not answered with 200`, unit: 'count', ours: typical((round) => refusals(round.ours)), sample, limit: null, goal: 0 },
    { name: `${name}: all of it sent again`, unit: 's', ours: typical((round) => round.again.seconds), sample, limit: { name: 'the first time', value: typical((round) => round.ours.seconds) }, goal: 1 },
    { name: `${name}: the server's CPU`, unit: 's', ours: typical((round) => round.cpu), sample, limit: null, goal: null },
    { name: `${name}: the server's peak memory`, unit: 'MiB', ours: typical((round) => round.memoryMiB), sample, limit: null, goal: null },
  ];
}
