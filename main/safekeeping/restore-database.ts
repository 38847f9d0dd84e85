/**
 * H6: a database that is damaged or gone is set aside, never deleted, and the newest good backup takes its place; without one an empty
 * database does, where this device's identity is kept. What was confirmed since comes back from the journal (reconcile.ts), people by
 * the next download, and what the server has already is settled by its ids. Where neither can be had nothing is touched.
 *
 * Every step may be the last one before a kill: until the new file stands in its place, the next start finds the same damage; from then on
 * the note beside it (restore-note.ts) says that the restore is to be gone on with.
 */
import { copyFileSync, createReadStream, existsSync, fsyncSync, closeSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { plainly } from '../../shared/lib/around-step.ts';
import { checkCopy } from '../database/check-copy.ts';
import { programVersion } from '../database/migrations.ts';
import { databaseFileName } from '../database/open.ts';
import { syncFolderNow } from '../durable-file.ts';
import type { Durably } from '../durable-steps.ts';
import type { EventLog } from '../logger.ts';
import { backupsFolder, listBackups, readManifest, type BackupFacts, type BackupRefusal } from './backup-files.ts';
import { readRestoreNote, writeRestoreNote } from './restore-note.ts';
import { readIdentity, type DeviceIdentity } from './identity-keep.ts';

export interface RestoreInput {
  readonly dataFolder: string;
  readonly key: Uint8Array;
  readonly nowMs: number;
  readonly log: EventLog;
  readonly durably?: Durably;
}

/** `fromBackup`: the file stands in its place. `anew`: nothing does, and a new database may be made for this identity. */
export type RestoreOutcome = { kind: 'fromBackup'; backupMadeAtMs: number; identity: DeviceIdentity | null; setAside: string } | { kind: 'anew'; identity: DeviceIdentity; setAside: string } | { kind: 'impossible' };

export type GoodBackup = { kind: 'good'; path: string; facts: BackupFacts } | { kind: 'refused'; why: BackupRefusal; detail: string };

export async function restoreDatabase(input: RestoreInput): Promise<RestoreOutcome> {
  const { dataFolder, key, log } = input;
  const identity = readIdentity(dataFolder, key);
  const best = await newestGoodBackup(input, identity);
  if (best === null && identity === null) {
    log('restore.impossible', { backups: listBackups(dataFolder).length });
    return { kind: 'impossible' };
  }
  const file = join(dataFolder, databaseFileName);
  const ready = `${file}.restoring`;
  rmSync(ready, { force: true });
  const durably = input.durably ?? plainly;
  if (best !== null) durably('backupCopy', () => copyDurably(best.path, ready));
  const setAside = durably('databaseSetAside', () => setDatabaseAside(dataFolder, input.nowMs));
  writeRestoreNote(dataFolder, { from: best === null ? 'journal' : 'backup', backupMadeAtMs: best?.facts.madeAtMs ?? null, setAside });
  if (best === null) return identity === null ? { kind: 'impossible' } : { kind: 'anew', identity, setAside };
  durably('databaseRestore', () => {
    renameSync(ready, file);
    syncFolderNow(dataFolder);
  });
  return { kind: 'fromBackup', backupMadeAtMs: best.facts.madeAtMs, identity, setAside };
}

/** What an earlier start has restored and not come to an end with; null where there is no such thing. */
export function unfinishedRestore(dataFolder: string, key: Uint8Array): Exclude<RestoreOutcome, { kind: 'impossible' }> | null {
  const note = readRestoreNote(dataFolder);
  if (note === null) return null;
  const identity = readIdentity(dataFolder, key);
  const { setAside, backupMadeAtMs } = note;
  if (note.from === 'backup' && backupMadeAtMs !== null) return { kind: 'fromBackup', backupMadeAtMs, identity, setAside };
  return identity === null ? null : { kind: 'anew', identity, setAside };
}

/** The newest one that is whole, of this device and of no newer program; what is refused on the way is logged with its reason. */
async function newestGoodBackup({ dataFolder, key, log }: RestoreInput, identity: DeviceIdentity | null): Promise<Extract<GoodBackup, { kind: 'good' }> | null> {
  for (const name of listBackups(dataFolder)) {
    const found = await inspectBackup(join(backupsFolder(dataFolder), name), key, identity?.deviceId ?? null);
    if (found.kind === 'good') return found;
    log('backup.refused', { name, why: found.why, detail: found.detail });
  }
  return null;
}

/** @param deviceId whose it must be; null: nobody knows any more */
export async function inspectBackup(path: string, key: Uint8Array, deviceId: string | null): Promise<GoodBackup> {
  const manifest = readManifest(path, key);
  if (manifest.kind === 'refused') return { kind: 'refused', why: manifest.why, detail: 'its manifest' };
  const { facts } = manifest;
  if (facts.schemaVersion > programVersion) return refused('newer', `version ${String(facts.schemaVersion)}, this program writes ${String(programVersion)}`);
  if (deviceId !== null && facts.deviceId !== null && facts.deviceId !== deviceId) return refused('otherDevice', 'its device id');
  const { size } = statSync(path);
  if (size < facts.bytes) return refused('truncated', `${String(size)} of ${String(facts.bytes)} bytes`);
  if (size > facts.bytes || (await hashOf(path)) !== facts.sha256) return refused('altered', 'its checksum');
  const check = await checkCopy(path, key);
  if (check.kind === 'unsound') return refused('unreadable', check.why);
  return check.punches === facts.punches ? { kind: 'good', path, facts } : refused('unreadable', 'its punches are not as many as were counted');
}

/** By stream: a backup may be larger than what is left of the memory. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function refused(why: BackupRefusal, detail: string): GoodBackup {
  return { kind: 'refused', why, detail };
}

function copyDurably(from: string, to: string): void {
  copyFileSync(from, to);
  const file = openSync(to, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Moves the database and what lies beside it into a folder of its own; answers which. */
function setDatabaseAside(dataFolder: string, nowMs: number): string {
  const stamp = join('damaged', new Date(nowMs).toISOString().slice(0, 23).replaceAll(/[:.]/g, '-'));
  let folder = stamp;
  // A clock may tell the same moment twice.
  for (let again = 2; existsSync(join(dataFolder, folder)); again += 1) folder = `${stamp}-${String(again)}`;
  mkdirSync(join(dataFolder, folder), { recursive: true, mode: 0o700 });
  // The log goes first: a file without its log would be an older state that looks whole.
  for (const suffix of ['-wal', '-shm', '-journal', '']) {
    const from = join(dataFolder, `${databaseFileName}${suffix}`);
    if (existsSync(from)) renameSync(from, join(dataFolder, folder, `${databaseFileName}${suffix}`));
  }
  syncFolderNow(join(dataFolder, folder));
  syncFolderNow(dataFolder);
  return folder;
}
