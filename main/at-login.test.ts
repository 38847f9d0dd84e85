import { describe, expect, it } from 'vitest';
import { keepAtLogin, type AtLogin, type LoginWish } from './at-login.ts';
import { ManualTimers } from '../test/support/manual-timers.ts';

const minuteMs = 60_000;

/** A system that answers each attempt in turn, and the last answer from then on. */
function arrange(wish: LoginWish['wish'] | null, ...answers: (AtLogin | Error)[]) {
  const timers = new ManualTimers();
  const lines: unknown[] = [];
  let attempts = 0;
  const fulfil = (): AtLogin => {
    const answer = answers[Math.min(attempts, answers.length - 1)];
    attempts += 1;
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer');
    return answer;
  };
  const keeper = keepAtLogin(wish === null ? null : { wish, fulfil }, { timers, log: (event, fields = {}) => void lines.push([event, fields]) });
  return { keeper, timers, lines, attempts: () => attempts };
}

describe('the kiosk at login', () => {
  it('A7 is entered once it is set up, once, and says so once', () => {
    const { keeper, lines, attempts } = arrange('comeBack', { kind: 'entered' });
    expect(attempts()).toBe(0);
    keeper.isSetUp();
    keeper.isSetUp();
    expect(attempts()).toBe(1);
    expect(lines).toEqual([['login.entered', {}]]);
  });

  it('A7 says nothing where the entry is as it was', () => {
    const { keeper, lines, timers } = arrange('comeBack', { kind: 'asItWas' });
    keeper.isSetUp();
    expect([lines, timers.delays()]).toEqual([[], []]);
  });

  it('A7 is tried again, later each time and at least each hour, until it is done', () => {
    const { keeper, timers, lines } = arrange('comeBack', ...Array.from({ length: 8 }, () => ({ kind: 'notDone', why: 'ENOSPC' }) as const), { kind: 'entered' });
    keeper.isSetUp();
    const waited: number[] = [];
    for (let [next] = timers.delays(); next !== undefined; [next] = timers.delays()) {
      waited.push(next / minuteMs);
      timers.goOff(next);
    }
    expect(waited).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(lines[0]).toEqual(['login.notDone', { wish: 'comeBack', why: 'ENOSPC', waitMs: minuteMs }]);
    expect(lines.filter((line) => Array.isArray(line) && line[0] === 'login.entered')).toHaveLength(1);
  });

  it('J3 a system that throws ends nothing: it is logged and tried again', () => {
    const { keeper, timers, lines } = arrange('comeBack', new Error('no login items here'), { kind: 'entered' });
    keeper.isSetUp();
    expect(lines).toEqual([['login.notDone', { wish: 'comeBack', why: 'no login items here', waitMs: minuteMs }]]);
    timers.goOff(minuteMs);
    expect(lines.at(-1)).toEqual(['login.entered', {}]);
  });

  it('J3 what is impossible is said once and not tried again', () => {
    const { keeper, timers, lines } = arrange('comeBack', { kind: 'impossible', why: 'not here' });
    keeper.isSetUp();
    expect([lines, timers.delays()]).toEqual([[['login.impossible', { why: 'not here' }]], []]);
  });

  it('A7 switched off, it is taken away at the start, set up or not', () => {
    const { keeper, lines, attempts } = arrange('stayAway', { kind: 'removed' });
    expect(lines).toEqual([['login.removed', {}]]);
    keeper.isSetUp();
    expect(attempts()).toBe(1);
  });

  it('A7 not installed, nothing is done and nothing is said', () => {
    const { keeper, lines, timers } = arrange(null);
    keeper.isSetUp();
    keeper.stop();
    expect([lines, timers.delays()]).toEqual([[], []]);
  });

  it('A7 stops with the program', () => {
    const { keeper, timers } = arrange('comeBack', { kind: 'notDone', why: 'ENOSPC' });
    keeper.isSetUp();
    keeper.stop();
    expect(timers.delays()).toEqual([]);
  });
});
