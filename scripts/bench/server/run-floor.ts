/** Starts the fleet's floor server as a process of its own, and ends it. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

export interface FloorServer {
  readonly port: number;
  end(): Promise<void>;
}

/** @param place 'sqlite' and a file, or 'postgres' and a URL */
export async function startFloor(place: readonly [kind: string, where: string]): Promise<FloorServer> {
  const child = fork(join(import.meta.dirname, 'floor-server.ts'), [...place], { execArgv: [] });
  const message = await new Promise<unknown>((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`the floor ended with ${code ?? 'a signal'}`)));
  });
  return { port: z.object({ port: z.int() }).parse(message).port, end: () => end(child) };
}

/** It is killed: what it had to say has been said. */
async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
