/**
 * A kiosk whose disk was replaced: its identity is exported while it is well, and restored into a data folder that holds nothing. The next
 * start makes a database for it and downloads its people; the server tells by the daemon's runs when the old disk comes back as well (H5).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { databaseExists, databaseWasHere } from '../database/open.ts';
import type { KeyStore } from '../host.ts';
import { readIdentityFile, shortestPassphrase, writeIdentityFile } from './identity-file.ts';
import { readIdentity, writeIdentity } from './identity-keep.ts';

export interface MoveInput {
  readonly dataFolder: string;
  readonly keyStore: KeyStore;
  readonly file: string;
  readonly passphrase: string;
}

export type ExportIdentityOutcome = { kind: 'exported'; deviceId: string } | { kind: 'passphraseTooShort' | 'notSetUp' | 'keyUnreadable' | 'fileExists' | 'notWritable' };
export type RestoreIdentityOutcome = { kind: 'restored'; deviceId: string } | { kind: 'folderInUse' | 'noFile' | 'unreadable' | 'wrongPassphrase' | 'keyNotKept' } | { kind: 'newer'; version: number };

export async function exportIdentity({ dataFolder, keyStore, file, passphrase }: MoveInput): Promise<ExportIdentityOutcome> {
  if (passphrase.length < shortestPassphrase) return { kind: 'passphraseTooShort' };
  const stored = await keyStore.load();
  if (stored.kind !== 'key') return { kind: stored.kind === 'missing' ? 'notSetUp' : 'keyUnreadable' };
  const identity = readIdentity(dataFolder, stored.key);
  if (identity === null) return { kind: 'notSetUp' };
  try {
    writeFileSync(file, writeIdentityFile({ identity, databaseKey: stored.key }, passphrase), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    return { kind: error instanceof Error && 'code' in error && error.code === 'EEXIST' ? 'fileExists' : 'notWritable' };
  }
  return { kind: 'exported', deviceId: identity.deviceId };
}

export async function restoreIdentity({ dataFolder, keyStore, file, passphrase }: MoveInput): Promise<RestoreIdentityOutcome> {
  if (databaseExists(dataFolder) || databaseWasHere(dataFolder) || (await keyStore.load()).kind !== 'missing') return { kind: 'folderInUse' };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { kind: 'noFile' };
  }
  const read = readIdentityFile(text, passphrase);
  if (read.kind !== 'read') return read;
  const { identity, databaseKey } = read.portable;
  try {
    await keyStore.keep(databaseKey);
    writeIdentity(dataFolder, databaseKey, identity);
  } catch {
    return { kind: 'keyNotKept' };
  }
  return { kind: 'restored', deviceId: identity.deviceId };
}
