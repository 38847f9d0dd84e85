/**
 * F1, F2: punches pending on a kiosk whose server is away; the server comes back; until every one is acknowledged and marked.
 * The clock starts with the kiosk's first byte (its ping), and stops at the status that says that nothing is pending. The floor
 * runs before each round; ratios are taken round by round.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../shared/lib/clock.ts';
import { addDays, dateInZone } from '../../shared/lib/zoned-time.ts';
import { demo } from '../../server/demo.ts';
import { generatedPerson } from '../../server/seed-people.ts';
import { askUntil } from '../../test/support/kiosk-caller.ts';
import { ScriptedRenderer } from '../../test/support/scripted-renderer.ts';
import type { BenchWorld } from './bench-world.ts';
import { fillKiosk } from './fill-kiosk.ts';
import type { Figure } from './figure.ts';
import { shiftFacts } from './made-punches.ts';
import { childrenOf, cpuSeconds, peakMiB } from './process-cpu.ts';
import { runRecoveryFloor, type FloorRun } from './recovery-floor.ts';
import { median } from './statistics.ts';

/** Those who punched while the server was away. */
const people = 500;
const punchesADay = 4;
const withinMs = 120_000;
const settleMs = 300;

interface Run {
  readonly firstByteMs: number;
  readonly seconds: number;
  readonly cpuSeconds: number | null;
  readonly serverCpuSeconds: number | null;
  readonly wireBytes: number;
  readonly plainBytes: number;
  readonly mainMiB: number | null;
  readonly daemonMiB: number | null;
}

export async function measureRecovery(world: BenchWorld, punches: number, rounds: number): Promise<Figure[]> {
  const floors: FloorRun[] = [];
  const runs: Run[] = [];
  // Each round has days of its own: punches of the same moments would be duplicates to the server.
  const yesterday = addDays(dateInZone(systemClock.wallMs(), demo.timeZone), -1);
  const daysEach = Math.ceil(punches / (people * punchesADay));
  for (let round = 0; round <= rounds; round++) {
    const floor = await runRecoveryFloor(world.folder, punches);
    const run = await recoverOnce(world, punches, addDays(yesterday, -1 - round * daysEach));
    // The first round warms the server up: a server that was just started is not what a kiosk comes back to.
    if (round === 0) continue;
    floors.push(floor);
    runs.push(run);
  }
  return figuresOf(runs, floors, punches);
}

async function recoverOnce(world: BenchWorld, punches: number, lastDate: string): Promise<Run> {
  const employeeIds = Array.from({ length: people }, (_, index) => generatedPerson(index + 1).employeeId);
  const plainBytes = await fillKiosk(world.kioskFolder, shiftFacts({ count: punches, employeeIds, timeZone: demo.timeZone, lastDate }), 'pending');
  world.relay.close();
  const kiosk = await world.startKiosk();
  const renderer = await ScriptedRenderer.connect(kiosk.url);
  try {
    await askUntil(renderer, 'readStatus', {}, (status) => status.online === false && status.pending === punches, withinMs);
    await pause(settleMs);
    const daemon = childrenOf(kiosk.program.pid);
    const pids = [kiosk.program.pid, ...daemon, world.server.pid];
    const before = { cpu: cpuSeconds(pids), serverCpu: cpuSeconds([world.server.pid]), bytes: world.relay.sentBytes() };
    const acknowledged = nothingPending(renderer);
    const openedMs = performance.now();
    const firstByteMs = await world.relay.open();
    const endedMs = await acknowledged;
    const after = { cpu: cpuSeconds(pids), serverCpu: cpuSeconds([world.server.pid]), bytes: world.relay.sentBytes() };
    await askUntil(renderer, 'readStatus', {}, (status) => status.state === 'waiting', withinMs);
    return {
      firstByteMs: firstByteMs - openedMs,
      seconds: (endedMs - firstByteMs) / 1000,
      cpuSeconds: difference(before.cpu, after.cpu),
      serverCpuSeconds: difference(before.serverCpu, after.serverCpu),
      wireBytes: after.bytes - before.bytes,
      plainBytes,
      mainMiB: peakMiB(kiosk.program.pid),
      daemonMiB: daemon[0] === undefined ? null : peakMiB(daemon[0]),
    };
  } finally {
    renderer.close();
    await kiosk.program.end('SIGTERM');
  }
}

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

function nothingPending(renderer: ScriptedRenderer): Promise<number> {
  return new Promise((resolve) => {
    renderer.on('statusChanged', (status) => {
      if (status.pending === 0) resolve(performance.now());
    });
  });
}

function figuresOf(runs: readonly Run[], floors: readonly FloorRun[], punches: number): Figure[] {
  const sample = runs.length;
  const typical = <T>(items: readonly T[], value: (item: T) => number | null): number => median(items.map((item) => value(item) ?? 0));
  const floorName = 'the least code that keeps the promises';
  const wire = { name: `bytes on the wire for ${punches}`, unit: 'bytes', ours: typical(runs, (run) => run.wireBytes), sample } as const;
  const figures: Figure[] = [
    { name: `recovery of ${punches}`, unit: 's', ours: typical(runs, (run) => run.seconds), sample, limit: { name: floorName, value: typical(floors, (floor) => floor.seconds) }, goal: 4 },
    { ...wire, limit: { name: 'the same punches as plain JSON', value: typical(runs, (run) => run.plainBytes) }, goal: 0.2 },
    { ...wire, limit: { name: "the floor's plain JSON, half the size", value: typical(floors, (floor) => floor.bytes) }, goal: null },
    { name: "first byte after the server's return", unit: 'ms', ours: typical(runs, (run) => run.firstByteMs), sample, limit: null, goal: 2000 },
  ];
  if (runs.some((run) => run.cpuSeconds === null)) return figures;
  figures.push(
    { name: `CPU of a recovery of ${punches}, all processes`, unit: 's', ours: typical(runs, (run) => run.cpuSeconds), sample, limit: { name: floorName, value: typical(floors, (floor) => floor.cpuSeconds) }, goal: 4 },
    { name: "of that: the server's", unit: 's', ours: typical(runs, (run) => run.serverCpuSeconds), sample, limit: null, goal: null },
    { name: "peak memory of the kiosk's main process", unit: 'MiB', ours: typical(runs, (run) => run.mainMiB), sample, limit: null, goal: null },
    { name: 'peak memory of the sync daemon', unit: 'MiB', ours: typical(runs, (run) => run.daemonMiB), sample, limit: null, goal: 250 },
  );
  return figures;
}
