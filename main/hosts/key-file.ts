/**
 * The database key in a file for its owner alone (mode 0600): the browser host's key store, where the operating system has
 * none that plain Node can ask. Whoever reads this file and the database can read both, which the diagnostics say.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyStore, StoredKey } from '../host.ts';
import { writeNewFileDurably } from '../durable-file.ts';

const keyBytes = 32;

export function keyFile(dataFolder: string): KeyStore {
  const path = join(dataFolder, 'database.key');
  return {
    load: () => Promise.resolve(loadKey(path)),
    create: async () => {
      const key = randomBytes(keyBytes);
      await writeNewFileDurably(path, Buffer.from(key.toString('hex'), 'utf8'));
      return key;
    },
    keep: (key) => writeNewFileDurably(path, Buffer.from(key.toString('hex'), 'utf8')),
  };
}

function loadKey(path: string): StoredKey {
  try {
    const text = readFileSync(path, 'utf8').trim();
    if (/^[0-9a-f]{64}$/.test(text)) return { kind: 'key', key: Buffer.from(text, 'hex') };
    return { kind: 'unreadable', why: 'The key file does not hold a key.' };
  } catch (error) {
    return isMissing(error) ? { kind: 'missing' } : { kind: 'unreadable', why: 'The key file cannot be read.' };
  }
}

/** True when a file system call failed because there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
