import { describe, expect, it } from 'vitest';
import { ManualClock } from '../shared/lib/clock.ts';
import { TrustedClock } from './trusted-clock.ts';

const startMs = Date.parse('2026-11-23T14:00:00.000Z');
const hourMs = 3_600_000;

interface Arranged {
  readonly clock: ManualClock;
  readonly trusted: TrustedClock;
  readonly stored: number[];
  readonly jumps: number[];
}

function arrange(storedOffsetMs: number | null = null, wallMs = startMs): Arranged {
  const clock = new ManualClock(wallMs);
  const stored: number[] = [];
  const jumps: number[] = [];
  const trusted = new TrustedClock({ clock, bootId: 'boot-1', storedOffsetMs, storeOffset: (offsetMs) => stored.push(offsetMs), onWallJump: (byMs) => jumps.push(byMs) });
  return { clock, trusted, stored, jumps };
}

describe('the trusted clock', () => {
  it('H4 knows only the wall clock before the first contact, and says so', () => {
    expect(arrange().trusted.now()).toEqual({ deviceMs: startMs, bestKnownMs: startMs, confidence: 'unknown', monotonicMs: 0, bootId: 'boot-1' });
  });

  it('H4 learns the server time at a contact, half of the round trip added', () => {
    const { trusted, stored } = arrange();
    trusted.learn({ serverMs: startMs + 5000, roundTripMs: 200 });
    expect(trusted.now()).toMatchObject({ deviceMs: startMs, bestKnownMs: startMs + 5100, confidence: 'trusted' });
    expect(stored).toEqual([5100]);
  });

  it('H4 keeps the time by the monotonic clock when somebody moves the wall clock, and notices it', () => {
    const { trusted, clock, jumps } = arrange();
    trusted.learn({ serverMs: startMs, roundTripMs: 0 });
    clock.advance(hourMs);
    clock.jumpWallTo(startMs - 24 * hourMs);
    expect(trusted.now()).toMatchObject({ deviceMs: startMs - 24 * hourMs, bestKnownMs: startMs + hourMs, confidence: 'estimated' });
    expect(jumps).toEqual([-25 * hourMs]);
    trusted.now();
    expect(jumps).toHaveLength(1);
    trusted.learn({ serverMs: startMs + hourMs, roundTripMs: 0 });
    expect(trusted.now()).toMatchObject({ bestKnownMs: startMs + hourMs, confidence: 'trusted' });
  });

  it('H4 takes no jump for what a clock that is being corrected does in a second', () => {
    const { trusted, clock, jumps } = arrange();
    trusted.learn({ serverMs: startMs, roundTripMs: 0 });
    for (let step = 0; step < 20; step += 1) {
      clock.advance(1000);
      clock.jumpWallTo(clock.wallMs() + 500);
      trusted.now();
    }
    expect(jumps).toEqual([]);
    expect(trusted.now()).toMatchObject({ bestKnownMs: startMs + 20_000, confidence: 'trusted' });
  });

  it('H4 estimates after a restart from the offset that was stored', () => {
    expect(arrange(-7000).trusted.now()).toMatchObject({ bestKnownMs: startMs - 7000, confidence: 'estimated' });
  });

  it('H4 stores an offset again only when it has changed by a second or more', () => {
    const { trusted, stored } = arrange(5000);
    trusted.learn({ serverMs: startMs + 5400, roundTripMs: 0 });
    expect(stored).toEqual([]);
    trusted.learn({ serverMs: startMs + 6200, roundTripMs: 0 });
    expect(stored).toEqual([6200]);
  });

  it('H4 does not let a very slow answer spoil a time that is trusted', () => {
    const { trusted } = arrange();
    trusted.learn({ serverMs: startMs, roundTripMs: 20 });
    trusted.learn({ serverMs: startMs + 9000, roundTripMs: 20_000 });
    expect(trusted.now().bestKnownMs).toBe(startMs + 10);
  });
});
