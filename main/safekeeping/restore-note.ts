/**
 * H6: a restore that has put a database in place, and what it came from. It lies beside the database from before that moment until the restore
 * has been counted and told: a start that is killed in between finds a sound database, and goes on as the one that was killed.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { replaceFileNow } from '../durable-file.ts';

export const restoreNoteName = 'restoring.json';

const note = z.strictObject({
  formatVersion: z.literal(1),
  from: z.enum(['backup', 'journal']),
  backupMadeAtMs: z.number().nullable(),
  /** The folder of what was damaged. */
  setAside: z.string(),
});
export type RestoreNote = Omit<z.infer<typeof note>, 'formatVersion'>;

export function writeRestoreNote(dataFolder: string, of: RestoreNote): void {
  replaceFileNow(join(dataFolder, restoreNoteName), Buffer.from(JSON.stringify({ formatVersion: 1, ...of }), 'utf8'));
}

/** Null where no restore is unfinished; one that cannot be read says too little to go on with. */
export function readRestoreNote(dataFolder: string): RestoreNote | null {
  const path = join(dataFolder, restoreNoteName);
  if (!existsSync(path)) return null;
  const read = note.safeParse(parseJson(readFileSync(path, 'utf8')));
  return read.success ? read.data : null;
}

/** Everybody who has to know of the restore knows. */
export function endRestore(dataFolder: string): void {
  rmSync(join(dataFolder, restoreNoteName), { force: true });
}
