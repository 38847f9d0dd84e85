import { describe, expect, it } from 'vitest';
import { fresh, working } from '../stories/samples.ts';
import { workedMsAt } from './worked.ts';

const minutes = 60_000;

describe('workedMsAt', () => {
  it('C1 runs on while somebody works', () => {
    expect(workedMsAt(working, Date.parse(working.asOf) + 5 * minutes)).toBe(working.workedMs + 5 * minutes);
  });

  it('C1 stands still on a break, when clocked out, and when the clock was moved back', () => {
    const at = Date.parse(working.asOf) + 5 * minutes;
    expect(workedMsAt({ ...working, current: { type: 'breakOut', since: working.asOf, assignmentId: null, job: null } }, at)).toBe(working.workedMs);
    expect(workedMsAt(fresh, at)).toBe(0);
    expect(workedMsAt(working, Date.parse(working.asOf) - 5 * minutes)).toBe(working.workedMs);
  });
});
