import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

export interface DataFolders {
  readonly root: string;
  readonly kiosk: string;
  readonly server: string;
}

export function foldersBelow(root: string): DataFolders {
  return { root, kiosk: join(root, 'kiosk'), server: join(root, 'server') };
}

/** Moves what is there out of the way (L1: `--fresh` deletes nothing); answers where to, or null when there was nothing. */
export function moveAside(folders: DataFolders, now: Date): string | null {
  const aside = join(folders.root, 'aside', now.toISOString().replaceAll(/[:.]/g, '-'));
  const present = [folders.kiosk, folders.server].filter((folder) => existsSync(folder));
  if (present.length === 0) return null;
  mkdirSync(aside, { recursive: true });
  for (const folder of present) renameSync(folder, join(aside, folder === folders.kiosk ? 'kiosk' : 'server'));
  return aside;
}
