/**
 * C4: a punch's id. It is time-ordered (UUIDv7), and punches are ordered by instant, then by id: within one millisecond, where
 * time says nothing, the device's own sequence does. Time may stand still for longer than that, when a clock is set back.
 */
import { v7 } from 'uuid';

/** Behind this no 48 bits hold the milliseconds. */
const latestMs = 2 ** 48 - 1;

/** Of what travels beside punches (K9); their order is the outbox's. */
export function newRecordId(atMs: number): string {
  return v7({ msecs: Math.min(Math.max(0, atMs), latestMs) });
}

/** @param atMs the best-known instant; @param sequenceNumber of the punch on its device */
export function newPunchId(atMs: number, sequenceNumber: number): string {
  return v7({ msecs: Math.min(Math.max(0, atMs), latestMs), seq: sequenceNumber });
}
