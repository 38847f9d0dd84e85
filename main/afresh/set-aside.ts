/**
 * A10, K16: a kiosk's old data goes into `set-aside/<date>/`, whole and as it lies, and the kiosk begins afresh. What was decided is one
 * small file: until it is there the kiosk is the old one; from then on whoever starts finishes the move, step by step, and every
 * step may be done again. So a kill at any moment leaves the old kiosk or the new setup, never neither (A7, H1).
 */
import fs from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { identifier, languageTag } from '../../shared/contracts/entities.ts';
import { place } from '../../shared/contracts/place-calls.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { syncFolderNow } from '../durable-file.ts';

/** The few file calls that this makes; tests give some that fail, or end the program, at any of them. */
export type AsideFiles = Pick<typeof fs, 'existsSync' | 'mkdirSync' | 'renameSync' | 'rmSync' | 'readFileSync' | 'writeFileSync' | 'openSync' | 'fsyncSync' | 'closeSync'>;

/** What outlives the old data: who the device is, and where its chain of punches stands at its company. */
export const carried = z.strictObject({
  deviceId: identifier,
  deviceName: z.string().nullable(),
  deviceLanguage: languageTag.nullable(),
  /** C7 */
  fixedPosition: place.nullable(),
  /** What setup offers first. */
  serverUrl: z.string(),
  company: z.string(),
  alias: z.string(),
  /** H5: punches that were set aside keep their numbers, for they are imported under them; null where nothing stays behind. */
  chain: z.strictObject({ tenantId: identifier, sequenceNumber: z.int(), hash: z.string() }).nullable(),
});
export type Carried = z.infer<typeof carried>;

/** `moving`: names may still lie in their old places. `moved`: whatever lies there now is new. */
const decision = z.strictObject({ formatVersion: z.literal(1), step: z.enum(['moving', 'moved']), folder: z.string().regex(/^[\w-]+$/), carried });
export type SetAsideDecision = z.infer<typeof decision>;

/** Everything that belongs to one setup. Key, logs, exports and the lock are the device's. */
const namesOfOneSetup = ['kiosk.db', 'kiosk.db-wal', 'kiosk.db-shm', 'journal', 'backups', 'damaged', 'identity.sealed', 'restoring.json'] as const;

export function asideRoot(dataFolder: string): string {
  return join(dataFolder, 'set-aside');
}

/** Of one moment; `isTaken` says whether there is one of that name. */
export function asideName(atMs: number, isTaken: (name: string) => boolean): string {
  const name = new Date(atMs).toISOString().slice(0, 19).replaceAll(':', '-');
  for (let nth = 1; ; nth += 1) {
    const candidate = nth === 1 ? name : `${name}-${nth}`;
    if (!isTaken(candidate)) return candidate;
  }
}

/** Durable when it returns: from then on the old data is set aside, whoever dies. Throws where the disk does not take it. */
export function decideSetAside(dataFolder: string, folder: string, facts: Carried, files: AsideFiles = fs): void {
  writeDecision(dataFolder, { formatVersion: 1, step: 'moving', folder, carried: facts }, files);
}

export type SetAsideState = { readonly kind: 'nothing' } | { readonly kind: 'aside'; readonly decision: SetAsideDecision } | { readonly kind: 'unreadable' };

/** Moves what was decided; before anything opens the data. */
export function moveAside(dataFolder: string, files: AsideFiles = fs): SetAsideState {
  const path = decisionPath(dataFolder);
  if (!files.existsSync(path)) return { kind: 'nothing' };
  const read = decision.safeParse(parseJson(files.readFileSync(path, 'utf8')));
  if (!read.success) return { kind: 'unreadable' };
  if (read.data.step === 'moved') return { kind: 'aside', decision: read.data };
  const to = join(asideRoot(dataFolder), read.data.folder);
  files.mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const name of namesOfOneSetup) if (files.existsSync(join(dataFolder, name))) files.renameSync(join(dataFolder, name), join(to, name));
  for (const folder of [to, asideRoot(dataFolder), dataFolder]) syncFolderNow(folder, files);
  const moved = { ...read.data, step: 'moved' as const };
  writeDecision(dataFolder, moved, files);
  return { kind: 'aside', decision: moved };
}

/** The new data knows what was carried over: nothing is left to do. */
export function endSetAside(dataFolder: string, files: AsideFiles = fs): void {
  files.rmSync(decisionPath(dataFolder), { force: true });
  syncFolderNow(dataFolder, files);
}

function decisionPath(dataFolder: string): string {
  return join(dataFolder, 'set-aside.json');
}

function writeDecision(dataFolder: string, made: SetAsideDecision, files: AsideFiles): void {
  const path = decisionPath(dataFolder);
  const file = files.openSync(`${path}.new`, 'w', 0o600);
  try {
    files.writeFileSync(file, JSON.stringify(made));
    files.fsyncSync(file);
  } finally {
    files.closeSync(file);
  }
  files.renameSync(`${path}.new`, path);
  syncFolderNow(dataFolder, files);
}
