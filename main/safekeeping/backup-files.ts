/** H6: where backups lie, what is written beside each, and which of them stay. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const formatVersion = 1;
const backupName = /^kiosk-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})Z\.db$/;

/** Newest days and newest weeks of which the last backup stays. A week is always younger than the journal's retention (35 days), so that each can be followed up. */
export const keptDays = 7;
export const keptWeeks = 4;

const facts = z.strictObject({
  formatVersion: z.int(),
  schemaVersion: z.int(),
  deviceId: z.string().nullable(),
  madeAtMs: z.number(),
  bytes: z.int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  punches: z.int(),
  lastSequence: z.int(),
});
export type BackupFacts = Omit<z.infer<typeof facts>, 'formatVersion'>;

/** What is written beside a backup, once it is whole and was checked: the facts, and a proof that this kiosk wrote them. */
const manifest = z.strictObject({ facts: z.looseObject({ formatVersion: z.int() }), proof: z.string().regex(/^[0-9a-f]{64}$/) });

export type ManifestOutcome = { kind: 'read'; facts: BackupFacts } | { kind: 'refused'; why: BackupRefusal };

/** Why a backup is of no use: its making never ended; cut short; not as it was; of another kiosk (or under another key); of a newer program. */
export type BackupRefusal = 'unfinished' | 'truncated' | 'altered' | 'otherDevice' | 'newer' | 'unreadable';

export function backupsFolder(dataFolder: string): string {
  return join(dataFolder, 'backups');
}

export function manifestPath(backup: string): string {
  return `${backup}.json`;
}

export function nameOfBackup(madeAtMs: number): string {
  return `kiosk-${new Date(madeAtMs).toISOString().slice(0, 19).replaceAll(':', '-')}Z.db`;
}

/** Names of the backups that are there, newest first. */
export function listBackups(dataFolder: string): string[] {
  try {
    return readdirSync(backupsFolder(dataFolder))
      .filter((name) => backupName.test(name))
      .sort()
      .reverse();
  } catch {
    return [];
  }
}

/** When a backup of that name was made, by the kiosk's wall clock. */
export function madeAtMsOf(name: string): number {
  const [, date = '', hour = '', minute = '', second = ''] = backupName.exec(name) ?? [];
  return Date.parse(`${date}T${hour}:${minute}:${second}Z`);
}

export function writeManifest(of: BackupFacts, key: Uint8Array): string {
  const inside = { formatVersion, ...of };
  return JSON.stringify({ facts: inside, proof: proofOf(inside, key) });
}

export function readManifest(backup: string, key: Uint8Array): ManifestOutcome {
  let text: string;
  try {
    text = readFileSync(manifestPath(backup), 'utf8');
  } catch {
    return { kind: 'refused', why: 'unfinished' };
  }
  const read = manifest.safeParse(readJson(text));
  if (!read.success) return { kind: 'refused', why: 'altered' };
  if (!timingSafeEqual(Buffer.from(proofOf(read.data.facts, key), 'hex'), Buffer.from(read.data.proof, 'hex'))) return { kind: 'refused', why: 'otherDevice' };
  const inside = facts.safeParse(read.data.facts);
  return inside.success && inside.data.formatVersion === formatVersion ? { kind: 'read', facts: inside.data } : { kind: 'refused', why: 'newer' };
}

function proofOf(inside: object, key: Uint8Array): string {
  return createHmac('sha256', key)
    .update(`zentime backup ${JSON.stringify(inside)}`)
    .digest('hex');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The newest of each of the newest days, and of each of the newest weeks (Monday to Sunday, UTC); the others may go. */
export function backupsToDrop(names: readonly string[]): string[] {
  const newestFirst = names.toSorted().reverse();
  const kept = new Set([...newestOfEach(newestFirst, dayOf, keptDays), ...newestOfEach(newestFirst, weekOf, keptWeeks)]);
  return newestFirst.filter((name) => !kept.has(name));
}

function newestOfEach(newestFirst: readonly string[], groupOf: (name: string) => number, limit: number): string[] {
  const newest = new Map<number, string>();
  for (const name of newestFirst) if (!newest.has(groupOf(name)) && newest.size < limit) newest.set(groupOf(name), name);
  return [...newest.values()];
}

function dayOf(name: string): number {
  return Math.floor(madeAtMsOf(name) / 86_400_000);
}

/** The epoch began on a Thursday. */
function weekOf(name: string): number {
  return Math.floor((dayOf(name) + 3) / 7);
}

export function dropBackup(dataFolder: string, name: string): void {
  const path = join(backupsFolder(dataFolder), name);
  // The manifest goes first: what is left after a kill is an unfinished backup, never a wrong one.
  rmSync(manifestPath(path), { force: true });
  rmSync(path, { force: true });
}
