import { expect, it } from 'vitest';
import { addDays } from '../../shared/lib/zoned-time.ts';
import { arrangeServer, testNowMs } from '../../test/support/server-in-process.ts';
import { demo } from '../demo.ts';
import { searchPunches, type PunchFilter } from './punch-search.ts';
import { insertPunches, type NewPunchRow } from './punches.ts';
import { tenantScope } from './tenant-scope.ts';

const everything: PunchFilter = { timeclocks: null, employeeId: null, from: null, to: null, verdict: null, exception: null };

/** More than one piece of the search holds; every tenth is a duplicate, every seventh has an exception, work dates go round over 40 days. */
const count = 12_000;
const rowAt = (index: number): NewPunchRow => ({
  punch_id: `P${String(index).padStart(6, '0')}`,
  timeclock_id: index % 2 === 0 ? demo.timeclocks.dock : demo.timeclocks.packing,
  device_id: 'kiosk-1',
  sequence_number: index + 1,
  person_key: `e:E${index % 50}`,
  type: 'clockIn',
  work_date: addDays('2026-01-01', index % 40),
  assignment_id: null,
  displaced: 0,
  instant_ms: testNowMs,
  offset_minutes: 0,
  time_zone: 'UTC',
  source: 'kiosk',
  hash: '',
  content: '{}',
  received_ms: testNowMs,
  verdict: index % 10 === 0 ? 'duplicate' : 'accepted',
  duplicate_of: null,
  refusal_code: null,
  rounded_ms: null,
  noted: index % 14 === 0 ? '["noAssignment"]' : '[]',
  sequence_exception: index % 14 === 7 ? 'otherAssignment overlap' : null,
  match_failure: null,
});

it('I3 every search finds each punch once, in order of arrival, over all of its pages, and counts them all', async () => {
  const { deps } = await arrangeServer();
  const rows = Array.from({ length: count }, (_, index) => rowAt(index));
  for (const tenantId of [demo.otherTenant.tenantId, demo.tenantId]) await deps.database.transaction((db) => insertPunches(tenantScope(db, tenantId), rows));
  const scope = tenantScope(deps.database.reader, demo.tenantId);
  const searched = async (filter: Partial<PunchFilter>): Promise<string[]> => {
    const found: string[] = [];
    for (let after = 0; ;) {
      const page = await searchPunches(scope, { ...everything, ...filter }, after, 4999);
      found.push(...page.rows.map((row) => row.punch_id));
      const last = page.rows.at(-1);
      if (last === undefined) {
        expect(page.total).toBe(found.length);
        return found;
      }
      after = last.arrival_number;
    }
  };
  const expected = (wanted: (row: NewPunchRow, index: number) => boolean): string[] => rows.filter(wanted).map((row) => row.punch_id);
  expect(await searched({})).toEqual(expected(() => true));
  expect(await searched({ timeclocks: [demo.timeclocks.packing] })).toEqual(expected((_row, index) => index % 2 === 1));
  expect(await searched({ timeclocks: [] })).toEqual([]);
  expect(await searched({ verdict: 'duplicate' })).toEqual(expected((_row, index) => index % 10 === 0));
  expect(await searched({ employeeId: 'E7' })).toEqual(expected((_row, index) => index % 50 === 7));
  expect(await searched({ exception: 'noAssignment' })).toEqual(expected((_row, index) => index % 14 === 0));
  expect(await searched({ exception: 'overlap' })).toEqual(expected((_row, index) => index % 14 === 7));
  const inRange = expected((row) => row.work_date >= '2026-01-05' && row.work_date <= '2026-01-06');
  expect(await searched({ from: '2026-01-05', to: '2026-01-06' })).toEqual(inRange);
  const since = expected((row, index) => row.work_date >= '2026-02-08' && index % 2 === 0);
  expect(await searched({ from: '2026-02-08', timeclocks: [demo.timeclocks.dock] })).toEqual(since);
  expect(await searched({ from: '2026-02-08', to: '2027-02-08', timeclocks: [demo.timeclocks.dock] })).toEqual(since);
});
