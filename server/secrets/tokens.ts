/**
 * Secrets that others carry for us. Bearer tokens are 256 bits, random or made of the one before, kept as SHA-256 alone. Cursors and page tokens are our
 * own notes, signed, so that one of another tenant, of another timeclock or made up is not taken for ours.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

export type RandomBytes = (size: number) => Buffer;

/** A new bearer token; `kind` stands in front so that a leaked one can be recognised. */
export function newBearerToken(kind: 'ztd' | 'zts', randomBytes: RandomBytes): string {
  return `${kind}_${randomBytes(32).toString('base64url')}`;
}

/**
 * D9: the device token that follows on `token`, always the same one: a request for it that arrives once more, late, must not end the
 * one that the device has stored by then. Nobody makes it who has the database alone, for that holds the hash of `token`.
 */
export function successorToken(signer: NoteSigner, token: string): string {
  return `ztd_${signer.digest('device token', token).toString('base64url')}`;
}

/** D9: a device's token lives this long; it is renewed without a person well before. */
export const deviceTokenLifeMs = 90 * 86_400_000;

/** The form in which tokens are stored. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The token of an Authorization header; null when there is none. */
export function bearerToken(header: string | undefined): string | null {
  const match = /^Bearer ([\w.-]{16,512})$/.exec(header ?? '');
  return match?.[1] ?? null;
}

const noteParts = z.array(z.union([z.string(), z.number()])).max(8);
export type NoteParts = z.infer<typeof noteParts>;
const macBytes = 16;

/** Signs and opens notes; `purpose` keeps a cursor from passing for a page token. */
export class NoteSigner {
  readonly #key: Buffer;

  constructor(keyHex: string) {
    this.#key = Buffer.from(keyHex, 'hex');
  }

  sign(purpose: string, parts: NoteParts): string {
    const body = Buffer.from(JSON.stringify(parts));
    return Buffer.concat([this.#mac(purpose, body), body]).toString('base64url');
  }

  /** The parts; null for anything that `sign` did not make for this purpose. */
  open(purpose: string, text: string): NoteParts | null {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length <= macBytes) return null;
    const body = bytes.subarray(macBytes);
    if (!timingSafeEqual(bytes.subarray(0, macBytes), this.#mac(purpose, body))) return null;
    return noteParts.parse(JSON.parse(body.toString('utf8')));
  }

  /** 256 bits that nobody else can make of `text` for this purpose. */
  digest(purpose: string, text: string): Buffer {
    return this.#whole(purpose, Buffer.from(text));
  }

  #mac(purpose: string, body: Buffer): Buffer {
    return this.#whole(purpose, body).subarray(0, macBytes);
  }

  #whole(purpose: string, body: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(`${purpose}\n`).update(body).digest();
  }
}
