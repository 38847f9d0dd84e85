/**
 * The floor of a touch: an empty page whose button changes it, in the same Chromium; and a bare tap through a child process,
 * whose fsyncs are as slow as the kiosk's in the same row.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeAnchorPunch } from './anchor-punch.ts';
import { openFeltPage } from './felt-page.ts';
import { slowDisk } from './slow-disk.ts';

const betweenMs = 20;
const emptyPage =
  "<!doctype html><meta charset=\"utf-8\"><title>empty</title><body><button data-testid=\"in\" onclick=\"const p = document.createElement('p'); p.className = 'out'; p.textContent = 'OUT'; document.querySelector('p')?.remove(); setTimeout(() => document.body.append(p))\">IN</button>";

/** Milliseconds from a touch to the second frame, on a page that does nothing else. */
export async function clickFloor(folder: string, executablePath: string, count: number): Promise<number[]> {
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(emptyPage));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const felt = await openFeltPage(folder, executablePath, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    await felt.page.evaluate("document.querySelector('.out')?.remove()");
    times.push(await felt.touch('in', '.out'));
  }
  await felt.close();
  server.close();
  return times;
}

/** Milliseconds of bare taps: message, commit, answer. @param fsyncDelayMs added to every fsync; 0 leaves the disk as it is */
export async function tapFloor(folder: string, count: number, fsyncDelayMs: number): Promise<number[]> {
  const child = startFloor(join(folder, `felt-floor-${fsyncDelayMs}.db`), fsyncDelayMs);
  await new Promise((resolve) => child.once('message', resolve));
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const punch = makeAnchorPunch(index);
    const startedMs = performance.now();
    await new Promise((resolve) => {
      child.once('message', resolve);
      child.send({ seq: punch.seq, id: punch.id, body: JSON.stringify(punch) });
    });
    times.push(performance.now() - startedMs);
    await pause(betweenMs);
  }
  child.disconnect();
  return times;
}

function startFloor(file: string, fsyncDelayMs: number): ChildProcess {
  const script = join(import.meta.dirname, 'tap-floor.ts');
  if (fsyncDelayMs === 0) return fork(script, [file], { execArgv: [] });
  const [command = '', ...wrapping] = slowDisk(fsyncDelayMs);
  return spawn(command, [...wrapping, process.execPath, script, file], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
}
