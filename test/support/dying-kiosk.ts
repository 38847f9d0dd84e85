/**
 * A program that the tests kill: main on the folder of an existing kiosk, which does one piece of work and dies on the way, by SIGKILL to itself, right
 * before or behind the file call that it is told. Started as `node dying-kiosk.ts ORDER`, the order as JSON; it ends with 0 where nothing killed it.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { RunningMain } from '../../main/main.ts';
import { bareHost } from './bare-host.ts';

/** The nth call of that name whose arguments name a path that ends so. */
export interface DyingOrder {
  readonly folder: string;
  readonly work: 'start' | 'backUp' | 'setUpAgain';
  readonly wallMs: number;
  readonly call: 'renameSync' | 'copyFileSync' | 'rmSync' | 'write' | 'rename';
  readonly ends: string;
  readonly side: 'before' | 'after';
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
  // Nothing of ours runs any more; should the signal take a moment, it is waited for here.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const names = (args: readonly unknown[], ends: string): boolean => args.some((arg) => typeof arg === 'string' && arg.endsWith(ends));

/** Puts a call in the place of `fs`'s own, and of every import of it. */
function dieAround({ call, ends, side }: DyingOrder): void {
  switch (call) {
    case 'write': {
      // Of a copy that is under way: its file is known by a number alone, and nothing else in this program is written in slices.
      const { write } = fs;
      const cut = (...args: unknown[]): unknown => (side === 'before' ? die() : Reflect.apply(write, fs, [...args.slice(0, -1), die]));
      Object.assign(fs, { write: cut });
      break;
    }
    case 'rename': {
      const { rename } = fs.promises;
      const cut = async (from: string, to: string): Promise<void> => {
        if (side === 'before' && names([from, to], ends)) die();
        await rename(from, to);
        if (side === 'after' && names([from, to], ends)) die();
      };
      Object.assign(fs.promises, { rename: cut });
      break;
    }
    default: {
      const plain = fs[call];
      const cut = (...args: unknown[]): unknown => {
        if (side === 'before' && names(args, ends)) die();
        const answer: unknown = Reflect.apply(plain, fs, args);
        if (side === 'after' && names(args, ends)) die();
        return answer;
      };
      Object.assign(fs, { [call]: cut });
    }
  }
  syncBuiltinESMExports();
}

async function work(order: DyingOrder): Promise<void> {
  // Only now, for they take their file calls when they are loaded.
  const { keyFile } = await import('../../main/hosts/key-file.ts');
  const { startMain } = await import('../../main/main.ts');
  const host = bareHost(order.folder, keyFile(order.folder));
  const clock = { wallMs: () => order.wallMs, monotonicMs: () => performance.now() };
  const main = await startMain({ host, appVersion: '0.1.0', deviceName: 'Test kiosk', platform: 'test', defaultServerUrl: 'http://127.0.0.1:4780', clock });
  await doIt(order, main);
}

async function doIt(order: DyingOrder, main: RunningMain): Promise<void> {
  const kiosk = main.kiosk();
  if (order.work === 'start') return;
  if (kiosk === null) throw new Error('the kiosk is broken');
  if (order.work === 'backUp') {
    await kiosk.safekeeping.backUp();
    return;
  }
  const { beginSetupAgain } = await import('../../main/use-cases/begin-setup-again.ts');
  const { operatorSessionId } = kiosk.operators.begin({ userId: 'U1', username: 'ada', role: 'administrator' }, []);
  const answer = await beginSetupAgain(kiosk, { operatorSessionId });
  if (answer.kind !== 'begun') throw new Error(answer.kind);
  await main.call('readKiosk', {});
}

const order = JSON.parse(process.argv[2] ?? '{}') as DyingOrder;
dieAround(order);
await work(order);
process.exit(0);
