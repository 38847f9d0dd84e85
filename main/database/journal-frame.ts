/**
 * The bytes of the punch journal. A segment is a header and frames; a frame is length, AES-256-GCM box, checksum:
 *
 *     header  magic (8) · salt (16) · created at, ms (8) · key check (16)
 *     frame   body length (4) · nonce (12) · ciphertext · tag (16) · CRC-32 of all before (4)
 *
 * Each segment has a key of its own (HKDF from the database key and the salt), and each frame is bound to its place in
 * the segment, so that frames can be neither swapped nor moved.
 */
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, timingSafeEqual, type KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';

const magic = Buffer.from('ZTJRNL1\n');
/** Of a later version, by the same pattern. */
const laterMagic = /^ZTJRNL[2-9]\n$/;
const keyCheckBytes = 16;
const saltBytes = 16;
export const headerBytes = magic.length + saltBytes + 8 + keyCheckBytes;
const nonceBytes = 12;
const tagBytes = 16;
const lengthBytes = 4;
const checksumBytes = 4;
const smallestFrame = lengthBytes + nonceBytes + tagBytes + checksumBytes;
/** No frame is longer; a length beyond it is damage. */
const largestBody = 1024 * 1024;

/** A new segment's header. `salt`: 16 random bytes; `key`: the database key, 32 bytes. */
export function encodeHeader(key: Uint8Array, salt: Uint8Array, createdAtMs: number): Buffer {
  const createdAt = Buffer.alloc(8);
  createdAt.writeDoubleLE(createdAtMs);
  const plain = Buffer.concat([magic, salt, createdAt]);
  return Buffer.concat([plain, keyCheck(key, plain)]);
}

export type HeaderOutcome = { kind: 'readable'; segmentKey: KeyObject; createdAtMs: number } | { kind: 'torn' } | { kind: 'newer' } | { kind: 'notAJournal' } | { kind: 'wrongKey' };

/** Reads a segment's header from the segment's first bytes. */
export function decodeHeader(bytes: Buffer, key: Uint8Array): HeaderOutcome {
  if (bytes.length < headerBytes) return { kind: 'torn' };
  const begun = bytes.subarray(0, magic.length);
  if (!begun.equals(magic)) return { kind: laterMagic.test(begun.toString('latin1')) ? 'newer' : 'notAJournal' };
  const plain = bytes.subarray(0, headerBytes - keyCheckBytes);
  if (!timingSafeEqual(keyCheck(key, plain), bytes.subarray(plain.length, headerBytes))) return { kind: 'wrongKey' };
  const salt = plain.subarray(magic.length, magic.length + saltBytes);
  return { kind: 'readable', segmentKey: createSecretKey(Buffer.from(hkdfSync('sha256', key, salt, 'zentime journal segment', 32))), createdAtMs: plain.readDoubleLE(magic.length + saltBytes) };
}

/** One frame for the place `offset` of its segment. `nonce`: 12 random bytes, never used twice under one key. */
export function encodeFrame(text: string, segmentKey: KeyObject, offset: number, nonce: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', segmentKey, nonce);
  cipher.setAAD(placeOf(offset));
  const sealed = cipher.update(text, 'utf8');
  cipher.final();
  const frame = Buffer.allocUnsafe(smallestFrame + sealed.length);
  frame.writeUInt32LE(nonceBytes + sealed.length + tagBytes, 0);
  frame.set(nonce, lengthBytes);
  frame.set(sealed, lengthBytes + nonceBytes);
  frame.set(cipher.getAuthTag(), lengthBytes + nonceBytes + sealed.length);
  frame.writeUInt32LE(crc32(frame.subarray(0, frame.length - checksumBytes)), frame.length - checksumBytes);
  return frame;
}

/** What stands at a place: `torn` is an append that never ended; `damaged` has a whole frame's place but not its content. */
export type FrameOutcome = { kind: 'whole'; end: number } | { kind: 'torn' } | { kind: 'damaged'; end: number } | { kind: 'unreadable' } | { kind: 'end' };

/** Looks at the frame at `offset` without opening it. */
export function inspectFrame(segment: Buffer, offset: number): FrameOutcome {
  const left = segment.length - offset;
  if (left === 0) return { kind: 'end' };
  if (left < lengthBytes) return { kind: 'torn' };
  const bodyLength = segment.readUInt32LE(offset);
  const end = offset + lengthBytes + bodyLength + checksumBytes;
  const plausible = bodyLength >= nonceBytes + tagBytes && bodyLength <= largestBody;
  if (plausible && end <= segment.length && isIntact(segment, offset, end)) return { kind: 'whole', end };
  if (isZero(segment, offset)) return { kind: 'torn' };
  if (!plausible) return { kind: 'unreadable' };
  if (end >= segment.length) return { kind: 'torn' };
  return inspectFrame(segment, end).kind === 'whole' ? { kind: 'damaged', end } : { kind: 'unreadable' };
}

/** The text of a whole frame; null when it was altered in spite of its checksum. */
export function openFrame(segment: Buffer, offset: number, end: number, segmentKey: KeyObject): string | null {
  const body = segment.subarray(offset + lengthBytes, end - checksumBytes);
  const decipher = createDecipheriv('aes-256-gcm', segmentKey, body.subarray(0, nonceBytes));
  decipher.setAAD(placeOf(offset));
  decipher.setAuthTag(body.subarray(body.length - tagBytes));
  try {
    return Buffer.concat([decipher.update(body.subarray(nonceBytes, body.length - tagBytes)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

function isIntact(segment: Buffer, offset: number, end: number): boolean {
  return crc32(segment.subarray(offset, end - checksumBytes)) === segment.readUInt32LE(end - checksumBytes);
}

/** A file system may lengthen a file before it writes the data. */
function isZero(segment: Buffer, offset: number): boolean {
  return segment.subarray(offset).every((byte) => byte === 0);
}

function placeOf(offset: number): Buffer {
  const place = Buffer.alloc(8);
  place.writeBigUInt64LE(BigInt(offset));
  return place;
}

function keyCheck(key: Uint8Array, header: Uint8Array): Buffer {
  const checkKey = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'zentime journal key check', 32));
  return createHmac('sha256', checkKey).update(header).digest().subarray(0, keyCheckBytes);
}
