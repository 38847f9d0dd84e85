/**
 * H1, H6, A10: damaged databases (`damaged/`) and those of earlier setups (`set-aside/`) do not stay for ever. A folder goes 35 days after a night found that
 * nothing in it can be missing at the server, and only then:
 *
 * - one of an earlier setup: nothing in its database is pending. What was exported and not sent is: it stays, for nobody here knows whether it was imported.
 * - a damaged one: its database can be read in spite of it, had no log beside it whose end may be lost, and what is pending in it is in the database
 *   that took its place. What cannot be read may hold anything, and stays.
 *
 * That it was found is written into the folder, so that the days count from there, whatever the clock said before. Nothing goes while the time is not known.
 */
import { existsSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { asideRoot } from '../afresh/set-aside.ts';
import { databaseFileName } from '../database/open.ts';
import { readUnsent, type Unsent } from '../database/read-unsent.ts';
import { replaceFileNow } from '../durable-file.ts';
import type { EventLog } from '../logger.ts';

export const asideDays = 35;
const dayMs = 86_400_000;
const noteName = 'settled.json';
/** A folder whose deletion has begun bears this; whatever is left of it goes the next time. */
const going = '.going';
const note = z.strictObject({ formatVersion: z.literal(1), foundAtMs: z.number() });

export interface AsideInput {
  readonly dataFolder: string;
  readonly key: Uint8Array;
  /** Null while nobody knows the time. */
  readonly nowMs: number | null;
  /** Whether the database that is in use knows it, settled or not. */
  readonly knows: { punch(sequenceNumber: number, punchId: string): boolean; record(recordId: string): boolean };
  readonly log: EventLog;
}

export function damagedRoot(dataFolder: string): string {
  return join(dataFolder, 'damaged');
}

/** Answers how many folders went. Rejects where the disk refuses. */
export async function pruneAside(input: AsideInput): Promise<number> {
  const { dataFolder } = input;
  const folders = [
    ...foldersIn(damagedRoot(dataFolder)).map((path) => ({ path, isSettled: () => isDamagedSettled(input, path) })),
    ...foldersIn(asideRoot(dataFolder)).map((path) => ({ path, isSettled: () => isEarlierSettled(input, path) })),
  ];
  let gone = 0;
  for (const { path, isSettled } of folders) if (await isDue(input, path, isSettled)) gone += await drop(path, input.log);
  return gone;
}

function foldersIn(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name))
    .toSorted();
}

async function isDue({ nowMs, log }: AsideInput, path: string, isSettled: () => Promise<boolean>): Promise<boolean> {
  if (path.endsWith(going)) return true;
  if (nowMs === null) return false;
  const found = foundSettledMs(path);
  if (found !== null && found <= nowMs) return nowMs - found > asideDays * dayMs;
  if (!(await isSettled())) return false;
  replaceFileNow(join(path, noteName), Buffer.from(JSON.stringify({ formatVersion: 1, foundAtMs: nowMs }), 'utf8'));
  log('aside.settled', { folder: path, days: asideDays });
  return false;
}

function foundSettledMs(path: string): number | null {
  const file = join(path, noteName);
  if (!existsSync(file)) return null;
  const read = note.safeParse(parseJson(readFileSync(file, 'utf8')));
  return read.success ? read.data.foundAtMs : null;
}

async function isDamagedSettled({ key, knows }: AsideInput, path: string): Promise<boolean> {
  const unsent = await unsentOf(path, key);
  // The file was gone, and nothing could be moved here.
  if (unsent === 'noDatabase') return readdirSync(path).length === 0;
  if (unsent.kind === 'unreadable' || hasLog(path)) return false;
  return unsent.punches.every(({ sequenceNumber, punchId }) => knows.punch(sequenceNumber, punchId)) && unsent.recordIds.every((recordId) => knows.record(recordId));
}

/** What was damaged in that setup's time has to have been found settled in that time. */
async function isEarlierSettled({ key }: AsideInput, path: string): Promise<boolean> {
  const unsent = await unsentOf(path, key);
  if (unsent === 'noDatabase' || unsent.kind === 'unreadable') return false;
  return unsent.punches.length + unsent.recordIds.length === 0 && foldersIn(damagedRoot(path)).every((folder) => foundSettledMs(folder) !== null);
}

async function unsentOf(path: string, key: Uint8Array): Promise<Unsent | 'noDatabase'> {
  const file = join(path, databaseFileName);
  return existsSync(file) ? readUnsent(file, key) : 'noDatabase';
}

function hasLog(path: string): boolean {
  const log = join(path, `${databaseFileName}-wal`);
  return existsSync(log) && statSync(log).size > 0;
}

async function drop(path: string, log: EventLog): Promise<1> {
  const last = path.endsWith(going) ? path : `${path}${going}`;
  if (last !== path) renameSync(path, last);
  await rm(last, { recursive: true, force: true });
  log('aside.dropped', { folder: path });
  return 1;
}
