/**
 * D2: batches come sealed to the server's P-256 key, as a JWE in compact form, compressed before they were sealed. The key is
 * made at the first start and kept in the database. What cannot be opened, or swells beyond the limit, is refused unread.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gunzipSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { maxBatchBytes, sealedContentTypes, sealingKey, type SealingKey } from '../../shared/contracts/http.ts';
import { openJwe } from './open-jwe.ts';

const inflateZstd = promisify<Buffer, { maxOutputLength: number }, Buffer>(zstdDecompress);
const inflateGzip = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

const privateJwk = z.object({ ...sealingKey.shape, d: z.string() });

export type Unsealed = { readonly kind: 'opened'; readonly plain: Buffer } | { readonly kind: 'unreadable' } | { readonly kind: 'tooLarge' };

/** A new key pair as the text that the database keeps. */
export async function newSealingKey(kid: string): Promise<string> {
  const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  return JSON.stringify({ ...(await exportJWK(pair.privateKey)), kid });
}

/** Opens what was sealed to one key. */
export class SealOpener {
  readonly publicKey: SealingKey;
  readonly #privateKey: KeyObject;

  /** @param stored text that `newSealingKey` made */
  constructor(stored: string) {
    const { d, ...publicKey } = privateJwk.parse(JSON.parse(stored));
    this.publicKey = publicKey;
    this.#privateKey = createPrivateKey({ key: { ...publicKey, d }, format: 'jwk' });
  }

  /** The plain bytes of a sealed batch, at most `maxBatchBytes`. */
  async open(sealed: Buffer): Promise<Unsealed> {
    const opened = openJwe(sealed, (kid) => (kid === this.publicKey.kid ? this.#privateKey : null));
    const contentType = sealedContentTypes.find((known) => known === opened?.contentType);
    return opened === null || contentType === undefined ? { kind: 'unreadable' } : inflate(contentType, opened.plaintext);
  }
}

type ContentType = (typeof sealedContentTypes)[number];

/** Below this a hop to another thread costs more than the work. */
const smallBytes = 16 * 1024;

async function inflate(contentType: ContentType, compressed: Buffer): Promise<Unsealed> {
  const isZstd = contentType === 'zentime-batch+json;zstd';
  const limit = { maxOutputLength: maxBatchBytes };
  try {
    if (compressed.length < smallBytes) return { kind: 'opened', plain: isZstd ? zstdDecompressSync(compressed, limit) : gunzipSync(compressed, limit) };
    return { kind: 'opened', plain: await (isZstd ? inflateZstd : inflateGzip)(compressed, limit) };
  } catch (cause) {
    return { kind: cause instanceof RangeError ? 'tooLarge' : 'unreadable' };
  }
}
