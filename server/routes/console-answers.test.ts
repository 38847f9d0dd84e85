import { expect, it } from 'vitest';
import { demo } from '../../server/demo.ts';
import { answersRecord } from '../../test/support/outbox-records.ts';
import { enrol, upload } from '../../test/support/server-in-process.ts';
import { arrangeSupervision } from '../../test/support/supervision-bench.ts';

const day = '2026-11-23T';

it('C5 C6 reads what was answered over a range of dates, in pages, for those who may see the timeclock', async () => {
  const bench = await arrangeSupervision();
  const clockIn = bench.chain.next({ at: `${day}13:00:00.000Z` });
  const clockOut = bench.chain.next({ at: `${day}19:00:00.000Z`, type: 'clockOut' });
  const credentials = await enrol(bench.server, { deviceId: clockIn.deviceId });
  const asked = answersRecord({ at: `${day}19:00:10.000Z`, punchId: clockOut.punchId, set: 'breaks', complete: false });
  const whole = answersRecord({ at: `${day}19:00:20.000Z`, punchId: clockOut.punchId });
  await upload(bench.server, { credentials, punches: [clockIn, clockOut], records: [asked, whole] });
  const query = { timeclockId: demo.timeclocks.dock, from: '2026-11-22', to: '2026-11-23' };
  const { answers, next } = await bench.answer('readAnswers', { query });
  expect(next).toBeNull();
  const common = { punchId: clockOut.punchId, type: 'clockOut', workDate: '2026-11-23', employeeId: 'NWF-1001', personName: 'Maya Okafor' };
  expect(answers).toMatchObject([
    { ...common, set: 'breaks', complete: false },
    { ...common, set: 'clockOut', complete: true },
  ]);
  const first = await bench.answer('readAnswers', { query: { ...query, limit: 1 } });
  const second = await bench.answer('readAnswers', { query: { ...query, limit: 1, after: first.next ?? '' } });
  expect([...first.answers, ...second.answers]).toEqual(answers);
  expect((await bench.answer('readAnswers', { query: { ...query, to: '2026-11-22' } })).answers).toEqual([]);
  expect(await bench.refusal('readAnswers', { query: { ...query, after: 'made-up' } })).toEqual([410, 'pageTokenUnknown']);
  expect(await bench.refusal('readAnswers', { query, token: bench.tokens.packing })).toEqual([403, 'noPermissionForTimeclock']);
  expect(await bench.refusal('readAnswers', { query, token: bench.tokens.stranger })).toEqual([404, 'notFound']);
  expect(await bench.refusal('readAnswers', { query: { ...query, from: '2026-09-01' } })).toEqual([422, 'notPossible']);
});
