/**
 * A device's identity in a file for a replaced disk: enrolment, token, tenant key, the database's key and where the chain of punches
 * stood, under a passphrase (scrypt, AES-256-GCM). What reads it names what is wrong with it, and has changed nothing by then.
 */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { z } from 'zod';
import { deviceIdentity, type DeviceIdentity } from './identity-keep.ts';

const format = 'zentime-device-identity';
const version = 1;
export const shortestPassphrase = 12;
/** 64 MiB and a fifth of a second for each guess. */
const cost = { N: 2 ** 16, r: 8, p: 1 } as const;
const memoryBytes = 256 * 1024 * 1024;
const tagBytes = 16;

const outer = z.object({ format: z.literal(format), version: z.int() });
const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);
const whole = z.strictObject({ format: z.literal(format), version: z.literal(version), salt: base64, nonce: base64, sealed: base64 });
const content = z.strictObject({ identity: deviceIdentity, databaseKey: z.string().regex(/^[0-9a-f]{64}$/) });

export interface PortableIdentity {
  readonly identity: DeviceIdentity;
  readonly databaseKey: Buffer;
}

/** `unreadable`: no such file at all, cut or altered in its outside. `wrongPassphrase`: that, or its sealed inside was altered; nobody can tell which. */
export type IdentityFileOutcome = { kind: 'read'; portable: PortableIdentity } | { kind: 'unreadable' } | { kind: 'newer'; version: number } | { kind: 'wrongPassphrase' };

export function writeIdentityFile({ identity, databaseKey }: PortableIdentity, passphrase: string): string {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(passphrase, salt), nonce);
  cipher.setAAD(Buffer.from(`${format} ${String(version)}`, 'utf8'));
  const text = JSON.stringify({ identity, databaseKey: databaseKey.toString('hex') });
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${JSON.stringify({ format, version, salt: salt.toString('base64'), nonce: nonce.toString('base64'), sealed: sealed.toString('base64') }, null, 2)}\n`;
}

export function readIdentityFile(text: string, passphrase: string): IdentityFileOutcome {
  const read = readJson(text);
  const said = outer.safeParse(read);
  if (!said.success) return { kind: 'unreadable' };
  if (said.data.version !== version) return { kind: 'newer', version: said.data.version };
  const file = whole.safeParse(read);
  if (!file.success) return { kind: 'unreadable' };
  const opened = open(file.data, passphrase);
  if (opened === null) return { kind: 'wrongPassphrase' };
  const inside = content.safeParse(readJson(opened));
  return inside.success ? { kind: 'read', portable: { identity: inside.data.identity, databaseKey: Buffer.from(inside.data.databaseKey, 'hex') } } : { kind: 'unreadable' };
}

function open(file: z.infer<typeof whole>, passphrase: string): string | null {
  const [salt, nonce, sealed] = [Buffer.from(file.salt, 'base64'), Buffer.from(file.nonce, 'base64'), Buffer.from(file.sealed, 'base64')];
  if (sealed.length < tagBytes || nonce.length !== 12) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(passphrase, salt), nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(`${file.format} ${String(file.version)}`, 'utf8'));
    decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - tagBytes)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

function keyOf(passphrase: string, salt: Uint8Array): Buffer {
  return scryptSync(passphrase.normalize('NFKC'), salt, 32, { ...cost, maxmem: memoryBytes });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
