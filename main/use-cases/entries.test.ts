import { describe, expect, it } from 'vitest';
import type { Change, Entry } from '../../shared/contracts/entries.ts';
import { entryOf } from '../../test/support/entry-of.ts';
import { arrangeKiosk, arrangeReadyKiosk, identify, punchOnce, somebody, tap, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { findEntries } from '../database/entries.ts';
import { peopleVersion } from '../database/people.ts';
import { findPunch } from '../database/punches.ts';
import { build, given, query } from '../database/query.ts';
import { applyChanges, settleBatch, stageChanges } from './apply-sync.ts';
import { clearSynced } from './clear-synced.ts';
import { beginSync } from './feed-sync.ts';
import { pruneRetained } from './prune-retained.ts';
import { noRecords } from '../../test/support/outbox-records.ts';

const dayMs = 86_400_000;
const E1 = { kind: 'employee', employeeId: 'E1' } as const;
const always = { from: '2000-01-01', to: '9999-12-31' };
const unseen: Entry['correction'] = { correctionId: crypto.randomUUID(), madeAt: '2026-11-23T15:00:00.000Z', madeBy: 'Ada', reason: 'forgot', before: null, acknowledgedAt: null };

const ready = (): Promise<KioskInProcess> => arrangeReadyKiosk([somebody('E1', '111111')]);
const entry = (facts: Partial<Entry> = {}): Change => ({ kind: 'entry', entry: entryOf(facts) });

async function download(arranged: KioskInProcess, changes: Change[], scope: 'all' | 'changes' = 'changes'): Promise<void> {
  await stageChanges(arranged.kiosk, { changes, full: scope === 'all', first: true });
  await applyChanges(arranged.kiosk, { cursor: 'cursor-2', chainEnd: null });
}

function stored(arranged: KioskInProcess): string[] {
  return findEntries(arranged.kiosk.connection, peopleVersion(arranged.kiosk.settings), E1, always).map((one) => `${one.workDate} ${one.type} ${one.state}`);
}

const historyOf = query<{ punchId: string }>()(
  build
    .selectFrom('punch_history')
    .innerJoin('punches', 'punches.sequence_number', 'punch_history.sequence_number')
    .select(['changed_by', 'status_before', 'status_after', 'detail'])
    .where('punch_id', '=', given<string>('punchId'))
    .orderBy('history_id'),
);

function history(arranged: KioskInProcess, punchId: string): string[] {
  return arranged.kiosk.connection.all(historyOf, { punchId }).map((row) => `${row.changed_by}: ${row.status_before} to ${row.status_after}, ${String(row.detail)}`);
}

describe('entries of a download', () => {
  it('D6 are not seen before they are in force, then all at once, and over a restart', async () => {
    const arranged = await ready();
    await stageChanges(arranged.kiosk, { changes: [entry()], full: false, first: true });
    expect(stored(arranged)).toEqual([]);
    expect((await identify(arranged.kiosk, '111111')).allowed).toEqual(['clockIn']);
    await applyChanges(arranged.kiosk, { cursor: 'cursor-2', chainEnd: null });
    expect(stored(arranged)).toEqual(['2026-11-23 clockIn accepted']);
    arranged.kiosk.connection.close();
    arranged.kiosk.journal.close();
    expect(stored(await arrangeKiosk({ restartOf: arranged }))).toEqual(['2026-11-23 clockIn accepted']);
  });

  it('D6 a download that broke off leaves the entries as they were', async () => {
    const arranged = await ready();
    await download(arranged, [entry()]);
    await stageChanges(arranged.kiosk, { changes: [entry({ state: 'voided' })], full: false, first: true });
    await download(arranged, []);
    expect(stored(arranged)).toEqual(['2026-11-23 clockIn accepted']);
  });

  it('D5 the last word on a punch replaces the one before it, in one download or in two', async () => {
    const arranged = await ready();
    await download(arranged, [entry(), entry({ type: 'breakOut' })]);
    expect(stored(arranged)).toEqual(['2026-11-23 breakOut accepted']);
    await download(arranged, [entry({ state: 'voided' })]);
    expect(stored(arranged)).toEqual(['2026-11-23 clockIn voided']);
  });

  it('D5 stay through a complete download of people, and do not offer refused punches again by themselves (D4)', async () => {
    const arranged = await ready();
    const { punchId } = await punchOnce(arranged.kiosk, '111111');
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [{ kind: 'refused', punchId, code: 'noClockIn', text: '' }], recovery: false });
    await download(arranged, [entry({ workDate: '2026-11-22' })]);
    expect((await beginSync(arranged.kiosk, { recovery: false })).pending).toBe(0);
    await download(arranged, [{ kind: 'employee', employee: somebody('E1', '111111') }], 'all');
    expect(stored(arranged)).toEqual(['2026-11-22 clockIn accepted']);
  });

  it('K7 go at night when they are older than the week before last, unseen corrections after 35 days', async () => {
    const arranged = await ready();
    const dated = (workDate: string, facts: Partial<Entry> = {}): Change => entry({ punchId: crypto.randomUUID(), workDate, ...facts });
    await download(arranged, [
      dated('2026-10-18', { correction: unseen }),
      dated('2026-11-07'),
      dated('2026-11-07', { correction: unseen }),
      dated('2026-11-07', { correction: { ...unseen, acknowledgedAt: '2026-11-08T00:00:00.000Z' } }),
      dated('2026-11-08'),
    ]);
    await pruneRetained(arranged.kiosk, {});
    expect(stored(arranged).sort()).toEqual(['2026-11-07 clockIn accepted', '2026-11-08 clockIn accepted']);
  });
});

describe("entries of the device's own punches", () => {
  /** One punch that the server refused and one that it found failed. */
  async function refusedAndFailed(): Promise<{ arranged: KioskInProcess; refused: string; failed: string }> {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222')]);
    const refused = (await punchOnce(arranged.kiosk, '111111')).punchId;
    const failed = (await punchOnce(arranged.kiosk, '222222')).punchId;
    settleBatch(arranged.kiosk, {
      ...noRecords,
      verdicts: [
        { kind: 'refused', punchId: refused, code: 'unknownEmployee', text: '' },
        { kind: 'failed', punchId: failed, reason: 'noMatch' },
      ],
      recovery: false,
    });
    return { arranged, refused, failed };
  }

  it.each([
    ['accepted', { state: 'accepted' }, 'null'],
    ['a duplicate', { state: 'duplicate', duplicateOf: '01930000-0000-7000-8000-0000000000bb', roundedInstant: null }, 'duplicate of 01930000-0000-7000-8000-0000000000bb'],
    ['voided', { state: 'voided', roundedInstant: null }, 'voided'],
  ] as const)('F6 H8 a refused and a failed punch that the server says is %s now are synced, with their history', async (_what, facts, detail) => {
    const { arranged, refused, failed } = await refusedAndFailed();
    await download(arranged, [entry({ punchId: refused, ...facts }), entry({ punchId: failed, ...facts })]);
    expect([refused, failed].map((punchId) => findPunch(arranged.kiosk.connection, punchId))).toMatchObject([
      { status: 'synced', refusalCode: null },
      { status: 'synced', refusalCode: null },
    ]);
    expect(history(arranged, failed)).toEqual(['server: pending to failed, noMatch', `server: failed to synced, ${detail}`]);
    expect(history(arranged, refused).at(-1)).toBe(`server: pending to synced, ${detail}`);
    expect(arranged.kiosk.state.status()).toMatchObject({ pending: 0, failed: 0 });
  });

  it('F6 a failed punch that is somebody now and refused is offered again, one that was refused and has failed is not', async () => {
    const { arranged, refused, failed } = await refusedAndFailed();
    await download(arranged, [entry({ punchId: failed, state: 'refused', refusalCode: 'noClockIn' }), entry({ punchId: refused, state: 'failed', matchFailure: 'severalMatches' })]);
    expect(findPunch(arranged.kiosk.connection, failed)).toMatchObject({ status: 'pending', refusalCode: 'noClockIn' });
    expect(findPunch(arranged.kiosk.connection, refused)).toMatchObject({ status: 'failed', refusalCode: null });
    arranged.clock.advance(2 * 3_600_000);
    expect((await beginSync(arranged.kiosk, { recovery: false })).pending).toBe(1);
    expect(arranged.kiosk.state.status()).toMatchObject({ pending: 1, failed: 1 });
  });

  it('H2 nothing leads away from synced, and nothing settles what was not answered or what the server holds otherwise (D10)', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222'), somebody('E3', '333333')]);
    const synced = (await punchOnce(arranged.kiosk, '111111')).punchId;
    const waiting = (await punchOnce(arranged.kiosk, '222222')).punchId;
    const conflicting = (await punchOnce(arranged.kiosk, '333333')).punchId;
    settleBatch(arranged.kiosk, {
      ...noRecords,
      verdicts: [
        { kind: 'accepted', punchId: synced, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] },
        { kind: 'refused', punchId: conflicting, code: 'idConflict', text: '' },
      ],
      recovery: false,
    });
    await download(arranged, [entry({ punchId: synced, state: 'refused', refusalCode: 'noClockIn' }), entry({ punchId: waiting }), entry({ punchId: conflicting })]);
    expect([synced, waiting, conflicting].map((punchId) => findPunch(arranged.kiosk.connection, punchId)?.status)).toEqual(['synced', 'pending', 'pending']);
  });
});

describe('where somebody stands', () => {
  it('H8 D5 a shift that began at another kiosk ends here', async () => {
    const arranged = await ready();
    await download(arranged, [entry()]);
    const offer = await identify(arranged.kiosk, '111111');
    expect(offer).toMatchObject({ current: { type: 'clockIn', since: '2026-11-23T13:30:00.000Z', job: 'Loader' }, allowed: ['breakOut', 'clockOut'], workedMs: 1_800_000, punches: [{ status: 'synced' }] });
    expect(tap(arranged.kiosk, offer, { type: 'clockOut' })).toMatchObject({ kind: 'recorded', punch: { workDate: '2026-11-23' } });
  });

  it('K2 a double tap over two kiosks is one punch', async () => {
    const arranged = await ready();
    const offer = await identify(arranged.kiosk, '111111');
    await download(arranged, [entry({ instant: '2026-11-23T13:59:30.000Z' })]);
    expect(tap(arranged.kiosk, offer, { type: 'clockIn' })).toEqual({ kind: 'alreadyRecorded', at: '2026-11-23T13:59:30.000Z', type: 'clockIn', windowSeconds: 60 });
  });

  it.each(['voided', 'duplicate', 'refused'] as const)('H8 what is %s at another kiosk does not count', async (state) => {
    const arranged = await ready();
    await download(arranged, [entry({ state, roundedInstant: null })]);
    expect(await identify(arranged.kiosk, '111111')).toMatchObject({ current: null, allowed: ['clockIn'], punches: [] });
  });

  it('K2 C9 the own punch counts as the device has it until it is synced, then as the server tells', async () => {
    const arranged = await ready();
    const { punchId } = await punchOnce(arranged.kiosk, '111111');
    await download(arranged, [entry({ punchId, state: 'voided' })]);
    expect((await identify(arranged.kiosk, '111111')).allowed).toEqual(['breakOut', 'clockOut']);
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [{ kind: 'accepted', punchId, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] }], recovery: false });
    expect(await identify(arranged.kiosk, '111111')).toMatchObject({ allowed: ['clockIn'], punches: [] });
    await download(arranged, [entry({ punchId, instant: '2026-11-23T13:00:00.000Z', correction: unseen })]);
    expect(await identify(arranged.kiosk, '111111')).toMatchObject({ current: { since: '2026-11-23T13:00:00.000Z' }, punches: [{ punchId }] });
  });

  it('C9 a correction that moves the own punch to another day takes it along', async () => {
    const arranged = await ready();
    const { punchId } = await punchOnce(arranged.kiosk, '111111');
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [{ kind: 'accepted', punchId, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] }], recovery: false });
    await download(arranged, [entry({ punchId, workDate: '2026-11-10', instant: '2026-11-10T14:00:00.000Z', correction: unseen })]);
    expect(await identify(arranged.kiosk, '111111')).toMatchObject({ current: null, allowed: ['clockIn'], punches: [] });
  });

  it('F4 days that were cleared stay readable, and what was open in them stays open', async () => {
    const arranged = await ready();
    const clockIn = await punchOnce(arranged.kiosk, '111111');
    arranged.clock.advance(2 * dayMs);
    await beginSync(arranged.kiosk, { recovery: true });
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [{ kind: 'accepted', punchId: clockIn.punchId, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] }], recovery: true });
    const before = await identify(arranged.kiosk, '111111');
    expect(before.forgotten).toEqual({ workDate: '2026-11-23', since: '2026-11-23T14:00:00.000Z' });
    expect(await clearSynced(arranged.kiosk, {})).toEqual({ kind: 'cleared', punches: 1 });
    expect(findPunch(arranged.kiosk.connection, clockIn.punchId)).toBeUndefined();
    expect(stored(arranged)).toEqual(['2026-11-23 clockIn accepted']);
    expect({ ...(await identify(arranged.kiosk, '111111')), sessionId: '' }).toEqual({ ...before, sessionId: '' });
  });

  it('F4 clearing leaves what the server has told, but for what a verdict overtook', async () => {
    const arranged = await ready();
    const told = await punchOnce(arranged.kiosk, '111111');
    const stale = tap(arranged.kiosk, await identify(arranged.kiosk, '111111'), { type: 'clockOut' });
    if (stale.kind !== 'recorded') throw new Error(stale.kind);
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [{ kind: 'refused', punchId: stale.punch.punchId, code: 'noClockIn', text: '' }], recovery: false });
    await download(arranged, [entry({ punchId: told.punchId, state: 'voided' }), entry({ punchId: stale.punch.punchId, type: 'clockOut', state: 'refused', refusalCode: 'noClockIn' })]);
    arranged.clock.advance(2 * dayMs);
    await beginSync(arranged.kiosk, { recovery: true });
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [told.punchId, stale.punch.punchId].map((punchId) => ({ kind: 'accepted', punchId, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] })), recovery: true });
    await clearSynced(arranged.kiosk, {});
    expect(stored(arranged).sort()).toEqual(['2026-11-23 clockIn voided', '2026-11-23 clockOut accepted']);
  });
});
