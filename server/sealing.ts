/**
 * D2: batches come sealed to the server's P-256 key, as a JWE in compact form, compressed before they were sealed. The key is
 * made at the first start and kept in the database. What cannot be opened, or swells beyond the limit, is refused unread.
 */
import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { compactDecrypt, errors, exportJWK, generateKeyPair, importJWK, type CompactJWEHeaderParameters, type CryptoKey } from 'jose';
import { z } from 'zod';
import { maxBatchBytes, sealedContentTypes, sealingKey, type SealingKey } from '../shared/contracts/http.ts';

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
  readonly #privateKey: CryptoKey;

  private constructor(publicKey: SealingKey, privateKey: CryptoKey) {
    this.publicKey = publicKey;
    this.#privateKey = privateKey;
  }

  /** @param stored text that `newSealingKey` made */
  static async of(stored: string): Promise<SealOpener> {
    const { d, ...publicKey } = privateJwk.parse(JSON.parse(stored));
    const key = await importJWK({ ...publicKey, d }, 'ECDH-ES');
    if (key instanceof Uint8Array) throw new Error('the sealing key is not an EC key');
    return new SealOpener(publicKey, key);
  }

  /** The plain bytes of a sealed batch, at most `maxBatchBytes`. */
  async open(sealed: Buffer): Promise<Unsealed> {
    const opened = await this.#decrypt(sealed);
    if (opened === null) return { kind: 'unreadable' };
    return inflate(opened.contentType, opened.compressed);
  }

  async #decrypt(sealed: Buffer): Promise<{ contentType: ContentType; compressed: Buffer } | null> {
    try {
      const options = { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'], maxDecompressedLength: 0 };
      const { plaintext, protectedHeader } = await compactDecrypt(sealed, (header: CompactJWEHeaderParameters) => this.#keyFor(header), options);
      const contentType = sealedContentTypes.find((known) => known === protectedHeader.cty);
      return contentType === undefined ? null : { contentType, compressed: Buffer.from(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength) };
    } catch (cause) {
      if (cause instanceof errors.JOSEError || cause instanceof TypeError || cause instanceof DOMException) return null;
      throw cause;
    }
  }

  #keyFor(header: CompactJWEHeaderParameters): CryptoKey {
    if (header.kid !== this.publicKey.kid) throw new errors.JWEInvalid('unknown key');
    return this.#privateKey;
  }
}

type ContentType = (typeof sealedContentTypes)[number];

async function inflate(contentType: ContentType, compressed: Buffer): Promise<Unsealed> {
  const inflateOne = contentType === 'zentime-batch+json;zstd' ? inflateZstd : inflateGzip;
  try {
    return { kind: 'opened', plain: await inflateOne(compressed, { maxOutputLength: maxBatchBytes }) };
  } catch (cause) {
    return { kind: cause instanceof RangeError ? 'tooLarge' : 'unreadable' };
  }
}
