import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GuessLimit, longestWaitMs, waitAfter, type GuessesMade } from './guess-limit.ts';

/** A device whose limit survives restarts, with clocks that a test moves. */
class Device {
  monotonicMs = 0;
  bestKnownMs = Date.parse('2026-11-23T14:00:00.000Z');
  stored: GuessesMade | null = null;
  canWrite = true;
  #boots = 0;
  limit = this.#boot();

  pass(ms: number): void {
    this.monotonicMs += ms;
    this.bestKnownMs += ms;
  }

  /** The process ends and another begins; the machine's clock may have been set meanwhile. */
  restart(clockMovedMs = 0): void {
    this.monotonicMs = 0;
    this.bestKnownMs += clockMovedMs;
    this.limit = this.#boot();
  }

  /** What an attacker gets: a look-up, or a wait. */
  guess(): boolean {
    if (this.limit.waitMs() > 0) return false;
    this.limit.countFailure();
    return true;
  }

  #boot(): GuessLimit {
    const bootId = `boot-${(this.#boots += 1)}`;
    return new GuessLimit({
      now: () => ({ deviceMs: this.bestKnownMs, bestKnownMs: this.bestKnownMs, confidence: 'trusted', monotonicMs: this.monotonicMs, bootId }),
      read: () => this.stored,
      write: (made) => {
        if (!this.canWrite) throw new Error('no space left');
        this.stored = made;
      },
      onNotWritten: () => undefined,
      onChanged: () => undefined,
    });
  }
}

function failing(times: number): Device {
  const device = new Device();
  for (let time = 0; time < times; time += 1) {
    device.pass(device.limit.waitMs());
    device.limit.countFailure();
  }
  return device;
}

describe('slowing guesses', () => {
  it('B6 takes five failures for free, then waits 30 seconds, doubling, and never longer than 15 minutes', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 500].map((failures) => waitAfter(failures) / 1000)).toEqual([0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
    expect(failing(5).limit.waitMs()).toBe(0);
    expect(failing(6).limit.waitMs()).toBe(30_000);
    expect(failing(40).limit.waitMs()).toBe(longestWaitMs);
  });

  it('B6 is stored before anybody hears of the failure, and counts in this run even where the disk takes nothing', () => {
    const device = failing(5);
    device.limit.countFailure();
    expect(device.stored).toMatchObject({ failures: 6, waitMs: 30_000 });
    device.canWrite = false;
    device.pass(30_000);
    device.limit.countFailure();
    expect(device.limit.waitMs()).toBe(60_000);
  });

  it('B6 a restart shortens no wait and makes none longer than it was, whatever the clock did', () => {
    const device = failing(11);
    device.pass(300_000);
    device.restart();
    expect(device.limit.waitMs()).toBe(600_000);
    device.restart(-86_400_000);
    expect(device.limit.waitMs()).toBe(longestWaitMs);
    device.pass(longestWaitMs);
    expect(device.limit.waitMs()).toBe(0);
  });

  it('B6 a clock that is set while the kiosk runs changes nothing', () => {
    const device = failing(7);
    device.bestKnownMs += 86_400_000;
    expect(device.limit.waitMs()).toBe(60_000);
    device.bestKnownMs -= 2 * 86_400_000;
    expect(device.limit.waitMs()).toBe(60_000);
  });

  it('B6 forgives one failure for each 15 minutes without one', () => {
    const device = failing(7);
    device.pass(3 * longestWaitMs);
    device.limit.countFailure();
    expect(device.limit.waitMs()).toBe(0);
    device.limit.countFailure();
    expect(device.limit.waitMs()).toBe(30_000);
  });

  it('B6 takes back what turned out to be no guess, unless another came after it', () => {
    const device = failing(5);
    device.limit.countFailure()();
    expect(device.limit.waitMs()).toBe(0);
    const takeBack = device.limit.countFailure();
    device.pass(30_000);
    device.limit.countFailure();
    takeBack();
    expect(device.limit.waitMs()).toBe(60_000);
  });

  it('B6 is lifted by a supervisor, at once and for a whole set of free failures', () => {
    const device = failing(9);
    device.limit.lift();
    expect([1, 2, 3, 4, 5, 6].map(() => device.guess())).toEqual([true, true, true, true, true, true]);
    expect(device.guess()).toBe(false);
  });

  it('B6 an attacker of 10,000 tries gets no more look-ups than the waits allow, with restarts and patience of any kind', () => {
    const step = fc.record({ pauseMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 1_200_000 })), restarts: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (habits) => {
        const device = new Device();
        let passedMs = 0;
        let lookUps = 0;
        for (let tries = 0; tries < 10_000; tries += 1) {
          const { pauseMs, restarts } = habits[tries % habits.length] ?? { pauseMs: 0, restarts: false };
          device.pass(pauseMs);
          passedMs += pauseMs;
          if (restarts && tries % 7 === 0) device.restart();
          if (device.limit.waitMs() > longestWaitMs) return false;
          if (device.guess()) lookUps += 1;
        }
        return lookUps <= 11 + Math.floor(passedMs / longestWaitMs);
      }),
      { numRuns: 40 },
    );
  });
});
