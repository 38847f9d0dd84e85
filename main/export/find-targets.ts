/** E8: where an export may go: the kiosk's own folder, and the drives that are plugged in. Found anew each time somebody looks. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import type { ExportTarget } from '../../shared/contracts/export-calls.ts';
import { systemTimers } from '../timers.ts';
import { openDriveFiles, type DriveFiles } from './drive-files.ts';

export interface FoundTarget extends Omit<ExportTarget, 'targetId'> {
  readonly path: string;
}

/** What is asked of the machine; tests give another machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Of Linux: the text of /proc/mounts. */
  readMounts(): Promise<string>;
  /** Names of the folders in a folder; empty where it is not there. */
  foldersIn(path: string): Promise<string[]>;
  isFolder(path: string): Promise<boolean>;
  /** Null where nobody can say. */
  freeBytes(path: string): Promise<number | null>;
  isWritable(path: string): Promise<boolean>;
}

/** A network drive that does not answer must not hold the screen up. */
const longestLookMs = 2_000;

export const thisMachine: Machine = {
  platform: process.platform,
  readMounts: () => readFile('/proc/mounts', 'utf8'),
  foldersIn: async (path) => {
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  },
  isFolder: (path) =>
    stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    ),
  freeBytes: (path) => lookAt((drive) => drive.freeBytes(path), null),
  isWritable: (path) =>
    lookAt(async (drive) => {
      await drive.checkWritable(path);
      return true;
    }, false),
};

/** On a thread of its own: looks at a share that is stuck would take one after the other of the few threads that all files are read with. */
async function lookAt<T>(ask: (drive: DriveFiles) => Promise<T>, otherwise: T): Promise<T> {
  const drive = openDriveFiles({ timers: systemTimers, signal: AbortSignal.abort(), onSilent: () => undefined });
  try {
    return await ask(drive);
  } catch {
    return otherwise;
  } finally {
    drive.end();
  }
}

/** @param ownFolder the kiosk's folder for exports; it is there */
export async function findTargets(ownFolder: string, machine: Machine = thisMachine): Promise<FoundTarget[]> {
  const drives = await findDrives(machine).catch(() => []);
  const own = await describe(machine, ownFolder, 'device', ownFolder);
  const found = await Promise.all(drives.map(({ path, label }) => describe(machine, path, 'drive', label)));
  return [own, ...found];
}

async function describe(machine: Machine, path: string, kind: FoundTarget['kind'], label: string): Promise<FoundTarget> {
  const [freeBytes, isWritable] = await Promise.all([soon(machine.freeBytes(path), null), soon(machine.isWritable(path), false)]);
  return { path, kind, label, freeBytes, isWritable };
}

interface Drive {
  readonly path: string;
  readonly label: string;
}

async function findDrives(machine: Machine): Promise<Drive[]> {
  switch (machine.platform) {
    case 'win32':
      return windowsDrives(machine);
    case 'darwin':
      return (await machine.foldersIn('/Volumes')).map((label) => ({ path: posix.join('/Volumes', label), label }));
    default:
      return mountedDrives(await machine.readMounts());
  }
}

/** All letters but the system's own. */
async function windowsDrives(machine: Machine): Promise<Drive[]> {
  const roots = Array.from('DEFGHIJKLMNOPQRSTUVWXYZ', (letter) => ({ path: win32.join(`${letter}:`, '\\'), label: `${letter}:` }));
  const isThere = await Promise.all(roots.map(({ path }) => soon(machine.isFolder(path), false)));
  return roots.filter((_root, index) => isThere[index]);
}

/** What is mounted where drives are mounted: /media, /run/media, /mnt. */
export function mountedDrives(mounts: string): Drive[] {
  const paths = mounts
    .split('\n')
    .map((line) => unescaped(line.split(' ')[1] ?? ''))
    .filter((path) => /^\/(media|run\/media|mnt)\/./.test(path) || path === '/mnt');
  return [...new Set(paths)].map((path) => ({ path, label: posix.basename(path) }));
}

/** Spaces and the like stand as octal numbers there. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

async function soon<T>(work: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), longestLookMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
