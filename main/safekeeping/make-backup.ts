/**
 * H6: a backup of the device database, made while taps go on. The file is encrypted page by page, so it is copied as it is: the log is
 * emptied into it, it stands still while it is read in slices, and what is written meanwhile waits in the log. A backup counts once it
 * was opened under the key and read whole, and its manifest says so; before that a kill leaves an unfinished one, which nobody takes.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsync, mkdirSync, openSync, read, readdirSync, renameSync, rmSync, write } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkCopy, type CopyCheck } from '../database/check-copy.ts';
import type { Connection, StillFile } from '../database/connection.ts';
import { replaceFileDurably } from '../durable-file.ts';
import { backupsFolder, backupsToDrop, dropBackup, listBackups, manifestPath, nameOfBackup, writeManifest, type BackupFacts } from './backup-files.ts';

const readSlice = promisify(read);
const writeSlice = promisify(write);
const toDisk = promisify(fsync);
/** One slice is hashed on the thread of taps: well below a millisecond. */
const sliceBytes = 256 * 1024;

export interface BackupInput {
  readonly connection: Pick<Connection, 'keepStill'>;
  readonly dataFolder: string;
  readonly key: Uint8Array;
  readonly madeAtMs: number;
  /** Bytes that may be used; a backup never takes the last of a disk. */
  readonly roomBytes: () => number | null;
  readonly check?: (file: string, key: Uint8Array) => Promise<CopyCheck>;
}

/** `unsound`: the copy is as the file is, and cannot be relied on; so the file itself cannot. `disturbed`: the database was opened anew meanwhile. */
export type BackupOutcome = { kind: 'made'; name: string; facts: BackupFacts; dropped: number } | { kind: 'notMade'; why: 'busy' | 'disturbed' | 'noRoom' | 'notWritable' | 'unsound'; detail: string };

export async function makeBackup(input: BackupInput): Promise<BackupOutcome> {
  const folder = backupsFolder(input.dataFolder);
  const name = nameOfBackup(input.madeAtMs);
  const part = join(folder, `${name}.part`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    removeUnfinished(input.dataFolder);
    const copied = await copyStill(input, part);
    if (copied.kind === 'notMade') return copied;
    const check = await (input.check ?? checkCopy)(part, input.key);
    if (check.kind === 'unsound') return { kind: 'notMade', why: 'unsound', detail: check.why };
    const { schemaVersion, deviceId, punches, lastSequence } = check;
    const facts = { schemaVersion, deviceId, madeAtMs: input.madeAtMs, bytes: copied.bytes, sha256: copied.sha256, punches, lastSequence };
    const path = join(folder, name);
    renameSync(part, path);
    await replaceFileDurably(manifestPath(path), Buffer.from(writeManifest(facts, input.key), 'utf8'));
    const drop = backupsToDrop(listBackups(input.dataFolder));
    for (const old of drop) dropBackup(input.dataFolder, old);
    return { kind: 'made', name, facts, dropped: drop.length };
  } catch (error) {
    return { kind: 'notMade', why: 'notWritable', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    if (existsSync(part)) rmSync(part, { force: true });
  }
}

/** What an earlier run did not come to an end with: nobody takes it, and it must not stand for a good one of its day. */
function removeUnfinished(dataFolder: string): void {
  const folder = backupsFolder(dataFolder);
  for (const name of readdirSync(folder)) if (name.endsWith('.part') || name.endsWith('.new')) rmSync(join(folder, name), { force: true });
  for (const name of listBackups(dataFolder)) if (!existsSync(manifestPath(join(folder, name)))) dropBackup(dataFolder, name);
}

type Copied = { kind: 'copied'; bytes: number; sha256: string } | Extract<BackupOutcome, { kind: 'notMade' }>;

async function copyStill(input: BackupInput, part: string): Promise<Copied> {
  const still = input.connection.keepStill();
  if (still === null) return { kind: 'notMade', why: 'busy', detail: 'the log could not be emptied into the file' };
  const to = openSync(part, 'w', 0o600);
  try {
    return await copySlices(input, still, to);
  } finally {
    still.release();
    closeSync(to);
  }
}

async function copySlices(input: BackupInput, still: StillFile, to: number): Promise<Copied> {
  const hash = createHash('sha256');
  const slice = Buffer.alloc(sliceBytes);
  let bytes = 0;
  for (;;) {
    const { bytesRead } = await readSlice(still.file, slice, 0, sliceBytes, bytes);
    if (!still.isStill()) return { kind: 'notMade', why: 'disturbed', detail: 'the database was opened anew' };
    if (bytesRead === 0) break;
    const room = input.roomBytes();
    if (room !== null && room < bytesRead) return { kind: 'notMade', why: 'noRoom', detail: `${String(bytes)} bytes were copied` };
    hash.update(slice.subarray(0, bytesRead));
    await writeWhole(to, slice.subarray(0, bytesRead), bytes);
    bytes += bytesRead;
  }
  await toDisk(to);
  return { kind: 'copied', bytes, sha256: hash.digest('hex') };
}

async function writeWhole(to: number, bytes: Buffer, at: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += (await writeSlice(to, bytes, written, bytes.length - written, at + written)).bytesWritten;
}
