import { describe, expect, it } from 'vitest';
import type { PunchType } from '../lib/punch-type.ts';
import { findOpenShift } from './open-shift.ts';
import { preselectedWorkDate } from './work-date.ts';

const zone = 'America/Chicago';
let count = 0;
const at = (type: PunchType, when: string, workDate: string) => ({ punchId: String((count += 1)).padStart(4, '0'), type, instantMs: Date.parse(when), workDate });

describe('C10 the open shift and its date', () => {
  const nightIn = at('clockIn', '2026-11-24T05:00:00Z', '2026-11-23');

  it('C10 a shift over midnight keeps the date of its clock-in', () => {
    const now = Date.parse('2026-11-24T13:00:00Z');
    const open = findOpenShift([nightIn], now);
    expect(open).toMatchObject({ kind: 'running', workDate: '2026-11-23' });
    expect(preselectedWorkDate(open, now, zone)).toBe('2026-11-23');
  });

  it('C1 after 16 hours it is forgotten, and today is preselected', () => {
    const start = nightIn.instantMs;
    expect(findOpenShift([nightIn], start + 16 * 3_600_000 - 1)?.kind).toBe('running');
    const open = findOpenShift([nightIn], start + 16 * 3_600_000);
    expect(open?.kind).toBe('forgotten');
    expect(preselectedWorkDate(open, start + 16 * 3_600_000, zone)).toBe('2026-11-24');
  });

  it('K3 a clock-out ends it, and a second sequence of the same date counts from its own clock-in', () => {
    const punches = [at('clockIn', '2026-11-23T13:00:00Z', '2026-11-23'), at('clockOut', '2026-11-23T15:00:00Z', '2026-11-23')];
    expect(findOpenShift(punches, Date.parse('2026-11-23T16:00:00Z'))).toBeNull();
    const again = at('clockIn', '2026-11-23T17:00:00Z', '2026-11-23');
    expect(findOpenShift([...punches, again], Date.parse('2026-11-23T18:00:00Z'))).toMatchObject({ sinceMs: again.instantMs, last: again });
  });

  it('K3 punches later than the moment in question are not looked at', () => {
    expect(findOpenShift([nightIn], nightIn.instantMs - 1)).toBeNull();
  });

  it('C1 a forgotten shift of an earlier date gives way to the running one of today', () => {
    const forgotten = at('clockIn', '2026-11-21T13:00:00Z', '2026-11-21');
    const running = at('clockIn', '2026-11-23T13:00:00Z', '2026-11-23');
    expect(findOpenShift([running, forgotten], Date.parse('2026-11-23T14:00:00Z'))).toMatchObject({ kind: 'running', workDate: '2026-11-23' });
  });
});
