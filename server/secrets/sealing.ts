/**
 * D2: batches come sealed to the server's P-256 key, as a JWE in compact form, compressed before they were sealed. The keys lie in
 * the database (key-ring.ts): the first is made at the first start, others by `rotate-sealing-key`, and servers that run take them
 * up by themselves. What cannot be opened, or swells beyond the limit, is refused unread.
 */
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gunzipSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { maxBatchBytes, sealedContentTypes } from '../../shared/contracts/http.ts';
import type { SealingKey } from '../../shared/contracts/sealing.ts';
import { AgreedKeys } from './agreed-keys.ts';
import { currentKey, privateKeyOf, readKeyRing, successorsOf, type KeyRing } from './key-ring.ts';
import { openJwe } from './open-jwe.ts';

const inflateZstd = promisify<Buffer, { maxOutputLength: number }, Buffer>(zstdDecompress);
const inflateGzip = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

/** `unknownKey`: sealed to a key that this server does not have, or opens no more. */
export type Unsealed = { readonly kind: 'opened'; readonly plain: Buffer } | { readonly kind: 'unreadable' } | { readonly kind: 'unknownKey' } | { readonly kind: 'tooLarge' };

export interface SealOpenerInput {
  /** The ring as the database had it. */
  readonly stored: string;
  /** The ring as the database has it now. */
  readonly load: () => Promise<string>;
  readonly nowMs: () => number;
}

/** A rotation is noticed within this time, without a restart. */
const freshForMs = 60_000;
/** Strangers who make up key ids cause no more than one look a second. */
const shortestPauseMs = 1_000;

/** Opens what was sealed to one of the server's keys. */
export class SealOpener {
  readonly #input: SealOpenerInput;
  readonly #agreed = new AgreedKeys();
  #ring: KeyRing;
  #stored: string;
  #loadedMs: number;

  constructor(input: SealOpenerInput) {
    this.#input = input;
    this.#ring = readKeyRing(input.stored);
    this.#stored = input.stored;
    this.#loadedMs = input.nowMs();
  }

  /** What new batches should be sealed to, as far as this process knows. */
  get publicKey(): SealingKey {
    return currentKey(this.#ring);
  }

  /** The same, looked up again where it has not been for a while. */
  async freshPublicKey(): Promise<SealingKey> {
    await this.#refresh(freshForMs);
    return this.publicKey;
  }

  /** D2: proofs, from the key with this id to the one in use; empty where there are none. */
  async successorsOf(kid: string): Promise<string[]> {
    await this.#refresh(freshForMs);
    return successorsOf(this.#ring, kid);
  }

  /** The plain bytes of a sealed batch, at most `maxBatchBytes`. */
  async open(sealed: Buffer): Promise<Unsealed> {
    await this.#refresh(freshForMs);
    const first = await this.#tryOpen(sealed);
    if (first.kind !== 'unknownKey') return first;
    return (await this.#refresh(shortestPauseMs)) ? await this.#tryOpen(sealed) : first;
  }

  async #tryOpen(sealed: Buffer): Promise<Unsealed> {
    const missing: string[] = [];
    const keyOf = (kid: string): KeyObject | null => {
      const key = privateKeyOf(this.#ring, kid, this.#input.nowMs());
      if (key === null) missing.push(kid);
      return key;
    };
    const opened = openJwe(sealed, keyOf, this.#agreed);
    if (missing.length > 0) return { kind: 'unknownKey' };
    const contentType = sealedContentTypes.find((known) => known === opened?.contentType);
    return opened === null || contentType === undefined ? { kind: 'unreadable' } : inflate(contentType, opened.plaintext);
  }

  /** Reads the ring again unless that was done within `pauseMs`; true where it was. */
  async #refresh(pauseMs: number): Promise<boolean> {
    const nowMs = this.#input.nowMs();
    if (Math.abs(nowMs - this.#loadedMs) < pauseMs) return false;
    this.#loadedMs = nowMs;
    const stored = await this.#input.load();
    // The same keys stay the same objects: what was agreed on with them stays good.
    if (stored !== this.#stored) this.#ring = readKeyRing(stored);
    this.#stored = stored;
    return true;
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
