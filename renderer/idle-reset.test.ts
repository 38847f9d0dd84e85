import { describe, expect, it } from 'vitest';
import { IdleReset } from './idle-reset.svelte.ts';
import type { IdleMode } from './idle-reset.svelte.ts';
import { ManualTimers } from './manual-timers.ts';

function arrange(mode: IdleMode): { idle: IdleReset; timers: ManualTimers; expired: () => number } {
  const timers = new ManualTimers(0);
  let count = 0;
  const idle = new IdleReset(timers, () => (count += 1));
  idle.quietSeconds = 30;
  idle.watch(mode);
  return { idle, timers, expired: () => count };
}

describe('IdleReset', () => {
  it('B7 warns for 20 seconds after the quiet time, then expires', () => {
    const { idle, timers, expired } = arrange('warned');
    timers.advance(29_999);
    expect(idle.secondsLeft).toBeNull();
    timers.advance(1);
    expect(idle.secondsLeft).toBe(20);
    timers.advance(19_000);
    expect([idle.secondsLeft, expired()]).toEqual([1, 0]);
    timers.advance(1000);
    expect([idle.secondsLeft, expired()]).toEqual([null, 1]);
  });

  it('B7 begins anew with every touch', () => {
    const { idle, timers, expired } = arrange('warned');
    for (let round = 0; round < 10; round += 1) {
      timers.advance(25_000);
      idle.touch();
    }
    expect([idle.secondsLeft, expired()]).toEqual([null, 0]);
  });

  it('B7 is answered by its own target alone, as often as wanted', () => {
    const { idle, timers, expired } = arrange('warned');
    for (let round = 0; round < 10; round += 1) {
      timers.advance(40_000);
      idle.touch();
      expect(idle.secondsLeft).toBe(10);
      idle.giveMoreTime();
      expect(idle.secondsLeft).toBeNull();
    }
    expect(expired()).toBe(0);
  });

  it('B7 clears the PIN screen without a warning', () => {
    const { idle, timers, expired } = arrange('silent');
    timers.advance(30_000);
    expect([idle.secondsLeft, expired()]).toEqual([null, 1]);
  });

  it('B7 leaves setup and confirmations alone', () => {
    const { timers, expired } = arrange('off');
    timers.advance(3_600_000);
    expect(expired()).toBe(0);
  });
});
