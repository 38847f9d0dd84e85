/**
 * A program: main on the folder of an existing kiosk whose room runs out and comes back for real, and what becomes of every tap meanwhile. Started as
 * `node full-disk-kiosk.ts WAY FOLDER`; its last line of output is what it saw, as JSON.
 *
 * `tmpfs`: the folder is a small file system of this process's own, which it may resize. `fileSize`: no file of this process may grow (RLIMIT_FSIZE),
 * which needs no rights; what is free cannot be seen by it, so nothing can warn, and a file that begins anew has room again.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { CallAnswer, CareNotice } from '../../shared/contracts/ipc.ts';
import { ManualClock } from '../../shared/lib/clock.ts';
import { keyFile } from '../../main/hosts/key-file.ts';
import { startMain, type RunningMain } from '../../main/main.ts';
import { fullBytes, lowBytes } from '../../main/safekeeping/disk-watch.ts';
import { systemTimers, type Timers } from '../../main/timers.ts';
import { bareHost } from './bare-host.ts';

export type FullDiskWay = 'tmpfs' | 'fileSize';
export type TapOutcome = CallAnswer<'recordPunch'>['kind'] | 'diskFull' | 'notIdentified';

/** What the program saw. */
export interface FullDiskReport {
  /** What an administrator was told, in order, each once for as long as it stood. */
  readonly told: CareNotice[][];
  /** Taps while there was room, while it got short, when it was full, and when it was back. */
  readonly taps: { readonly withRoom: TapOutcome[]; readonly low: TapOutcome[]; readonly reserve: TapOutcome[]; readonly full: TapOutcome[]; readonly back: TapOutcome[] };
  /** Of a backup that was asked for on the full disk, and what it left. */
  readonly backup: string;
  readonly parts: string[];
  /** What main was after a start on the full disk, and then with room. */
  readonly startedFull: string;
  readonly startedWithRoom: string;
  /** Ids that were confirmed, and those that the database holds. */
  readonly confirmed: string[];
  readonly stored: string[];
  readonly reserveGone: boolean;
}

const [way = '', folder = ''] = process.argv.slice(2);
const clock = new ManualClock(Date.parse(process.env['ZENTIME_TEST_NOW'] ?? '2026-11-24T14:00:00.000Z'));
const quick: Timers = { ...systemTimers, after: (delayMs, work) => systemTimers.after(Math.min(delayMs, 100), work) };
/** A little more than the database of a few punches: its log reaches this first. */
const largestFileBytes = 400_000;
const everything = 2 * lowBytes;

/** Leaves so much room, and no more. */
function leaveFree(bytes: number): void {
  if (way === 'tmpfs') {
    const { blocks, bfree, bsize } = statfsSync(folder);
    execFileSync('mount', ['-o', `remount,size=${String((blocks - bfree) * bsize + bytes)}`, folder]);
    return;
  }
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes === 0 ? String(largestFileBytes) : 'unlimited'}:unlimited`]);
}

const told: CareNotice[][] = [];
const host = bareHost(folder, keyFile(folder));
const start = (): Promise<RunningMain> => startMain({ host, appVersion: '0.1.0', deviceName: 'Test kiosk', platform: 'test', defaultServerUrl: 'http://127.0.0.1:4780', clock, timers: quick });

const confirmed: string[] = [];

async function tap(main: RunningMain): Promise<TapOutcome> {
  clock.advance(120_000);
  const identified = await main.call('identifyByPin', { pin: '111111' });
  const found = identified.kind === 'answer' ? (identified.answer as CallAnswer<'identifyByPin'>) : null;
  if (found?.kind !== 'identified') return 'notIdentified';
  const { sessionId, allowed, workDate, assignmentId } = found.offer;
  const result = await main.call('recordPunch', { sessionId, tapId: crypto.randomUUID(), type: allowed[0], workDate, assignmentId });
  await main.call('endSession', { sessionId });
  if (result.kind !== 'answer') return 'notIdentified';
  const answer = result.answer as CallAnswer<'recordPunch'>;
  if (answer.kind === 'recorded') confirmed.push(answer.punch.punchId);
  return answer.kind === 'notSaved' && answer.reason === 'diskFull' ? 'diskFull' : answer.kind;
}

async function taps(main: RunningMain, count: number): Promise<TapOutcome[]> {
  const outcomes: TapOutcome[] = [];
  for (let made = 0; made < count; made += 1) outcomes.push(await tap(main));
  return outcomes;
}

/** Until something does not fit: that tap and four more; however many fitted before. */
async function tapUntilFull(main: RunningMain): Promise<TapOutcome[]> {
  for (let made = 0; made < 400; made += 1) {
    const outcome = await tap(main);
    if (outcome !== 'recorded') return [outcome, ...(await taps(main, 4))];
  }
  return [];
}

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; waited < 200 && !isSo(); waited += 1) await new Promise((resolve) => setTimeout(resolve, 25));
}

const care = (main: RunningMain): CareNotice[] => main.kiosk()?.state.status().care ?? [];

/** Waits until the disk watch says so, where it can. */
async function untilTold(main: RunningMain, notice: CareNotice | null): Promise<void> {
  if (way === 'tmpfs') await until(() => (notice === null ? care(main).length === 0 : care(main).includes(notice)));
  told.push(care(main));
}

async function run(): Promise<FullDiskReport> {
  leaveFree(everything);
  let main = await start();
  await untilTold(main, null);
  const withRoom = await taps(main, 2);
  leaveFree(lowBytes / 2);
  await untilTold(main, 'diskLow');
  const low = await taps(main, 1);
  leaveFree(fullBytes / 2);
  await untilTold(main, 'diskFull');
  const reserve = await taps(main, 1);
  const reserveGone = !existsSync(join(folder, 'reserve.bin'));
  leaveFree(0);
  const full = await tapUntilFull(main);
  const backUp = await main.kiosk()?.safekeeping.backUp();
  const parts = existsSync(join(folder, 'backups')) ? readdirSync(join(folder, 'backups')) : [];
  await main.stop();
  main = await start();
  const startedFull = main.view().kind;
  leaveFree(everything);
  await until(() => main.view().kind === 'ready');
  const startedWithRoom = main.view().kind;
  await untilTold(main, null);
  const back = await taps(main, 2);
  const rows = main.kiosk()?.connection.all<object, { punchId: string }>({ sql: 'SELECT punch_id AS punchId FROM punches ORDER BY sequence_number', constants: [] }, {}) ?? [];
  await main.stop();
  return { told, taps: { withRoom, low, reserve, full, back }, backup: backUp?.kind ?? 'none', parts, startedFull, startedWithRoom, confirmed, stored: rows.map(({ punchId }) => punchId), reserveGone };
}

process.stdout.write(`${JSON.stringify(await run())}\n`);
process.exit(0);
