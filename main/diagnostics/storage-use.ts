/** G3: what the kiosk's data takes, and how much is left beside it. Only looked at; what cannot be read counts as nothing. */
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiagnosticsView } from '../../shared/contracts/diagnostics-calls.ts';
import { databaseFileName } from '../database/open.ts';

type StorageUse = DiagnosticsView['storage'];

export async function readStorageUse(folder: string): Promise<StorageUse> {
  const [database, writeAhead, journal, backups, logs, freeBytes] = await Promise.all([
    sizeOf(join(folder, databaseFileName)),
    sizeOf(join(folder, `${databaseFileName}-wal`)),
    filesIn(join(folder, 'journal')),
    filesIn(join(folder, 'backups'), '.db'),
    filesIn(join(folder, 'logs')),
    freeIn(folder),
  ]);
  return { databaseBytes: database + writeAhead, journalBytes: journal.bytes, journalSegments: journal.count, backupBytes: backups.bytes, backups: backups.count, logBytes: logs.bytes, freeBytes };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

async function filesIn(folder: string, ending = ''): Promise<{ count: number; bytes: number }> {
  try {
    const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile() && entry.name.endsWith(ending));
    const sizes = await Promise.all(files.map((file) => sizeOf(join(folder, file.name))));
    return { count: files.length, bytes: sizes.reduce((sum, one) => sum + one, 0) };
  } catch {
    return { count: 0, bytes: 0 };
  }
}

async function freeIn(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
