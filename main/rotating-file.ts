/**
 * A log file that never grows without bound: at 10 MB or three days it becomes `.1`, the one before it `.2` and so on; ten are kept, none
 * for longer than thirty days. It turns while the program runs. What cannot be written is dropped: a log never stops anything.
 */
import fs from 'node:fs';

export const largestBytes = 10 * 1024 * 1024;
export const oldestMs = 3 * 86_400_000;
export const keptFiles = 10;
export const keptMs = 30 * 86_400_000;

export interface RotationLimits {
  readonly largestBytes: number;
  readonly oldestMs: number;
  readonly keptFiles: number;
  readonly keptMs: number;
}

const usualLimits: RotationLimits = { largestBytes, oldestMs, keptFiles, keptMs };

export interface RotatingFile {
  write(line: string): void;
  close(): void;
}

/** Throws where the file cannot be opened at all. */
export function openRotatingFile(path: string, nowMs: () => number = Date.now, limits: RotationLimits = usualLimits): RotatingFile {
  let file: number | null = openToAppend(path);
  let { size, sinceMs } = standOf(path, nowMs());
  dropOld(path, nowMs(), limits);

  const turn = (): void => {
    if (file !== null) fs.closeSync(file);
    file = null;
    for (let number = limits.keptFiles - 1; number >= 1; number -= 1) {
      const from = number === 1 ? path : `${path}.${String(number - 1)}`;
      if (fs.existsSync(from)) fs.renameSync(from, `${path}.${String(number)}`);
    }
    dropOld(path, nowMs(), limits);
  };

  let isClosed = false;
  return {
    write: (line) => {
      if (isClosed) return;
      try {
        const bytes = Buffer.from(line, 'utf8');
        const isDue = size > 0 && (size + bytes.length > limits.largestBytes || nowMs() - sinceMs > limits.oldestMs);
        if (isDue) turn();
        if (file === null) {
          file = openToAppend(path);
          ({ size, sinceMs } = { size: 0, sinceMs: nowMs() });
        }
        size += fs.writeSync(file, bytes);
      } catch {
        // The disk is full, or the folder is gone: there is nobody to tell.
      }
    },
    close: () => {
      isClosed = true;
      if (file !== null) fs.closeSync(file);
      file = null;
    },
  };
}

function openToAppend(path: string): number {
  return fs.openSync(path, 'a', 0o600);
}

/** A file's age is that of its first line; file systems do not all tell when a file was made. */
function standOf(path: string, nowMs: number): { size: number; sinceMs: number } {
  const { size } = fs.statSync(path);
  if (size === 0) return { size, sinceMs: nowMs };
  const file = fs.openSync(path, 'r');
  try {
    const head = Buffer.alloc(Math.min(size, 512));
    fs.readSync(file, head, 0, head.length, 0);
    const time = Date.parse(/"time":"([^"]{1,40})"/.exec(head.toString('utf8'))?.[1] ?? '');
    return { size, sinceMs: Number.isNaN(time) ? fs.statSync(path).mtimeMs : time };
  } finally {
    fs.closeSync(file);
  }
}

function dropOld(path: string, nowMs: number, limits: RotationLimits): void {
  for (let number = 1; number < limits.keptFiles; number += 1) {
    const old = `${path}.${String(number)}`;
    if (fs.existsSync(old) && nowMs - fs.statSync(old).mtimeMs > limits.keptMs) fs.rmSync(old);
  }
}
