/**
 * Seals a batch to the server's key (D2): plain JSON, compressed, encrypted as a compact JWE. What main keeps as JSON
 * texts is joined, not parsed and written again: a batch of 1,000 costs no more than its bytes.
 */
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { BatchInput } from '../shared/contracts/http.ts';
import type { SealingKey } from '../shared/contracts/sealing.ts';
import { sealedContentTypes } from '../shared/contracts/http.ts';
import { systemClock, type Clock } from '../shared/lib/clock.ts';
import { JweSealer } from './seal-jwe.ts';

/** A batch before it is sealed: each punch and each record is its own JSON text, as main gave it. */
export type OpenBatch = Omit<BatchInput, 'punches' | 'records'> & { punches: readonly string[]; records: readonly string[] };

/** Answers the compact JWE, the body of POST /batches. */
export type SealBatch = (open: OpenBatch, key: SealingKey) => Promise<string>;

/** Bytes of an open batch that are neither punches nor records, names in the status included; generous. */
export const envelopeBytes = 4096;

const [zstdContent, gzipContent] = sealedContentTypes;

interface Compression {
  contentType: (typeof sealedContentTypes)[number];
  compress(plain: Buffer): Promise<Buffer>;
}

/** Half of a punch is hashes and ids, which no effort makes smaller: the lightest level is the fastest, and the smallest too. */
const zstdOptions = { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } };

const gzip: Compression = { contentType: gzipContent, compress: promisify<Buffer, Buffer>(zlib.gzip) };

/** Zstandard where this Node has it (half the time of gzip at a smaller size), else gzip. */
function bestForMany(): Compression {
  if (!Object.hasOwn(zlib, 'zstdCompress')) return gzip;
  const compress = promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdCompress);
  return { contentType: zstdContent, compress: (plain) => compress(plain, zstdOptions) };
}

/** A few punches: the size is the same, and setting gzip up to inflate them costs the server half of what Zstandard does. */
const fewBytes = 4096;

const forMany = bestForMany();

function bestFor(plain: Buffer): Compression {
  return plain.length < fewBytes ? gzip : forMany;
}

/** The plaintext: exactly a `batch` of the HTTP contract. */
export function batchText(open: OpenBatch): string {
  const { punches, records, ...envelope } = open;
  return `${JSON.stringify(envelope).slice(0, -1)},"records":[${records.join(',')}],"punches":[${punches.join(',')}]}`;
}

/** The sealer of one device: what it seals within a while bears the same ephemeral key. */
export function createSealer(choose: (plain: Buffer) => Compression = bestFor, clock: Pick<Clock, 'monotonicMs'> = systemClock): SealBatch {
  const sealer = new JweSealer(clock);
  return async (open, key) => {
    const plain = Buffer.from(batchText(open));
    const { contentType, compress } = choose(plain);
    return sealer.seal(await compress(plain), contentType, key);
  };
}
