/** A small text under a key: AES-256-GCM, the key derived anew for each text. Whatever was altered, cut or made under another key does not open. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;

/** @param purpose sealed for one purpose, it opens for no other */
export function sealText(text: string, key: Uint8Array, purpose: string): Buffer {
  const salt = randomBytes(saltBytes);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keyFor(key, salt, purpose), nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([salt, nonce, sealed, cipher.getAuthTag()]);
}

/** Null for what this key did not seal for this purpose, or what is not as it was. */
export function openText(bytes: Buffer, key: Uint8Array, purpose: string): string | null {
  if (bytes.length < saltBytes + nonceBytes + tagBytes) return null;
  const salt = bytes.subarray(0, saltBytes);
  const nonce = bytes.subarray(saltBytes, saltBytes + nonceBytes);
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFor(key, salt, purpose), nonce, { authTagLength: tagBytes });
    decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(saltBytes + nonceBytes, bytes.length - tagBytes)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

function keyFor(key: Uint8Array, salt: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, `zentime ${purpose}`, 32));
}
