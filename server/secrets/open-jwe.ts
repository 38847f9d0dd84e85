/**
 * Opens a JWE in compact form that was sealed by ECDH-ES on P-256 with A256GCM (RFC 7516; RFC 7518 sections 4.6 and 5.3), and nothing else. A
 * general library takes five times as long for the same, which is most of what a batch of one punch costs; the tests hold this
 * and the kiosk's side (daemon/seal-jwe.ts) against it.
 */
import { createDecipheriv, createHash, createPublicKey, createSecretKey, diffieHellman, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { AgreedKey, AgreedKeys } from './agreed-keys.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';

/** The protected header. Unknown fields are refused: each of them would change what the rest means. */
const header = z.strictObject({
  alg: z.literal('ECDH-ES'),
  enc: z.literal('A256GCM'),
  kid: z.string().max(64),
  cty: z.string().max(64),
  epk: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string().max(64), y: z.string().max(64) }),
});

export interface OpenedJwe {
  /** `cty`: what the plaintext is. */
  readonly contentType: string;
  readonly plaintext: Buffer;
}

/** Protected header, empty encrypted key, initialisation vector of 12 bytes, ciphertext, tag of 16 bytes. */
const compactForm = /^([\w-]{1,2000})\.\.([\w-]{16})\.([\w-]+)\.([\w-]{22})$/;

/**
 * @param keyOf the private key of a key id; null for one that is not ours
 * @param agreed keys of batches that were opened before
 * @returns null for whatever was not sealed to one of our keys, or was altered since
 */
export function openJwe(sealed: Buffer, keyOf: (kid: string) => KeyObject | null, agreed: AgreedKeys): OpenedJwe | null {
  const parts = compactForm.exec(sealed.toString('latin1'));
  if (parts === null) return null;
  const [, protectedText = '', iv = '', ciphertext = '', tag = ''] = parts;
  try {
    const known = agreed.find(protectedText, keyOf);
    const key = known ?? agree(protectedText, keyOf);
    if (key === null) return null;
    const decipher = createDecipheriv('aes-256-gcm', key.contentKey, Buffer.from(iv, 'base64url'), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(protectedText, 'latin1')).setAuthTag(Buffer.from(tag, 'base64url'));
    const plaintext = Buffer.concat([decipher.update(ciphertext, 'base64url'), decipher.final()]);
    if (known === null) agreed.keep(protectedText, key);
    return { contentType: key.contentType, plaintext };
  } catch {
    // A point off the curve, or a tag that does not fit: both say that this is not what a kiosk sealed.
    return null;
  }
}

/** @throws for a point off the curve */
function agree(protectedText: string, keyOf: (kid: string) => KeyObject | null): AgreedKey | null {
  const parsed = header.safeParse(parseJson(Buffer.from(protectedText, 'base64url').toString('utf8')));
  if (!parsed.success) return null;
  const { kid, cty, epk, enc } = parsed.data;
  const privateKey = keyOf(kid);
  if (privateKey === null) return null;
  const secret = diffieHellman({ privateKey, publicKey: createPublicKey({ key: epk, format: 'jwk' }) });
  return { contentType: cty, contentKey: contentKey(secret, enc), kid, privateKey };
}

/** Concat KDF for a direct key of 256 bits, with empty party information (RFC 7518 section 4.6.2). */
function contentKey(secret: Buffer, algorithm: string): KeyObject {
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const otherInfo = [number(algorithm.length), Buffer.from(algorithm), number(0), number(0), number(256)];
  const derived = createHash('sha256').update(Buffer.concat([number(1), secret, ...otherInfo]));
  // As a key object: handed over as bytes it costs the cipher four times as long to take.
  return createSecretKey(derived.digest());
}
