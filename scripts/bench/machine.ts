/** What the benchmarks run on: every report begins with it. */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

const fsyncs = 1000;

/** Appends of 512 bytes with an fsync each, a second, on the disk of `folder`. */
export function fsyncRate(folder: string): number {
  const path = join(folder, 'fsync-rate');
  const file = openSync(path, 'w');
  const block = Buffer.alloc(512, 7);
  const startedMs = performance.now();
  for (let at = 0; at < fsyncs; at++) {
    writeSync(file, block, 0, block.length, at * block.length);
    fsyncSync(file);
  }
  const tookMs = performance.now() - startedMs;
  closeSync(file);
  rmSync(path);
  return (fsyncs * 1000) / tookMs;
}

/** For example: 2 cores, 24 GiB, Node v24.21.0, 5,100 fsyncs a second, load 0.4. */
export function machineLine(folder: string): string {
  const load = loadavg()[0] ?? 0;
  return `${availableParallelism()} cores, ${Math.ceil(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${Math.round(fsyncRate(folder))} fsyncs a second, load ${load.toFixed(2)} before the run`;
}
