import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Punch } from '../../shared/contracts/entities.ts';
import type { PunchChain } from '../../test/support/punch-chain.ts';
import { arrangeSupervision, type SupervisionBench } from '../../test/support/supervision-bench.ts';

/** Each run takes dates of its own, so that one server serves them all. */
const dayMs = 86_400_000;
const firstDayMs = Date.parse('2024-01-03T00:00:00.000Z');

const shift = fc.record({
  gaps: fc.array(fc.constantFrom(20, 45, 600, 1800, 7200), { minLength: 3, maxLength: 7 }),
  types: fc.array(fc.constantFrom('clockIn', 'breakOut', 'breakIn', 'clockOut'), { minLength: 6, maxLength: 6 }),
  chosen: fc.nat(6),
  moveSeconds: fc.constantFrom(-7200, -900, -30, 30, 900, 7200),
  toType: fc.option(fc.constantFrom('clockIn', 'breakOut', 'clockOut'), { nil: null }),
  toEve: fc.boolean(),
});
type Shift = typeof shift extends fc.Arbitrary<infer T> ? T : never;

/** A Clock In and what follows: nothing that K1 would refuse, for what a supervisor accepts is never refused again. */
function punchesOf(chain: PunchChain, { gaps, types }: Shift, run: number): Punch[] {
  let atMs = firstDayMs + run * 2 * dayMs + 14 * 3_600_000;
  return gaps.map((gap, index) => {
    const type = index === 0 ? 'clockIn' : (types[index - 1] ?? 'clockOut');
    const punch = chain.next({ at: new Date(atMs).toISOString(), type });
    atMs += gap * 1000;
    return punch;
  });
}

/** What counts of the dates: verdict and exceptions of each punch, and the totals. */
async function standing(bench: SupervisionBench, run: number) {
  const date = (days: number) => new Date(firstDayMs + (run * 2 + days) * dayMs).toISOString().slice(0, 10);
  const { days } = await bench.answer('readTimesheet', { params: { employeeId: 'NWF-1001' }, query: { from: date(-1), to: date(1) } });
  return days
    .filter((day) => day.entries.length > 0)
    .map(({ entries, ...totals }) => ({ ...totals, entries: entries.map(({ punchId, type, instant, state, duplicateOf, exceptions, roundedInstant }) => ({ punchId, type, instant, state, duplicateOf, exceptions, roundedInstant })) }));
}

describe('H3 what a supervisor takes back', () => {
  it('H3 a correction and its reverse leave verdicts and totals as they were, a void and its restoration too', async () => {
    const bench = await arrangeSupervision();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(shift, async (some) => {
        run += 1;
        const punches = punchesOf(bench.chain, some, run);
        await bench.send(...punches);
        const punch = punches[some.chosen % punches.length];
        if (punch === undefined) throw new Error('nothing was punched');
        const params = { punchId: punch.punchId };
        const before = await standing(bench, run);
        const there = {
          instant: new Date(Date.parse(punch.bestKnownInstant) + some.moveSeconds * 1000).toISOString(),
          ...(some.toType === null ? {} : { type: some.toType }),
          ...(some.toEve ? { workDate: new Date(Date.parse(punch.workDate) - dayMs).toISOString().slice(0, 10) } : {}),
        };
        await bench.answer('correctPunch', { params, body: { ...there, correctionId: crypto.randomUUID(), reason: 'there' } });
        const back = { instant: punch.bestKnownInstant, type: punch.type, workDate: punch.workDate, correctionId: crypto.randomUUID(), reason: 'back' };
        await bench.answer('correctPunch', { params, body: back });
        expect(await standing(bench, run)).toEqual(before);
        await bench.answer('voidPunch', { params, body: { reason: 'there' } });
        await bench.answer('restorePunch', { params, body: { reason: 'back' } });
        expect(await standing(bench, run)).toEqual(before);
        const { punch: stored, original, corrections } = await bench.answer('readPunch', { params });
        expect([stored.correction?.reason, corrections.length, original]).toEqual(['back', 2, punch]);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
