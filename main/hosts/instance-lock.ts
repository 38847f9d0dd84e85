/**
 * One kiosk a data folder. The lock is a file that names its holder; one that was left behind by a killed kiosk is told from
 * a living holder by the process's number and, where the system tells, the time at which that process started.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isMissing } from './key-file.ts';

const holderSchema = z.object({ pid: z.int().min(1), startedAt: z.string().nullable() });
type Holder = z.infer<typeof holderSchema>;

export type LockOutcome = { kind: 'held'; release: () => void } | { kind: 'heldByAnother'; pid: number } | { kind: 'folderNotWritable' };

/** Two that start at one moment settle it within a few rounds: the file appears whole or not at all. */
const rounds = 5;

export function lockInstance(dataFolder: string): LockOutcome {
  const path = join(dataFolder, 'kiosk.lock');
  try {
    for (let round = 0; round < rounds; round += 1) {
      if (claim(path)) return { kind: 'held', release: () => release(path) };
      const holder = readHolder(path);
      if (holder !== null && isAlive(holder)) return { kind: 'heldByAnother', pid: holder.pid };
      setAside(path, holder);
    }
  } catch {
    return { kind: 'folderNotWritable' };
  }
  return { kind: 'heldByAnother', pid: readHolder(path)?.pid ?? 0 };
}

/** True when the lock is ours now. A hard link of a complete file: no reader ever sees half of it. */
function claim(path: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, startedAt: startTimeOf(process.pid) } satisfies Holder), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Takes a dead holder's lock away; when somebody claimed it meanwhile, what was taken is put back. */
function setAside(path: string, dead: Holder | null): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const taken = readHolder(aside);
  if (taken !== null && taken.pid !== dead?.pid && isAlive(taken)) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function release(path: string): void {
  if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
}

function readHolder(path: string): Holder | null {
  try {
    const holder = holderSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return holder.success ? holder.data : null;
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  if (holder.pid === process.pid) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return holder.startedAt === null || holder.startedAt === startTimeOf(holder.pid);
}

/** When the process started, in the system's own ticks; null where the system does not tell. */
function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
