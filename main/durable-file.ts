/** Writes a small file that must be there, whole, after a power cut, or not at all. */
import fs, { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { link, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Refuses (throws) when `path` exists. Mode 0600: what is kept this way is secret. */
export async function writeNewFileDurably(path: string, content: Buffer): Promise<void> {
  const temporary = await writeBeside(path, content);
  try {
    await link(temporary, path);
  } finally {
    await unlink(temporary);
  }
  await syncFolder(dirname(path));
}

/** Puts `content` in the place of what was there; a power cut leaves one or the other. */
export async function replaceFileDurably(path: string, content: Buffer): Promise<void> {
  await rename(await writeBeside(path, content), path);
  await syncFolder(dirname(path));
}

async function writeBeside(path: string, content: Buffer): Promise<string> {
  const temporary = `${path}.${process.pid}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  return temporary;
}

/** A new name is durable only when its folder is; Windows has no such call and does it by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** As `replaceFileDurably`, for whoever must not go on before it is there. */
export function replaceFileNow(path: string, content: Uint8Array): void {
  const temporary = `${path}.${process.pid}.new`;
  try {
    writeAndSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolderNow(dirname(path));
}

function writeAndSync(path: string, content: Uint8Array): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The calls that this takes; tests give some that fail. */
export type FolderFiles = Pick<typeof fs, 'openSync' | 'fsyncSync' | 'closeSync'>;

/** A new name in the folder survives a power cut from here on. Windows cannot sync a folder and need not: its file system journals names. */
export function syncFolderNow(folder: string, files: FolderFiles = fs): void {
  if (process.platform === 'win32') return;
  const handle = files.openSync(folder, 'r');
  try {
    files.fsyncSync(handle);
  } finally {
    files.closeSync(handle);
  }
}
