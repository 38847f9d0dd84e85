import { describe, expect, it } from 'vitest';
import { judge, judgeKiosk, judgeWorkDates, nothingWrong } from './judge.ts';
import { entryOf } from '../support/entry-of.ts';
import type { StoredPunch } from '../support/server-books.ts';
import type { Ledger } from './ledger.ts';

function punchId(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

function confirmation(n: number): Ledger['confirmed'][number] {
  const punch = { punchId: punchId(n), type: 'clockIn', instant: '2026-11-23T08:00:00.000Z', workDate: '2026-11-23', job: null, status: 'pending' } as const;
  return { kind: 'confirmed', tapId: `tap-${n}`, employeeId: 'e1', punch };
}

function stored(n: number, change: Partial<StoredPunch> = {}): StoredPunch {
  const at = '2026-11-23T08:00:00.000Z';
  const { person: _person, ...entry } = entryOf({ punchId: punchId(n), deviceId: 'd1', timeclockId: 1042, assignmentId: null, instant: at, roundedInstant: at });
  const sent = { bestKnownInstant: at, receivedAt: '2026-11-23T08:00:01.000Z', sequenceNumber: n, note: null, source: 'kiosk', verdict: 'accepted' } as const;
  return { ...entry, ...sent, employeeId: 'e1', temporaryEmployeeId: null, personName: 'Maya Okafor', ...change };
}

function ledger(confirmed: Ledger['confirmed'], open: string[] = []): Ledger {
  return { confirmed, unconfirmed: new Map(open.map((tapId) => [tapId, { kind: 'tap', tapId, employeeId: 'e1', type: 'clockIn' }])) };
}

describe('the judge of the crash test can say no', () => {
  it('H1 is content when all that was confirmed is there, once', () => {
    expect(judge(ledger([confirmation(1), confirmation(2)]), [stored(2), stored(1)])).toEqual(nothingWrong);
  });

  it('H1 finds a confirmed punch that is missing', () => {
    expect(judge(ledger([confirmation(1), confirmation(2)]), [stored(1)])).toEqual({ ...nothingWrong, missing: [punchId(2)] });
  });

  it('H2 finds a punch that stands twice, and one that nobody touched for', () => {
    expect(judge(ledger([confirmation(1)]), [stored(1), stored(1)])).toEqual({ ...nothingWrong, doubled: [punchId(1)] });
    expect(judge(ledger([confirmation(1)]), [stored(1), stored(2)])).toEqual({ ...nothingWrong, invented: [punchId(2)] });
  });

  it('H2 lets a touch that was never answered explain one punch, not two', () => {
    expect(judge(ledger([confirmation(1)], ['t']), [stored(1), stored(2)])).toEqual(nothingWrong);
    expect(judge(ledger([confirmation(1)], ['t']), [stored(1), stored(2), stored(3)])).toEqual({ ...nothingWrong, invented: [punchId(3)] });
  });

  it('H2 finds two punches for one touch', () => {
    const again = { ...confirmation(2), tapId: 'tap-1' };
    expect(judge(ledger([confirmation(1), again]), [stored(1), stored(2)])).toEqual({ ...nothingWrong, twiceConfirmed: ['tap-1'] });
  });

  it.each([{ type: 'clockOut' as const }, { employeeId: 'e2' }, { workDate: '2026-11-22' }, { bestKnownInstant: '2026-11-23T08:00:00.001Z' }])('H3 finds other content than was confirmed: %j', (change) => {
    expect(judge(ledger([confirmation(1)]), [stored(1, change)])).toEqual({ ...nothingWrong, altered: [punchId(1)] });
  });

  it('H5 finds a gap in the chain, and a punch that was not accepted', () => {
    expect(judge(ledger([confirmation(1), confirmation(3)]), [stored(1), stored(3)])).toEqual({ ...nothingWrong, gaps: ['d1 2'] });
    expect(judge(ledger([confirmation(1)]), [stored(1, { verdict: 'duplicate' })])).toEqual({ ...nothingWrong, notAccepted: [`${punchId(1)} duplicate`] });
  });

  it('H5 finds the gap of one device behind another’s full chain', () => {
    const other = { ...stored(4, { deviceId: 'd2' }), sequenceNumber: 1 };
    expect(judge(ledger([confirmation(1), confirmation(3), confirmation(4)]), [stored(1), other, stored(3)]).gaps).toEqual(['d1 2']);
  });

  it('H1 finds a punch that the kiosk calls pending, and one that it calls synced and the server has not', () => {
    const row = (n: number, status: 'pending' | 'synced') => ({ punchId: punchId(n), sequenceNumber: n, status });
    expect(judgeKiosk([row(1, 'synced')], [stored(1)])).toEqual([]);
    expect(judgeKiosk([row(1, 'pending'), row(2, 'synced')], [stored(1)])).toEqual([`${punchId(1)} is pending`, `${punchId(2)} is not on the server`]);
  });

  it('C10 finds a clock-in on another date than its own, and lets a clock-out belong to the day before', () => {
    expect(judgeWorkDates([stored(1), stored(2, { type: 'clockOut', workDate: '2026-11-22' })], 'UTC')).toEqual([]);
    expect(judgeWorkDates([stored(1, { workDate: '2026-11-22' }), stored(2, { type: 'clockOut', workDate: '2026-11-21' })], 'UTC')).toHaveLength(2);
  });
});
