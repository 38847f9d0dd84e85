/**
 * `npm run bench [-- --quick] [--only=tap,pin,start,recovery]`: how fast the shipped main process, daemon and server are, with
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
import { measureTaps } from './bench/measure-taps.ts';
import { findChromium } from './find-chromium.ts';

const allParts = ['recovery', 'pin', 'tap', 'start'] as const;
type Part = (typeof allParts)[number];

interface Plan {
  readonly parts: readonly Part[];
  readonly employees: number;
  readonly stored: number;
  readonly pending: number;
  readonly taps: number;
  readonly rounds: number;
}

/** Stored by so many people: enough days for each to have a history. */
const peopleWithHistory = 2000;
const tmpfs = 0x01021994;

class Refused extends Error {}

function isPart(text: string): text is Part {
  return allParts.some((part) => part === text);
}

function readFlags(argv: readonly string[]): { readonly quick: boolean; readonly only: string } {
  try {
    return parseArgs({ args: [...argv], options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: allParts.join(',') } } }).values;
  } catch (cause) {
    throw new Refused(`${cause instanceof Error ? cause.message : 'The command cannot be read.'} Usage: npm run bench [-- --quick] [--only=${allParts.join(',')}]`);
  }
}

function readPlan(argv: readonly string[]): Plan {
  const values = readFlags(argv);
  const wanted = values.only.split(',').map((text) => text.trim());
  const unknown = wanted.find((text) => !isPart(text));
  if (unknown !== undefined) throw new Refused(`--only knows ${allParts.join(', ')}, and not ${JSON.stringify(unknown)}.`);
  const size = values.quick ? { stored: 20_000, taps: 150, rounds: 2 } : { stored: 100_000, taps: 1000, rounds: 7 };
  return { parts: allParts.filter((part) => wanted.includes(part)), employees: 10_000, pending: 10_000, ...size };
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function measure(world: BenchWorld, part: Part, plan: Plan): Promise<Figure[]> {
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

async function main(): Promise<void> {
  const plan = readPlan(process.argv.slice(2));
  const parent = process.env['ZENTIME_BENCH_DIR'] ?? tmpdir();
  if (statfsSync(parent).type === tmpfs) say(`${parent} lies in memory, where an fsync costs nothing: name a folder on a disk in ZENTIME_BENCH_DIR.`);
  process.stdout.write(`${machineLine(parent)}\n`);
  say(`Seeding a server with ${plan.employees} employees and setting a kiosk up.`);
  const world = await makeBenchWorld(parent, plan.employees);
  const figures: Figure[] = [];
  try {
    const employeeIds = Array.from({ length: peopleWithHistory }, (_, index) => generatedPerson(index + 1).employeeId);
    let isFilled = false;
    for (const part of plan.parts) {
      if (part !== 'recovery' && !isFilled) {
        say(`Storing ${plan.stored} punches on the kiosk.`);
        await fillKiosk(world.kioskFolder, shiftFacts({ count: plan.stored, employeeIds, timeZone: demo.timeZone, lastDate: addDays(dateInZone(systemClock.wallMs(), demo.timeZone), -2) }), 'synced');
        isFilled = true;
      }
      say(`Measuring: ${part}.`);
      const measured = await measure(world, part, plan);
      for (const figure of measured) process.stdout.write(`${jsonLine(figure)}\n`);
      figures.push(...measured);
    }
  } finally {
    await world.remove();
  }
  process.stdout.write(`\n${table(figures)}\n\nKiosk and server spoke ${world.transport}. Ratios compare; absolute times hold for this machine and this hour.\n`);
}

try {
  await main();
} catch (cause) {
  say(cause instanceof Error ? cause.message : 'The benchmarks ended early.');
  process.exitCode = cause instanceof Refused ? 2 : 1;
}
