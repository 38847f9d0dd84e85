import { describe, expect, it } from 'vitest';
import { ManualClock } from '../shared/lib/clock.ts';
import { inPieces, untilDone, untilReached, type Pacing } from './chunks.ts';

interface Arranged {
  readonly pacing: Pacing;
  readonly clock: ManualClock;
  readonly pauses: () => number;
}

function arrange(): Arranged {
  const clock = new ManualClock(0);
  let pauses = 0;
  const pause = (): Promise<void> => {
    pauses += 1;
    return Promise.resolve();
  };
  return { pacing: { clock, timers: { pause } }, clock, pauses: () => pauses };
}

const items = Array.from({ length: 5000 }, (_, index) => index);

describe('long work in short pieces', () => {
  it('D6 hands over every item once, in order, with a pause after each piece', async () => {
    const { pacing, pauses } = arrange();
    const seen: number[] = [];
    let pieces = 0;
    await inPieces(pacing, items, (slice) => {
      pieces += 1;
      seen.push(...slice);
    });
    expect(seen).toEqual(items);
    expect(pauses()).toBe(pieces);
  });

  it('D6 keeps a piece near half of 8 ms, whatever a row costs', async () => {
    const { pacing, clock } = arrange();
    const took: number[] = [];
    await inPieces(pacing, items, (slice) => {
      const tookMs = slice.length * 0.02;
      clock.advance(tookMs);
      took.push(tookMs);
    });
    expect(Math.max(...took)).toBeLessThanOrEqual(8);
    expect(took.length).toBeLessThan(60);
  });

  it('D6 a disk that is slow to answer does not make pieces of one row', async () => {
    const { pacing, clock } = arrange();
    const sizes: number[] = [];
    await inPieces(pacing, items, (slice) => {
      clock.advance(50);
      sizes.push(slice.length);
    });
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(50);
  });

  it('D6 goes on until nothing is left', async () => {
    const { pacing } = arrange();
    let left = 730;
    const total = await untilDone(pacing, (limit) => {
      const done = Math.min(left, limit);
      left -= done;
      return done;
    });
    expect({ total, left }).toEqual({ total: 730, left: 0 });
  });

  it('F4 walks a range piece by piece and adds up what went', async () => {
    const { pacing, pauses } = arrange();
    expect(await untilReached(pacing, 10, 35, (after) => ({ rows: 2, after: Math.min(after + 10, 35) }))).toBe(6);
    expect(pauses()).toBe(3);
  });
});
