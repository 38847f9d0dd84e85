/**
 * C11, K2: what is a double tap. Same person, same type, less than the window apart by raw instants, and no valid punch
 * between. Exactly the window apart is kept. A replay (same id) is another matter and never comes here.
 */
import { inOrder, type TimedPunch } from './punch-sequence.ts';
import type { PunchType } from '../lib/punch-type.ts';

/**
 * The punch that the new one repeats, or null.
 * @param punches that person's valid punches around the moment, over all dates and kiosks, any order; voided ones left out
 */
export function findDuplicate<P extends TimedPunch>(punches: readonly P[], candidate: { readonly type: PunchType; readonly instantMs: number }, windowSeconds: number): P | null {
  const ordered = inOrder(punches);
  const before = ordered.findLast((punch) => punch.instantMs <= candidate.instantMs);
  const after = ordered.find((punch) => punch.instantMs > candidate.instantMs);
  const repeats = (punch: P | undefined): punch is P => punch !== undefined && punch.type === candidate.type && Math.abs(punch.instantMs - candidate.instantMs) < windowSeconds * 1000;
  if (repeats(before)) return before;
  return repeats(after) ? after : null;
}
