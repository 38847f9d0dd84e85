/**
 * How the kill tests and the programs that they kill speak to each other, over files of one folder: the failpoint that is aimed at, the
 * last word of whoever died there, and how far the clocks of kiosk and server are ahead. A file is read in microseconds, and outlives
 * whoever wrote it.
 */
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flushCompileCache } from 'node:module';
import type { AroundStep } from '../../shared/lib/around-step.ts';
import { systemClock, type Clock } from '../../shared/lib/clock.ts';
import { nameOf, type Failpoint, type Side } from './failpoints.ts';

/** Names the folder to the programs. */
export const folderVariable = 'ZENTIME_CRASH_FOLDER';
/** Names the daemon's program to the kiosk, from the repository's root. */
export const daemonVariable = 'ZENTIME_CRASH_DAEMON';

const files = (folder: string) => ({ aim: join(folder, 'aim'), deaths: join(folder, 'deaths'), ahead: join(folder, 'ahead') });

// --- the test's side

/** Whoever comes to `failpoint` for the nth time from now on dies there; null: nobody. */
export function aimAt(folder: string, failpoint: Failpoint | null, nth = 1): void {
  const { aim } = files(folder);
  if (failpoint === null) return rmSync(aim, { force: true });
  writeFileSync(`${aim}.next`, `${nameOf(failpoint)} ${nth} ${performance.now()}`);
  renameSync(`${aim}.next`, aim);
}

/** Failpoints at which somebody died, in order. */
export function readDeaths(folder: string): string[] {
  const { deaths } = files(folder);
  return existsSync(deaths) ? readFileSync(deaths, 'utf8').split('\n').slice(0, -1) : [];
}

/** Comes back when somebody has died since there were `known` deaths, or when time is up. */
export function waitForDeath(folder: string, known: number, withinMs: number): Promise<'died' | 'timeUp'> {
  return new Promise((resolve) => {
    const settle = (outcome: 'died' | 'timeUp'): void => {
      clearTimeout(timer);
      watcher.close();
      resolve(outcome);
    };
    const timer = setTimeout(() => settle('timeUp'), withinMs);
    const look = (): void => {
      if (readDeaths(folder).length > known) settle('died');
    };
    const watcher = watch(folder, look);
    look();
  });
}

/** Moves the clocks of kiosk and server ahead, together, as days pass between two lives. */
export function setAhead(folder: string, aheadMs: number): void {
  const { ahead } = files(folder);
  writeFileSync(`${ahead}.next`, String(aheadMs));
  renameSync(`${ahead}.next`, ahead);
}

// --- the programs' side

/** The machine's clock, as far ahead as the test says. */
export function clockAhead(folder: string): Clock {
  const { ahead } = files(folder);
  return { monotonicMs: systemClock.monotonicMs, wallMs: () => systemClock.wallMs() + (existsSync(ahead) ? Number(readFileSync(ahead, 'utf8')) : 0) };
}

export interface Dying {
  /** Dies here if this is what is aimed at. */
  at(step: string, side: Side): void;
  /** Does a step, and looks on every side of it. */
  readonly around: AroundStep<string>;
}

/** @param amidMs how long a step that was begun goes on before `amid` is over */
export function dyingAs(folder: string, owner: Failpoint['owner'], amidMs = 2): Dying {
  const { aim, deaths } = files(folder);
  const passed = new Map<string, number>();
  const at = (step: string, side: Side): void => {
    const [name, nth, told] = read(aim).split(' ');
    if (name !== `${owner}.${step}.${side}` || told === undefined) return;
    const times = (passed.get(told) ?? 0) + 1;
    passed.set(told, times);
    if (times < Number(nth)) return;
    rmSync(aim, { force: true });
    appendFileSync(deaths, `${name}\n`);
    process.kill(process.pid, 'SIGKILL');
    // Nothing of ours runs any more; should the signal take a moment, it is waited for here.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
  return {
    at,
    around: (step, work) => {
      at(step, 'before');
      const result = work();
      if (!(result instanceof Promise)) {
        at(step, 'after');
        return result;
      }
      const amid = setTimeout(() => at(step, 'amid'), amidMs);
      return result.then((answer: unknown) => {
        clearTimeout(amid);
        at(step, 'after');
        return answer;
      }) as typeof result;
    },
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** A program that is killed leaves nothing behind of what was compiled for it, unless it does so while it lives; the next life starts faster. */
export function keepCompiled(): void {
  setTimeout(flushCompileCache, 300).unref();
}
