/**
 * `npm run bench [-- --quick] [--only=tap,pin,start,recovery,felt,ingest,changes,fleet] [--anchors=DIR]`: how fast the shipped main process, daemon and server are, with
 * everything on, each figure beside what this machine can do at best in the same run. It reports and never asserts.
 * ZENTIME_BENCH_DIR names a folder on the disk to measure; one in memory makes every fsync free and the figures worthless.
 */
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { systemClock } from '../shared/lib/clock.ts';
import { addDays, dateInZone } from '../shared/lib/zoned-time.ts';
import { demo } from '../server/demo.ts';
import { generatedPerson } from '../server/seed-people.ts';
import { makeBenchWorld, type BenchWorld } from './bench/bench-world.ts';
import { fillKiosk } from './bench/fill-kiosk.ts';
import { jsonLine, table, type Figure } from './bench/figure.ts';
import { machineLine } from './bench/machine.ts';
import { shiftFacts } from './bench/made-punches.ts';
import { measurePins } from './bench/measure-pins.ts';
import { measureRecovery } from './bench/measure-recovery.ts';
import { measureStart } from './bench/measure-start.ts';
import { measureFelt, type FeltInput } from './bench/measure-felt.ts';
import { measureTaps } from './bench/measure-taps.ts';
import { anchorsFolder } from './bench/anchors-folder.ts';
import { measureGroupCommitRow, type GroupCommitRow } from './bench/server/anchors-group.ts';
import { sqliteDatabase, type BenchDatabase } from './bench/server/bench-database.ts';
import { measureChanges } from './bench/server/measure-changes.ts';
import { measureFleet } from './bench/server/measure-fleet.ts';
import { measureIngest } from './bench/server/measure-ingest.ts';
import { startPostgresDatabase } from './bench/server/postgres-database.ts';
import { findChromium } from './find-chromium.ts';

const kioskParts = ['recovery', 'pin', 'tap', 'start'] as const;
/** Has a world of its own: what it stores has never been at the server. */
const feltParts = ['felt'] as const;
const serverParts = ['ingest', 'changes', 'fleet'] as const;
const allParts = [...kioskParts, ...feltParts, ...serverParts] as const;
type KioskPart = (typeof kioskParts)[number];
type ServerPart = (typeof serverParts)[number];
type Part = (typeof allParts)[number];

interface Plan {
  readonly kioskParts: readonly KioskPart[];
  readonly serverParts: readonly ServerPart[];
  /** Null: not wanted. */
  readonly felt: Omit<FeltInput, 'executablePath'> | null;
  readonly employees: number;
  readonly stored: number;
  readonly pending: number;
  readonly taps: number;
  readonly rounds: number;
  readonly serverRounds: number;
  readonly kiosks: number;
  /** Folder of the anchors bench, which may be missing. */
  readonly anchors: string;
}

/** Stored by so many people: enough days for each to have a history. */
const peopleWithHistory = 2000;
const tmpfs = 0x01021994;

class Refused extends Error {}

function isPart(text: string): text is Part {
  return allParts.some((part) => part === text);
}

interface Flags {
  readonly quick: boolean;
  readonly only: string;
  readonly anchors?: string | undefined;
}

function readFlags(argv: readonly string[]): Flags {
  try {
    return parseArgs({ args: [...argv], options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: allParts.join(',') }, anchors: { type: 'string' } } }).values;
  } catch (cause) {
    throw new Refused(`${cause instanceof Error ? cause.message : 'The command cannot be read.'} Usage: npm run bench [-- --quick] [--only=${allParts.join(',')}] [--anchors=DIR]`);
  }
}

function readPlan(argv: readonly string[]): Plan {
  const values = readFlags(argv);
  const wanted = values.only.split(',').map((text) => text.trim());
  const unknown = wanted.find((text) => !isPart(text));
  if (unknown !== undefined) throw new Refused(`--only knows ${allParts.join(', ')}, and not ${JSON.stringify(unknown)}.`);
  const size = values.quick
    ? { stored: 20_000, taps: 150, rounds: 2, serverRounds: 1, kiosks: 200, felt: { visits: 30, stored: 50_000, recovered: 10_000 } }
    : { stored: 100_000, taps: 1000, rounds: 7, serverRounds: 3, kiosks: 1000, felt: { visits: 200, stored: 1_000_000, recovered: 50_000 } };
  const chosen = <P extends Part>(parts: readonly P[]): P[] => parts.filter((part) => wanted.includes(part));
  return { kioskParts: chosen(kioskParts), serverParts: chosen(serverParts), employees: 10_000, pending: 10_000, ...size, felt: wanted.includes('felt') ? size.felt : null, anchors: anchorsFolder(values.anchors) };
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function measureKiosk(world: BenchWorld, part: KioskPart, plan: Plan): Promise<Figure[]> {
  switch (part) {
    case 'recovery':
      return await measureRecovery(world, plan.pending, plan.rounds);
    case 'pin':
      return await measurePins(world, plan.rounds);
    case 'tap':
      return await measureTaps(world, plan.taps);
    case 'start': {
      const chromium = findChromium();
      if (chromium !== null) return await measureStart(world, chromium, plan.rounds);
      say('The cold start was not measured: there is no Chromium (CHROMIUM_PATH can name one).');
      return [];
    }
  }
}

async function measureServer(parent: string, database: BenchDatabase, part: ServerPart, plan: Plan): Promise<Figure[]> {
  switch (part) {
    case 'ingest':
      return await measureIngest(parent, database, 10, plan.serverRounds);
    case 'changes':
      return await measureChanges(parent, database, 20_000, plan.serverRounds);
    case 'fleet':
      return await measureFleet(parent, database, { kiosks: plan.kiosks, sizes: [1, 10, 100], rounds: 1, groupRow: await groupRowFor(database, plan) });
  }
}

/** Of a thousand kiosks on SQLite: for the rest the anchors bench has no such row, or one that we do not need. */
async function groupRowFor(database: BenchDatabase, { anchors, kiosks }: Plan): Promise<GroupCommitRow | null> {
  if (database.name !== 'SQLite' || kiosks !== 1000) return null;
  const row = await measureGroupCommitRow(anchors);
  if (typeof row !== 'string') return row;
  say(`The fleet was not measured beside the anchors' group-commit row. ${row}`);
  return null;
}

function report(figures: readonly Figure[]): readonly Figure[] {
  for (const figure of figures) process.stdout.write(`${jsonLine(figure)}\n`);
  return figures;
}

async function measureServers(parent: string, plan: Plan): Promise<Figure[]> {
  if (plan.serverParts.length === 0) return [];
  const figures: Figure[] = [];
  const postgres = await startPostgresDatabase();
  if (postgres === null) say('PostgreSQL was not measured: no installed server was found (PGBIN can name its folder).');
  try {
    for (const database of [sqliteDatabase, ...(postgres === null ? [] : [postgres.database])]) {
      for (const part of plan.serverParts) {
        say(`Measuring: ${part} on ${database.name}.`);
        figures.push(...report(await measureServer(parent, database, part, plan)));
      }
    }
  } finally {
    await postgres?.stop();
  }
  return figures;
}

async function main(): Promise<void> {
  const plan = readPlan(process.argv.slice(2));
  const parent = process.env['ZENTIME_BENCH_DIR'] ?? tmpdir();
  if (statfsSync(parent).type === tmpfs) say(`${parent} lies in memory, where an fsync costs nothing: name a folder on a disk in ZENTIME_BENCH_DIR.`);
  process.stdout.write(`${machineLine(parent)}\n`);
  const figures = [...(await measureServers(parent, plan)), ...(await measureKiosks(parent, plan)), ...(await measureFeltSpeed(parent, plan))];
  process.stdout.write(`\n${table(figures)}\n\nKiosks and server spoke TLS where openssl could make a certificate. Ratios compare; absolute times hold for this machine and this hour.\n`);
}

/** E7: what the requirement says, 20,000 employees. */
async function measureFeltSpeed(parent: string, { felt }: Plan): Promise<readonly Figure[]> {
  if (felt === null) return [];
  const executablePath = findChromium();
  if (executablePath === null) {
    say('What a person feels was not measured: there is no Chromium (CHROMIUM_PATH can name one).');
    return [];
  }
  say('Measuring: felt.');
  const world = await makeBenchWorld(parent, 20_000);
  try {
    return report(await measureFelt(world, { executablePath, ...felt }));
  } finally {
    await world.remove();
  }
}

async function measureKiosks(parent: string, plan: Plan): Promise<Figure[]> {
  if (plan.kioskParts.length === 0) return [];
  say(`Seeding a server with ${plan.employees} employees and setting a kiosk up.`);
  const world = await makeBenchWorld(parent, plan.employees);
  const figures: Figure[] = [];
  try {
    const employeeIds = Array.from({ length: peopleWithHistory }, (_, index) => generatedPerson(index + 1).employeeId);
    let isFilled = false;
    for (const part of plan.kioskParts) {
      if (part !== 'recovery' && !isFilled) {
        say(`Storing ${plan.stored} punches on the kiosk.`);
        await fillKiosk(world.kioskFolder, shiftFacts({ count: plan.stored, employeeIds, timeZone: demo.timeZone, lastDate: addDays(dateInZone(systemClock.wallMs(), demo.timeZone), -2) }), 'synced');
        isFilled = true;
      }
      say(`Measuring: ${part}.`);
      figures.push(...report(await measureKiosk(world, part, plan)));
    }
  } finally {
    await world.remove();
  }
  return figures;
}

try {
  await main();
} catch (cause) {
  say(cause instanceof Error ? cause.message : 'The benchmarks ended early.');
  process.exitCode = cause instanceof Refused ? 2 : 1;
}
