/** The kiosk's data folder and its lock: made ready before anything else, or refused in one sentence. */
import { join } from 'node:path';
import { makeFolder } from '../../shared/lib/make-folder.ts';
import { lockInstance } from './instance-lock.ts';

export type DataFolderOutcome = { kind: 'ready'; dataFolder: string; release: () => void } | { kind: 'refused'; sentence: string };

/** @param root the folder that holds `kiosk/` (L1) */
export function openDataFolder(root: string): DataFolderOutcome {
  const dataFolder = join(root, 'kiosk');
  const notWritable = `The data folder ${dataFolder} cannot be written. Give this user the right to, or name another folder in ZENTIME_DATA_DIR.`;
  try {
    makeFolder(dataFolder);
  } catch {
    return { kind: 'refused', sentence: notWritable };
  }
  const lock = lockInstance(dataFolder);
  switch (lock.kind) {
    case 'held':
      return { kind: 'ready', dataFolder, release: lock.release };
    case 'heldByAnother':
      return { kind: 'refused', sentence: `Another kiosk (process ${lock.pid}) is running on the data folder ${dataFolder}. Stop it first, or name another folder in ZENTIME_DATA_DIR.` };
    case 'folderNotWritable':
      return { kind: 'refused', sentence: notWritable };
  }
}
