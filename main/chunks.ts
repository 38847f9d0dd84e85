/** Long work in short pieces, so that a tap never waits for more than one of them (D6). */
import type { Clock } from '../shared/lib/clock.ts';
import type { Timers } from './timers.ts';

/** Longest piece of work between two chances for a tap, in ms. */
export const longestPieceMs = 8;

export interface Pacing {
  readonly timers: Pick<Timers, 'pause'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

/** Rows of the smallest piece: where the disk is slow each piece costs one wait for it, however small, and smaller ones would only wait more often. */
const smallestPiece = 50;
const largestPiece = 1000;

/**
 * Hands `items` to `work` in slices that aim at half of the longest piece: the size follows what the last slice took.
 * @param work one slice, usually one transaction
 */
export async function inPieces<T>(pacing: Pacing, items: readonly T[], work: (slice: readonly T[]) => void): Promise<void> {
  let size = smallestPiece;
  let next = 0;
  while (next < items.length) {
    const startedMs = pacing.clock.monotonicMs();
    work(items.slice(next, next + size));
    next += size;
    size = nextSize(size, pacing.clock.monotonicMs() - startedMs);
    await pacing.timers.pause();
  }
}

/** As `inPieces`, for items that are read while they are worked on: never more than one slice of them is held. */
export async function inSlices<T>(pacing: Pacing, items: Iterable<T>, work: (slice: readonly T[]) => void): Promise<void> {
  let size = smallestPiece;
  let slice: T[] = [];
  const finishSlice = async (startedMs: number): Promise<number> => {
    work(slice);
    slice = [];
    size = nextSize(size, pacing.clock.monotonicMs() - startedMs);
    await pacing.timers.pause();
    return pacing.clock.monotonicMs();
  };
  let startedMs = pacing.clock.monotonicMs();
  for (const item of items) {
    slice.push(item);
    if (slice.length >= size) startedMs = await finishSlice(startedMs);
  }
  if (slice.length > 0) await finishSlice(startedMs);
}

/** Repeats `work` with a limit of rows, until it says that nothing was left. */
export async function untilDone(pacing: Pacing, work: (limit: number) => number): Promise<number> {
  let limit = smallestPiece;
  let total = 0;
  for (;;) {
    const startedMs = pacing.clock.monotonicMs();
    const done = work(limit);
    total += done;
    if (done === 0) return total;
    limit = nextSize(limit, pacing.clock.monotonicMs() - startedMs);
    await pacing.timers.pause();
  }
}

/**
 * Walks from `after` to `upTo`, a piece at a time; answers how many rows were worked on in all.
 * @param work looks at `size` places behind `after`, and says where it came to
 */
export async function untilReached(pacing: Pacing, after: number, upTo: number, work: (after: number, size: number) => { readonly rows: number; readonly after: number }): Promise<number> {
  let size = 64;
  let total = 0;
  let place = after;
  while (place < upTo) {
    const startedMs = pacing.clock.monotonicMs();
    const piece = work(place, size);
    total += piece.rows;
    place = piece.after;
    size = nextSize(size, pacing.clock.monotonicMs() - startedMs);
    await pacing.timers.pause();
  }
  return total;
}

/** How many rows the next piece should have, by what the last one took. */
export function nextSize(size: number, tookMs: number, smallest = smallestPiece): number {
  const aimMs = longestPieceMs / 2;
  const next = tookMs > aimMs ? Math.floor((size * aimMs) / tookMs) : tookMs < aimMs / 2 ? size * 2 : size;
  return Math.min(largestPiece, Math.max(smallest, next));
}
