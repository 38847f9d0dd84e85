import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockDrift } from './clock-drift.ts';

const minuteMs = 60_000;

describe('drift of the device clock', () => {
  it('H4 is told only once contacts lie half an hour apart', () => {
    const drift = new ClockDrift();
    drift.learn({ serverMs: 0, roundTripMs: 2, heardAtMs: 0 });
    drift.learn({ serverMs: 29 * minuteMs, roundTripMs: 2, heardAtMs: 29 * minuteMs });
    expect(drift.read()).toBeNull();
    drift.learn({ serverMs: 40 * minuteMs, roundTripMs: 2, heardAtMs: 40 * minuteMs });
    expect(drift.read()).toMatchObject({ msPerDay: 0, overMs: 40 * minuteMs });
  });

  it('H4 the true drift lies within the error that is told, whatever the round trips were', () => {
    const contact = fc.record({ roundTripMs: fc.integer({ min: 0, max: 2_000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(fc.double({ min: -200, max: 200, noNaN: true }), fc.array(contact, { minLength: 12, maxLength: 60 }), (millionths, contacts) => {
        const drift = new ClockDrift();
        contacts.forEach(({ roundTripMs, share }, index) => {
          const trueMs = index * 11 * minuteMs;
          // The server told its time somewhere between the question and the answer.
          drift.learn({ serverMs: trueMs - roundTripMs * share, roundTripMs, heardAtMs: trueMs * (1 + millionths / 1e6) });
        });
        const read = drift.read();
        // A day by the one clock is not quite a day by the other.
        expect(Math.abs((read?.msPerDay ?? Infinity) - (millionths / 1e6) * 86_400_000)).toBeLessThanOrEqual((read?.errorMsPerDay ?? 0) + 4);
      }),
    );
  });

  it('H4 begins anew when the server tells another time, and after sleep', () => {
    const drift = new ClockDrift();
    for (const minutes of [0, 20, 40]) drift.learn({ serverMs: minutes * minuteMs, roundTripMs: 2, heardAtMs: minutes * minuteMs });
    drift.learn({ serverMs: 9_000 * minuteMs, roundTripMs: 2, heardAtMs: 50 * minuteMs });
    expect(drift.read()).toBeNull();
    for (const minutes of [60, 90]) drift.learn({ serverMs: (8_950 + minutes) * minuteMs, roundTripMs: 2, heardAtMs: minutes * minuteMs });
    expect(drift.read()).toMatchObject({ msPerDay: 0 });
    drift.forget();
    expect(drift.read()).toBeNull();
  });
});
