import { beforeEach, describe, expect, it } from 'vitest';
import { ManualTimers } from '../../test/support/manual-timers.ts';
import type { PageLoss, PageNews } from '../host.ts';
import { PageWatch } from './page-watch.ts';

let timers: ManualTimers;
let watch: PageWatch;
let pings: number[];
let news: PageNews[];
let opened: PageLoss[];
let nowMs: number;

function arrange(openedBy: 'us' | 'hand'): void {
  timers = new ManualTimers();
  [pings, news, opened, nowMs] = [[], [], [], 0];
  watch = new PageWatch({ timers, monotonicMs: () => nowMs, ping: ({ n }) => pings.push(n), bringBack: () => (openedBy === 'hand' ? null : (why) => opened.push(why)) });
  watch.onNews((one) => news.push(one));
}

function pass(...delays: readonly number[]): void {
  for (const delayMs of delays) {
    nowMs += delayMs;
    timers.goOff(delayMs);
  }
}

describe('the watch over the page', () => {
  beforeEach(() => arrange('us'));

  it('H6 pings once a second, and lets a page alone that answers, or says anything at all', () => {
    watch.opening();
    watch.arrived();
    for (let second = 0; second < 10; second += 1) {
      pass(1000);
      watch.heard();
    }
    expect(pings).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect([opened, news]).toEqual([[], []]);
  });

  it('H6 brings a page back that missed three pings, within five seconds', () => {
    watch.opening();
    watch.arrived();
    pass(1000, 1000, 1000, 500);
    pass(0);
    expect(opened).toEqual(['hangs']);
    expect(nowMs).toBeLessThan(5000);
    nowMs += 800;
    watch.arrived();
    expect(news).toEqual([
      { kind: 'lost', why: 'hangs', openedBy: 'us', waitMs: 0 },
      { kind: 'back', afterMs: 800 },
    ]);
  });

  it('H6 takes the answer to the last ping while it waits for it', () => {
    watch.arrived();
    pass(1000, 1000, 1000);
    watch.heard();
    pass(500, 1000);
    expect(opened).toEqual([]);
    expect(pings).toHaveLength(4);
  });

  it('H6 brings a page back whose link ended, unless one comes by itself', () => {
    watch.arrived();
    watch.gone('gone', 500);
    watch.arrived();
    pass(500);
    expect(opened).toEqual([]);
    watch.gone('gone', 500);
    pass(500, 0);
    expect(opened).toEqual(['gone']);
    // The end of the link that was cut for it is no second loss.
    watch.gone('gone', 500);
    pass(500);
    expect(opened).toEqual(['gone']);
  });

  it('H6 opens a page anew that never came, again and again, with growing waits', () => {
    watch.opening();
    for (const waitMs of [0, 0, 0, 5_000, 10_000]) pass(30_000, waitMs);
    expect(opened).toEqual(new Array(5).fill('neverCame'));
    expect(news.map((one) => (one.kind === 'lost' ? one.waitMs : null))).toEqual([0, 0, 0, 5_000, 10_000]);
  });

  it('H6 only tells of a page that was opened by hand, and watches it again when it wakes', () => {
    arrange('hand');
    watch.arrived();
    pass(1000, 1000, 1000, 500);
    expect(news).toEqual([{ kind: 'lost', why: 'hangs', openedBy: 'hand', waitMs: null }]);
    watch.heard();
    pass(1000);
    expect(pings).toHaveLength(4);
  });

  it('H6 does nothing after the window was closed, or the program stopped', () => {
    watch.arrived();
    watch.gone('gone', 1500);
    watch.closed();
    pass(1500, 1000);
    watch.stop();
    watch.heard();
    pass(30_000);
    expect([opened, news, pings]).toEqual([[], [], []]);
  });
});
