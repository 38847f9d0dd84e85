/** Runs the floor of a recovery once, in two processes, and says how long it took and what CPU it cost. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { cpuSeconds } from './process-cpu.ts';

const outcome = z.object({ acknowledged: z.int(), bytes: z.int(), seconds: z.number() });

export interface FloorRun {
  readonly seconds: number;
  readonly cpuSeconds: number | null;
  /** Plain JSON that was sent. */
  readonly bytes: number;
}

export async function runRecoveryFloor(parent: string, punches: number): Promise<FloorRun> {
  const folder = mkdtempSync(join(parent, 'recovery-floor-'));
  const server = start('recovery-floor-server.ts', [join(folder, 'server.db')]);
  const { port } = z.object({ port: z.int() }).parse(await messageOf(server));
  const client = start('recovery-floor-client.ts', [join(folder, 'client.db'), String(punches), String(port)]);
  try {
    await messageOf(client);
    const pids = [server.pid ?? 0, client.pid ?? 0];
    const before = cpuSeconds(pids);
    client.send('go');
    const run = outcome.parse(await messageOf(client));
    const after = cpuSeconds(pids);
    if (run.acknowledged !== punches) throw new Error(`the floor acknowledged ${run.acknowledged} of ${punches}`);
    return { seconds: run.seconds, bytes: run.bytes, cpuSeconds: before === null || after === null ? null : after - before };
  } finally {
    await end(client);
    await end(server);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function start(script: string, args: readonly string[]): ChildProcess {
  return fork(join(import.meta.dirname, script), args, { execArgv: [] });
}

function messageOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`the floor ended with ${code ?? 'a signal'}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

/** It is killed: what it had to say has been said. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
