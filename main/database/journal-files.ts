/** Where journal segments lie, and the few file calls that the journal makes (tests give failing ones). */
import fs from 'node:fs';
import { join } from 'node:path';

/** `node:fs`, as far as the journal uses it. */
export type JournalFiles = Pick<typeof fs, 'openSync' | 'closeSync' | 'writeSync' | 'fsyncSync' | 'ftruncateSync' | 'readFileSync' | 'readdirSync' | 'mkdirSync' | 'statSync' | 'rmSync' | 'existsSync'>;

export const diskFiles: JournalFiles = fs;

const segmentName = /^(\d{10})\.ztj$/;

export function journalFolder(folder: string): string {
  return join(folder, 'journal');
}

export function segmentPath(folder: string, segment: number): string {
  return join(journalFolder(folder), `${String(segment).padStart(10, '0')}.ztj`);
}

/** Numbers of the segments that are there, oldest first. */
export function listSegments(folder: string, files: JournalFiles): number[] {
  if (!files.existsSync(journalFolder(folder))) return [];
  return files
    .readdirSync(journalFolder(folder), { encoding: 'utf8' })
    .flatMap((name) => segmentName.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}
