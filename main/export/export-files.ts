/** The few file calls that an export makes (tests give failing and slow ones), and what their failures mean to a person. */
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';

export interface OpenedFile {
  write(block: Buffer, offset: number, length: number): Promise<{ readonly bytesWritten: number }>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface ExportFiles {
  open(path: string, flags: 'wx' | 'r', mode?: number): Promise<OpenedFile>;
  /** Throws when it is there. */
  makeFolder(path: string): Promise<void>;
  /** With what is above it; nothing when it is there. */
  makeFolders(path: string): Promise<void>;
  list(path: string): Promise<string[]>;
  exists(path: string): Promise<boolean>;
  rename(from: string, to: string): Promise<void>;
  /** With everything in it; nothing when it is not there. */
  remove(path: string): Promise<void>;
  freeBytes(path: string): Promise<number>;
}

export const diskExportFiles: ExportFiles = {
  open: (path, flags, mode) => open(path, flags, mode),
  makeFolder: (path) => mkdir(path, { mode: 0o700 }),
  makeFolders: async (path) => {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  list: (path) => readdir(path),
  exists: (path) =>
    stat(path).then(
      () => true,
      () => false,
    ),
  rename,
  remove: (path) => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  freeBytes: async (path) => {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};

export type FileFailure = 'diskFull' | 'readOnly' | 'driveGone' | 'driveHangs' | 'alreadyThere';

const meanings: Readonly<Record<string, FileFailure>> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  EFBIG: 'diskFull',
  EROFS: 'readOnly',
  EACCES: 'readOnly',
  EPERM: 'readOnly',
  ENOENT: 'driveGone',
  ENOTDIR: 'driveGone',
  ENODEV: 'driveGone',
  ENXIO: 'driveGone',
  EIO: 'driveGone',
  ESTALE: 'driveGone',
  EBADF: 'driveGone',
  ETIMEDOUT: 'driveHangs',
  EEXIST: 'alreadyThere',
  ENOTEMPTY: 'alreadyThere',
};

/** Null for what no disk does: a defect. */
export function fileFailureOf(error: unknown): FileFailure | null {
  return error instanceof Error && 'code' in error ? (meanings[String(error.code)] ?? null) : null;
}

/** A new name is durable only when its folder is. Some file systems of removable drives know no such call and need none. */
export async function syncFolder(files: ExportFiles, path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await files.open(path, 'r');
  try {
    await folder.sync();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'EINVAL' && code !== 'ENOTSUP') throw error;
  } finally {
    await folder.close();
  }
}
