/**
 * The database key, wrapped by the operating system's key store. The wrapped text lies beside the database; without this
 * machine and this account nobody can unwrap it. Only the asynchronous calls: the others go with Electron 46.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyStore, StoredKey } from '../host.ts';
import { replaceFileDurably, writeNewFileDurably } from '../durable-file.ts';
import type { SafeStoragePart } from './electron-parts.ts';
import { isMissing } from './key-file.ts';

const keyBytes = 32;
const notAvailable = 'The key store of the operating system is not available now.';

export function wrappedKey(safeStorage: SafeStoragePart, dataFolder: string): KeyStore {
  const path = join(dataFolder, 'database.key.wrapped');
  return {
    load: () => load(safeStorage, path),
    create: async () => {
      if (!(await safeStorage.isAsyncEncryptionAvailable())) throw new Error(notAvailable);
      const key = randomBytes(keyBytes);
      await writeNewFileDurably(path, await safeStorage.encryptStringAsync(key.toString('hex')));
      return key;
    },
    keep: async (key) => {
      if (!(await safeStorage.isAsyncEncryptionAvailable())) throw new Error(notAvailable);
      await writeNewFileDurably(path, await safeStorage.encryptStringAsync(key.toString('hex')));
    },
  };
}

async function load(safeStorage: SafeStoragePart, path: string): Promise<StoredKey> {
  const wrapped = readWrapped(path);
  if (wrapped.kind !== 'wrapped') return wrapped;
  try {
    if (!(await safeStorage.isAsyncEncryptionAvailable())) return { kind: 'unreadable', why: notAvailable };
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(wrapped.bytes);
    if (!/^[0-9a-f]{64}$/.test(result)) return { kind: 'unreadable', why: 'What was unwrapped is not a key.' };
    if (shouldReEncrypt) await replaceFileDurably(path, await safeStorage.encryptStringAsync(result));
    return { kind: 'key', key: Buffer.from(result, 'hex') };
  } catch {
    return { kind: 'unreadable', why: 'The operating system did not unwrap the key: another account, another machine, or its key store is locked.' };
  }
}

function readWrapped(path: string): { kind: 'wrapped'; bytes: Buffer } | { kind: 'missing' } | { kind: 'unreadable'; why: string } {
  try {
    return { kind: 'wrapped', bytes: readFileSync(path) };
  } catch (error) {
    return isMissing(error) ? { kind: 'missing' } : { kind: 'unreadable', why: 'The key file cannot be read.' };
  }
}
