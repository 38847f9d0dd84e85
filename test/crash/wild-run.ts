/**
 * The wild run: for as long as one wants, kills, stops and network faults at random, while people punch at three kiosks; then the
 * faults stop, everything drains, and the books must agree. A seed repeats the schedule of the faults; what they meet is the machine's.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { demo } from '../../server/demo.ts';
import { seededRandom, type SeededRandom } from '../support/seeded-random.ts';
import { readAllPunches, type StoredPunch } from '../support/server-books.ts';
import { brokenLinks } from './chain.ts';
import { judge, judgeKiosk, judgeWorkDates, type Findings } from './judge.ts';
import { readKioskPunches } from './kiosk-books.ts';
import { readLedger, type Ledger } from './ledger.ts';
import { makeWildWorld, type WildKiosk, type WildWorld } from './wild-world.ts';

const kioskCount = 3;
const shortestPauseMs = 150;
const longestPauseMs = 1200;
const longestStopMs = 4_000;
const longestAwayMs = 8_000;
const longestDelayMs = 300;
const drainWithinMs = 180_000;

export const faultNames = ['killMain', 'killDaemon', 'killServer', 'stopMain', 'stopDaemon', 'stopServer', 'cut', 'corrupt', 'delay', 'away', 'silent'] as const;
export type FaultName = (typeof faultNames)[number];

/** How often each is drawn. */
const weights: Readonly<Record<FaultName, number>> = { killMain: 5, killDaemon: 10, killServer: 5, stopMain: 4, stopDaemon: 5, stopServer: 4, cut: 20, corrupt: 25, delay: 8, away: 6, silent: 4 };

interface Fault {
  readonly name: FaultName;
  readonly afterMs: number;
  readonly kiosk: number;
  /** How long a stop, a delay or an absence lasts. */
  readonly lastsMs: number;
}

export interface WildOutcome {
  readonly seed: number;
  readonly faults: ReadonlyMap<FaultName, number>;
  readonly corruptedBytes: number;
  readonly confirmed: number;
  readonly onServer: number;
  readonly verdicts: Readonly<Record<string, number>>;
  readonly workDates: number;
  readonly wrong: readonly string[];
}

/** The schedule that a seed stands for, fault by fault. */
export function* scheduleOf(random: SeededRandom): Generator<Fault> {
  const urn = faultNames.flatMap((name) => Array.from({ length: weights[name] }, () => name));
  for (;;) {
    const name = random.pick(urn);
    const longestMs = name.startsWith('stop') ? longestStopMs : longestAwayMs;
    yield { name, afterMs: shortestPauseMs + random.below(longestPauseMs - shortestPauseMs), kiosk: random.below(kioskCount), lastsMs: 100 + random.below(longestMs - 100) };
  }
}

/** @param say told how far it is, once a minute */
export async function runWild(seed: number, minutes: number, say: (line: string) => void): Promise<WildOutcome> {
  const world = await makeWildWorld(seed, kioskCount);
  try {
    const faults = await rage(world, seed, minutes * 60_000, say);
    const left = await settle(world);
    return await judgeAll(world, seed, faults, left);
  } finally {
    await world.remove();
  }
}

async function rage(world: WildWorld, seed: number, lastsMs: number, say: (line: string) => void): Promise<Map<FaultName, number>> {
  const counts = new Map<FaultName, number>(faultNames.map((name) => [name, 0]));
  const endMs = performance.now() + lastsMs;
  let toldMinute = 0;
  const lasting: Promise<void>[] = [];
  for (const fault of scheduleOf(seededRandom(seed))) {
    await pause(fault.afterMs);
    const leftMs = endMs - performance.now();
    if (leftMs <= 0) break;
    if (begin(world, fault, lasting)) counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1);
    const minute = Math.floor((lastsMs - leftMs) / 60_000);
    if (minute > toldMinute) say(`minute ${(toldMinute = minute)}: ${told(counts)}`);
  }
  await Promise.all(lasting);
  return counts;
}

function told(counts: ReadonlyMap<FaultName, number>): string {
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
}

/** False where there is nobody to do it to: who is down already. */
function begin(world: WildWorld, { name, kiosk: index, lastsMs }: Fault, lasting: Promise<void>[]): boolean {
  const kiosk = world.kiosks[index];
  if (kiosk === undefined) return false;
  switch (name) {
    case 'killMain':
      return send(kiosk.main.program?.pid ?? null, 'SIGKILL');
    case 'killDaemon':
      return send(kiosk.daemonPid(), 'SIGKILL');
    case 'killServer':
      return send(world.server.program?.pid ?? null, 'SIGKILL');
    case 'stopMain':
      return stopFor(kiosk.main.program?.pid ?? null, lastsMs, lasting);
    case 'stopDaemon':
      return stopFor(kiosk.daemonPid(), lastsMs, lasting);
    case 'stopServer':
      return stopFor(world.server.program?.pid ?? null, lastsMs, lasting);
    case 'cut':
      return kiosk.wire.cut() > 0;
    case 'corrupt':
      kiosk.wire.corruptNext();
      return true;
    case 'delay':
      kiosk.wire.setDelay(1 + (lastsMs % longestDelayMs));
      lasting.push(pause(lastsMs).then(() => kiosk.wire.setDelay(0)));
      return true;
    case 'away':
    case 'silent':
      kiosk.wire.setMode(name);
      lasting.push(pause(lastsMs).then(() => kiosk.wire.setMode('open')));
      return true;
  }
}

function send(pid: number | null, signal: NodeJS.Signals): boolean {
  if (pid === null) return false;
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function stopFor(pid: number | null, lastsMs: number, lasting: Promise<void>[]): boolean {
  if (!send(pid, 'SIGSTOP')) return false;
  lasting.push(pause(lastsMs).then(() => void send(pid, 'SIGCONT')));
  return true;
}

/** The faults have stopped: every kiosk starts once more, drains, and is stopped in order. Answers what was left. */
async function settle(world: WildWorld): Promise<string[]> {
  const left: string[] = [];
  for (const kiosk of world.kiosks) {
    kiosk.wire.setMode('open');
    kiosk.wire.setDelay(0);
    await kiosk.main.rest('SIGKILL');
    await kiosk.atRest();
  }
  while (world.server.program === null) await pause(50);
  // Twice round: what one kiosk brings late may be judged into what another one waits to hear.
  for (const round of [1, 2]) left.splice(0, left.length, ...(await Promise.all(world.kiosks.map((kiosk, index) => drain(kiosk, index, round)))).flat());
  return left;
}

async function drain(kiosk: WildKiosk, index: number, round: number): Promise<string[]> {
  kiosk.main.run('drain');
  while (kiosk.url() === null) await pause(50);
  const drained = await kiosk.keeper.order({ kind: 'drain', url: kiosk.url() ?? '', withinMs: drainWithinMs });
  await kiosk.main.rest('SIGTERM');
  if (drained.kind !== 'drained') throw new Error('the keeper did something else than draining');
  return drained.pending + drained.failed === 0 ? [] : [`kiosk ${index + 1} has ${drained.pending} pending and ${drained.failed} failed after round ${round}`];
}

async function judgeAll(world: WildWorld, seed: number, faults: ReadonlyMap<FaultName, number>, left: readonly string[]): Promise<WildOutcome> {
  const onServer = await readAllPunches(world.serverUrl(), demo.administrator);
  const ledger = merged(world.kiosks.map((kiosk) => readLedger(kiosk.ledgerPath)));
  const { notAccepted, ...findings } = judge(ledger, onServer);
  const ofKiosks = (await Promise.all(world.kiosks.map((kiosk) => readKioskPunches(kiosk.dataFolder)))).flat();
  const chain = brokenLinks(world.serverFolder).map((link) => `chain: ${link}`);
  // Two kiosks that have not heard of each other may both take a clock-in: the server keeps one and says of the other what it is (K2).
  const refused = notAccepted.filter((line) => !line.endsWith(' duplicate')).map((line) => `not accepted: ${line}`);
  return {
    seed,
    faults,
    corruptedBytes: world.kiosks.reduce((sum, kiosk) => sum + kiosk.wire.corrupted(), 0),
    confirmed: ledger.confirmed.length,
    onServer: onServer.length,
    verdicts: countsOf(onServer),
    workDates: new Set(onServer.map((punch) => punch.workDate)).size,
    wrong: [...listed(findings), ...refused, ...chain, ...judgeKiosk(ofKiosks, onServer), ...judgeWorkDates(onServer, world.timeZone), ...left],
  };
}

function listed(findings: Omit<Findings, 'notAccepted'>): string[] {
  return Object.entries(findings).flatMap(([name, all]) => all.map((one) => `${name}: ${one}`));
}

function countsOf(punches: readonly StoredPunch[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { verdict } of punches) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

function merged(ledgers: readonly Ledger[]): Ledger {
  return { confirmed: ledgers.flatMap((ledger) => ledger.confirmed), unconfirmed: new Map(ledgers.flatMap((ledger) => [...ledger.unconfirmed])) };
}

/** What a run is told as: one line each. */
export function describeWild(outcome: WildOutcome): string[] {
  const { seed, faults, corruptedBytes, confirmed, onServer, verdicts, workDates, wrong } = outcome;
  return [
    `wild: seed ${seed}, ${confirmed} punches confirmed, ${onServer} on the server (${JSON.stringify(verdicts)}) on ${workDates} work dates`,
    `  ${told(faults)}, bytes corrupted ${corruptedBytes}`,
    wrong.length === 0 ? '  the books agree: 0 lost, 0 doubled, 0 on a wrong date, 0 gaps' : `  WRONG: ${wrong.slice(0, 20).join('; ')}`,
  ];
}
