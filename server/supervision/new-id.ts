import { v7 } from 'uuid';
import type { RandomBytes } from '../secrets/tokens.ts';

/** A new UUIDv7: ids of decisions and typed punches sort by the time of their making. */
export function newId(randomBytes: RandomBytes, nowMs: number): string {
  return v7({ msecs: nowMs, random: randomBytes(16) });
}
