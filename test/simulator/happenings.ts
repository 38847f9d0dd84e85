/** What each step of a plan does to a kiosk, its wire, its server and the people there. */
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import { unreachable } from '../../shared/lib/outcome.ts';
import { seededRandom, type SeededRandom } from '../support/seeded-random.ts';
import type { FaultCount } from './fault-kinds.ts';
import { wireFaults } from './fault-kinds.ts';
import type { ModelServer } from './model-server.ts';
import { employeeNamed } from './model-server.ts';
import type { Step } from './plan.ts';
import type { ServerSide } from './server-side.ts';
import type { SimulatedKiosk } from './simulated-kiosk.ts';
import type { SimulatedTime } from './simulated-time.ts';

export interface HappeningWorld {
  readonly time: SimulatedTime;
  readonly server: ServerSide;
  readonly kiosks: readonly SimulatedKiosk[];
  readonly seen: FaultCount;
  /** What only the model server can be told: refuse, or find failed, the next punches that are made. */
  readonly next: { refused: number; failed: number };
  /** Something that takes real work: nothing goes on before it is done. */
  readonly busy: (work: Promise<unknown>) => void;
  hired: number;
  /** Nothing happens any more. */
  readonly isCalm: boolean;
  /** When everybody comes back to work. */
  nightUntilMs: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const zones = ['Asia/Tokyo', 'America/Los_Angeles', 'Europe/Berlin', 'Pacific/Kiritimati', 'UTC'];

export function happen(world: HappeningWorld, step: Step): void {
  const random = seededRandom(step.seed);
  const kiosk = random.pick(world.kiosks);
  world.seen.add(step.what);
  switch (step.what) {
    case 'records':
      return records(world, kiosk, random);
    case 'punches':
    case 'refusePunches':
    case 'failPunches':
      return punches(world, kiosk, random, step.what);
    case 'cableOut':
    case 'flapping':
    case 'portal':
    case 'badWire':
    case 'fineWire':
    case 'smallBodies':
      return onTheWire(world, kiosk, random, step.what);
    case 'killDaemon':
    case 'killMain':
    case 'killMainAtStep':
    case 'switchedOff':
    case 'night':
    case 'clockForward':
    case 'clockBack':
    case 'clockAtBoot':
    case 'zoneChange':
    case 'diskFull':
    case 'databaseFull':
    case 'syncNow':
    case 'networkHint':
    case 'configure':
    case 'nightlyJobs':
      return onTheDevice(world, kiosk, random, step.what);
    case 'revokeToken':
    case 'expireToken':
    case 'hire':
    case 'dismiss':
    case 'rulesChange':
    case 'pinTypeChange':
    case 'assignmentsEnd':
      return inTheOffice(world, kiosk, random, step.what);
    case 'serverDown':
    case 'killServerBeforeCommit':
    case 'killServerAfterCommit':
    case 'forgetCursors':
    case 'backUpServer':
    case 'restoreServer':
      return inTheServerRoom(world, random, step.what);
    default:
      return unreachable(step.what, 'happening');
  }
}

function during(world: HappeningWorld, forMs: number, set: (on: boolean) => void): void {
  set(true);
  world.time.setTimeout(() => set(false), forMs);
}

function punches(world: HappeningWorld, kiosk: SimulatedKiosk, random: SeededRandom, what: 'punches' | 'refusePunches' | 'failPunches'): void {
  const { next } = world;
  for (let count = 1 + random.below(5); count > 0; count -= 1) {
    if (what === 'refusePunches') next.refused += 1;
    if (what === 'failPunches') next.failed += 1;
    world.busy(kiosk.punch(random.below(1_000), random.next() < 0.3 ? random.below(20_000) : 0));
  }
}

function records(world: HappeningWorld, kiosk: SimulatedKiosk, random: SeededRandom): void {
  const chance = random.below(1_000);
  if (chance < 300) world.next.refused += 1;
  kiosk.keepRecord(chance);
}

function onTheWire(world: HappeningWorld, { wire }: SimulatedKiosk, random: SeededRandom, what: 'cableOut' | 'flapping' | 'portal' | 'badWire' | 'fineWire' | 'smallBodies'): void {
  switch (what) {
    case 'cableOut':
      return during(world, 3_000 + random.below(30_000), (on) => (wire.isDown = on));
    case 'flapping':
      for (let atMs = 0, count = 3 + random.below(8); count > 0; count -= 1) {
        const forMs = 200 + random.below(2_500);
        world.time.setTimeout(() => during(world, forMs, (on) => (wire.isDown = on && !world.isCalm)), (atMs += 500 + random.below(4_000)));
      }
      return;
    case 'portal':
      return during(world, 2_000 + random.below(20_000), (on) => (wire.isPortal = on));
    case 'badWire':
      wire.faults = random.next() < 0.4 ? wireFaults : wireFaults.filter(() => random.next() < 0.4);
      wire.faultRate = wire.faults.length === 0 ? 0 : random.next() * 0.7;
      return;
    case 'fineWire':
      wire.faultRate = 0;
      return;
    case 'smallBodies':
      return during(world, 20_000 + random.below(60_000), (on) => (wire.maxPunches = on ? 1 + random.below(3) : Infinity));
  }
}

type OnTheDevice = 'killDaemon' | 'killMain' | 'killMainAtStep' | 'switchedOff' | 'night' | 'clockForward' | 'clockBack' | 'clockAtBoot' | 'zoneChange' | 'diskFull' | 'databaseFull' | 'syncNow' | 'networkHint' | 'configure' | 'nightlyJobs';

function onTheDevice(world: HappeningWorld, kiosk: SimulatedKiosk, random: SeededRandom, what: OnTheDevice): void {
  const { main } = kiosk;
  const downMs = 100 + random.below(3_000);
  switch (what) {
    case 'killDaemon':
      kiosk.killDaemon();
      world.time.setTimeout(() => main.isAlive && !kiosk.isDaemonAlive && kiosk.startDaemon(), downMs);
      return;
    case 'killMain':
      if (main.isAlive) kiosk.killMain(downMs);
      return;
    case 'killMainAtStep':
      if (main.isAlive) main.killAtStep(1 + random.below(40), () => kiosk.mainDied(downMs));
      return;
    case 'switchedOff':
      return switchOff(world, kiosk, 5_000 + random.below(60_000), 0);
    case 'clockAtBoot':
      return switchOff(world, kiosk, downMs, (random.next() - 0.5) * 2 * dayMs);
    case 'night':
      return night(world, random);
    case 'clockForward':
      return main.clock.jump(random.below(5) === 0 ? random.below(3_000 * 24) * hourMs : random.below(7_200_000));
    case 'clockBack':
      return main.clock.jump(-random.below(random.below(5) === 0 ? 30 * dayMs : 7_200_000));
    case 'zoneChange':
      process.env['TZ'] = random.pick(zones);
      return;
    case 'diskFull':
      return during(world, 2_000 + random.below(20_000), (on) => (on ? main.fillDisk('journal') : main.freeDisk()));
    case 'databaseFull':
      return during(world, 2_000 + random.below(20_000), (on) => (on ? main.fillDisk('database') : main.freeDisk()));
    case 'nightlyJobs':
      kiosk.truth.isPruning = true;
      if (main.isAlive) world.busy(main.answer('pruneRetained', {}));
      return;
    case 'configure':
      return kiosk.configure();
    default:
      return kiosk.send(what);
  }
}

/** Everybody goes home; now and then the plant is closed for so long that tokens and retention come to their end. */
function night(world: HappeningWorld, random: SeededRandom): void {
  const forMs = random.next() < 0.2 ? (30 + random.below(90)) * dayMs : (6 + random.below(20)) * hourMs;
  for (const kiosk of world.kiosks) switchOff(world, kiosk, forMs, 0);
  Object.assign(world, { nightUntilMs: world.time.now() + forMs });
}

/** The device is without power; its monotonic clock begins anew, and its wall clock may have been moved. */
function switchOff(world: HappeningWorld, kiosk: SimulatedKiosk, forMs: number, wallJumpMs: number): void {
  const untilMs = world.time.now() + forMs;
  if (!kiosk.isSwitchedOn && kiosk.offUntilMs >= untilMs) return;
  kiosk.offUntilMs = untilMs;
  kiosk.isSwitchedOn = false;
  if (kiosk.main.isAlive) kiosk.main.kill();
  kiosk.killDaemon();
  world.time.setTimeout(() => {
    if (kiosk.isSwitchedOn || kiosk.offUntilMs > untilMs) return;
    kiosk.isSwitchedOn = true;
    kiosk.main.clock.jump(wallJumpMs);
    kiosk.main.clock.boot();
    world.busy(kiosk.boot());
  }, forMs);
}

type InTheOffice = 'revokeToken' | 'expireToken' | 'hire' | 'dismiss' | 'rulesChange' | 'pinTypeChange' | 'assignmentsEnd';

function inTheOffice(world: HappeningWorld, kiosk: SimulatedKiosk, random: SeededRandom, what: InTheOffice): void {
  const { server } = world;
  const { deviceId, timeclockId } = kiosk.main;
  switch (what) {
    case 'revokeToken':
      kiosk.truth.isShutOut = true;
      world.busy(Promise.resolve(server.revoke(deviceId)));
      world.time.setTimeout(() => world.busy(signIn(world, kiosk)), 2_000 + random.below(20_000));
      return;
    case 'expireToken':
      return world.busy(Promise.resolve(server.expire(deviceId)));
    case 'hire':
      return world.busy(Promise.resolve(server.hire(timeclockId, employeeNamed(`e${(world.hired += 1)}`))));
    case 'dismiss':
      return world.busy(Promise.resolve(server.dismiss(random.next() < 0.5 ? `e${1 + random.below(world.hired + 1)}` : personAt(random))));
    case 'assignmentsEnd':
      return world.busy(Promise.resolve(server.endAssignments(personAt(random))));
    case 'pinTypeChange':
      return world.busy(Promise.resolve(server.changeRules(timeclockId, { pinType: random.pick(['sixDigits', 'lastFourSsn', 'nameAndSsn'] as const) })));
    case 'rulesChange':
      return world.busy(Promise.resolve(server.changeRules(timeclockId, newRules(random))));
  }
}

/** One of the people of the demo. */
function personAt(random: SeededRandom): string {
  return `NWF-10${String(1 + random.below(12)).padStart(2, '0')}`;
}

function newRules(random: SeededRandom): Partial<TimeclockProperties> {
  return random.pick([
    { punchTemplate: { kind: 'twoEntries' } },
    { punchTemplate: { kind: 'fourEntries' } },
    { duplicateWindowSeconds: random.below(120) },
    { clockToleranceSeconds: random.below(600) },
    { syncIntervalSeconds: 20 + random.below(40) },
    { timeZone: random.pick(['America/Chicago', 'Asia/Kolkata', 'Pacific/Auckland']) },
    { resetTimerSeconds: 10 + random.below(60) },
  ] as const);
}

/** A new sign-in at the kiosk: works where the server does, and main is there to store it. */
export async function signIn(world: Pick<HappeningWorld, 'server'>, kiosk: SimulatedKiosk): Promise<void> {
  if (kiosk.wire.isCut || !kiosk.isMainAlive()) return;
  // From here on the server takes the new token alone; until it is stored, the device has none.
  kiosk.truth.isShutOut = true;
  const credentials = await world.server.enrol(kiosk.main.deviceId);
  if (credentials === null || !kiosk.isMainAlive() || !kiosk.main.signIn(credentials)) return;
  // Killed as it stored them: it may have either.
  if (!kiosk.isMainAlive()) return;
  kiosk.truth.isShutOut = false;
  kiosk.configure();
}

type InTheServerRoom = 'serverDown' | 'killServerBeforeCommit' | 'killServerAfterCommit' | 'forgetCursors' | 'backUpServer' | 'restoreServer';

function inTheServerRoom(world: HappeningWorld, random: SeededRandom, what: InTheServerRoom): void {
  const { server } = world;
  switch (what) {
    case 'serverDown':
      return world.busy(Promise.resolve(server.stop()));
    case 'killServerBeforeCommit':
    case 'killServerAfterCommit':
      server.killAt(what === 'killServerBeforeCommit' ? 'beforeCommit' : 'afterCommit');
      return;
    case 'forgetCursors':
      return world.busy(Promise.resolve(server.forgetCursors()));
    case 'backUpServer':
      return world.busy(Promise.resolve(server.backUp()));
    case 'restoreServer':
      return world.busy(restore(world, random));
  }
}

/** D10. What it loses must come back. A device whose token is newer than the backup is shut out until somebody signs in anew. */
async function restore(world: HappeningWorld, random: SeededRandom): Promise<void> {
  const { server, kiosks, time } = world;
  const before = new Set([...server.stored().keys(), ...server.storedRecords()]);
  const inBackup = server.backedUp();
  if (
    inBackup === null ||
    kiosks.some(
      (kiosk) =>
        !mayLose(
          kiosk,
          [...before].filter((punchId) => !inBackup.has(punchId)),
        ),
    )
  )
    return;
  await server.restore();
  for (const kiosk of kiosks) {
    kiosk.truth.serverWasPutBack(before);
    if (!server.isTokenOfUse(kiosk.main.deviceId, kiosk.main.configuration().deviceToken)) kiosk.truth.isShutOut = true;
    time.setTimeout(() => world.busy(kiosk.truth.isShutOut ? signIn(world, kiosk) : Promise.resolve()), 2_000 + random.below(20_000));
  }
}

/** Where cleared punches are not offered again, they must not be lost. */
function mayLose({ main, truth }: SimulatedKiosk, punchIds: readonly string[]): boolean {
  return main.isAlive && (main.bringsBackCleared || punchIds.every((punchId) => !truth.confirmed.has(punchId) || main.textOf(punchId) !== null));
}

/** Tells the model server what to think of a punch that was just made. */
export function judgeNext(world: HappeningWorld, server: ModelServer, punchId: string, random: SeededRandom): void {
  const forMs = 10_000 + random.below(30_000);
  if (world.next.failed > 0) {
    world.next.failed -= 1;
    during(world, forMs, (on) => (on ? server.failing.add(punchId) : server.resolve(punchId)));
  } else if (world.next.refused > 0) {
    world.next.refused -= 1;
    during(world, forMs, (on) => (on ? server.refusing.add(punchId) : server.refusing.delete(punchId)));
  }
}
