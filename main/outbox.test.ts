import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { record as recordSchema, type OutboxRecord } from '../shared/contracts/records.ts';
import { arrangeKiosk, arrangeReadyKiosk, identify, punchOnce, somebody, tap, type KioskInProcess } from '../test/support/kiosk-in-process.ts';
import { noRecords } from '../test/support/outbox-records.ts';
import { beginSession } from './begin-session.ts';
import { build, query } from './database/query.ts';
import { findTemporaryByForm } from './database/temporary-employees.ts';
import { findPerson } from './known-person.ts';
import { lastFourHasher } from './last-four.ts';
import { keepRecord, type RecordContent } from './outbox.ts';
import { settleBatch, applyChanges, completeSync, stageChanges } from './use-cases/apply-sync.ts';
import { clearSynced } from './use-cases/clear-synced.ts';
import { beginSync, takeBatch } from './use-cases/feed-sync.ts';

const dayMs = 86_400_000;
const rows = query()(build.selectFrom('outbox').selectAll().orderBy('outbox_number'));
const form = { kind: 'temporaryEmployee', temporaryEmployeeId: '7b0a52f0-0000-4000-8000-000000000001', firstName: 'Ana', lastName: 'Reyes', lastFour: '4321' } as const;
const everything = { afterSequence: 0, afterRecord: 0, upToSequence: 1e6, upToRecord: 1e6, maxCount: 1000, maxBytes: 1e9 };

function keep(arranged: KioskInProcess, content: RecordContent): OutboxRecord {
  const kept = keepRecord(arranged.kiosk, content);
  if (kept.kind !== 'stored') throw new Error(kept.kind);
  return kept.record;
}

function taken(arranged: KioskInProcess, facts: Partial<typeof everything> = {}): { punches: string[]; records: string[]; last: [number, number] } {
  const batch = takeBatch(arranged.kiosk, { ...everything, ...facts });
  const punches = batch.punches.map((text) => (JSON.parse(text) as { punchId: string }).punchId);
  return { punches, records: batch.records.map((text) => (JSON.parse(text) as { recordId: string }).recordId), last: [batch.lastSequence, batch.lastRecord] };
}

function accept(arranged: KioskInProcess, punchIds: readonly string[], recordIds: readonly string[] = []): void {
  settleBatch(arranged.kiosk, {
    ...noRecords,
    verdicts: punchIds.map((punchId) => ({ kind: 'accepted', punchId, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] })),
    recordVerdicts: recordIds.map((recordId) => ({ kind: 'accepted', recordId })),
    recovery: false,
  });
}

describe('keeping a record', () => {
  it('K9 is on the disk when it says so, in database and journal, and counts as unsettled', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const { punchId } = await punchOnce(arranged.kiosk, '111111');
    const undo = keep(arranged, { kind: 'void', punchId });
    expect(recordSchema.parse(undo)).toEqual(undo);
    expect(arranged.lastEvent('statusChanged')).toMatchObject({ pending: 2 });
    const restarted = await arrangeKiosk({ restartOf: closed(arranged) });
    expect(taken(restarted).records).toEqual([undo.recordId]);
    expect(restarted.kiosk.state.status()).toMatchObject({ pending: 2 });
  });

  it('H1 K9 comes back from the journal when the database had not got it, forms with their digits', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const undo = keep(arranged, { kind: 'void', punchId: (await punchOnce(arranged.kiosk, '111111')).punchId });
    const filled = keep(arranged, form);
    arranged.kiosk.connection.run({ sql: 'DELETE FROM outbox', constants: [] }, {});
    arranged.kiosk.connection.run({ sql: 'DELETE FROM temporary_employees', constants: [] }, {});
    const restarted = await arrangeKiosk({ restartOf: closed(arranged) });
    expect(takeBatch(restarted.kiosk, everything).records.map((text) => JSON.parse(text) as unknown)).toEqual([undo, filled]);
    expect(findPerson(restarted.kiosk, { kind: 'temporary', temporaryEmployeeId: form.temporaryEmployeeId })).toMatchObject({ firstName: 'Ana', assignments: [] });
  });

  it('H1 K9 is written to the journal again when the journal lost its end', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    await punchOnce(arranged.kiosk, '111111');
    const filled = keep(arranged, form);
    const { folder, keyStore, clock } = closed(arranged);
    rmSync(join(folder, 'journal'), { recursive: true });
    const second = await arrangeKiosk({ restartOf: { folder, keyStore, clock } });
    const journalled = [...second.kiosk.journal.readFrom(null)].map((entry) => entry.text);
    expect(journalled).toHaveLength(2);
    expect(journalled[1]).toContain(filled.recordId);
  });

  it('K9 C3 says that nothing was kept when the journal cannot be written, and nothing is there', async () => {
    const arranged = await arrangeReadyKiosk([]);
    arranged.kiosk.journal.begin = () => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    };
    expect(keepRecord(arranged.kiosk, form)).toEqual({ kind: 'notSaved', reason: 'diskFull' });
    expect(arranged.kiosk.connection.all(rows, {})).toEqual([]);
    expect(arranged.kiosk.state.status().pending).toBe(0);
  });

  it('K10 keeps the digits in the outbox alone, and there only until the server has them', async () => {
    const arranged = await arrangeReadyKiosk([]);
    const digits = '4321';
    const { recordId } = keep(arranged, form);
    const places = (): string => JSON.stringify([...arranged.kiosk.journal.readFrom(null)].map((entry) => entry.text)) + JSON.stringify(arranged.kiosk.connection.all({ sql: 'SELECT * FROM temporary_employees', constants: [] }, {}));
    expect(places()).not.toMatch(/\b4321\b/);
    expect(JSON.stringify(arranged.logged) + JSON.stringify(arranged.events)).not.toMatch(/\b4321\b/);
    accept(arranged, [], [recordId]);
    const [row] = arranged.kiosk.connection.all(rows, {});
    expect(row).toMatchObject({ status: 'settled', record_id: recordId });
    expect(row?.record).toContain('Reyes');
    expect(row?.record).not.toContain(digits);
  });
});

describe('a batch of punches and records', () => {
  it('K9 D2 takes them in the order in which they were made: a form before its punches, an undo behind its punch', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222')]);
    const first = await punchOnce(arranged.kiosk, '111111');
    const filled = keep(arranged, form);
    const second = await punchOnce(arranged.kiosk, '222222');
    const undo = keep(arranged, { kind: 'void', punchId: second.punchId });
    expect(taken(arranged)).toEqual({ punches: [first.punchId, second.punchId], records: [filled.recordId, undo.recordId], last: [2, 2] });
    const walk: unknown[] = [];
    for (let [afterSequence, afterRecord] = [0, 0]; ;) {
      const { last, punches, records } = taken(arranged, { afterSequence, afterRecord, maxCount: 1 });
      if (punches.length + records.length === 0) break;
      walk.push(...punches, ...records);
      [afterSequence, afterRecord] = last;
    }
    expect(walk).toEqual([first.punchId, filled.recordId, second.punchId, undo.recordId]);
  });

  it('K9 F7 belongs to a sync even when there are records alone, and later ones wait for the next', async () => {
    const arranged = await arrangeReadyKiosk([]);
    const { recordId } = keep(arranged, form);
    const begun = await beginSync(arranged.kiosk, { recovery: false });
    expect(begun).toMatchObject({ pending: 1, upToSequence: 0, upToRecord: 1 });
    keep(arranged, { ...form, temporaryEmployeeId: crypto.randomUUID() });
    expect(taken(arranged, { upToRecord: begun.upToRecord }).records).toEqual([recordId]);
  });

  it('K9 offers a refused record again with backoff, and at once when the server told something new', async () => {
    const arranged = await arrangeReadyKiosk([]);
    const { recordId } = keep(arranged, { kind: 'acknowledgement', punchId: crypto.randomUUID(), correctionId: crypto.randomUUID() });
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [], recordVerdicts: [{ kind: 'refused', recordId, code: 'unknownPunch' }], recovery: false });
    expect(arranged.kiosk.state.status().pending).toBe(1);
    expect(taken(arranged).records).toEqual([]);
    arranged.clock.advance(60_000);
    expect(taken(arranged).records).toEqual([recordId]);
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [], recordVerdicts: [{ kind: 'refused', recordId, code: 'unknownPunch' }], recovery: false });
    await stageChanges(arranged.kiosk, { changes: [{ kind: 'employee', employee: somebody('E9', '999999') }], full: false, first: true });
    await applyChanges(arranged.kiosk, { cursor: 'c2', chainEnd: null });
    expect(taken(arranged).records).toEqual([recordId]);
    accept(arranged, [], [recordId]);
    accept(arranged, [], [recordId]);
    expect(arranged.kiosk.state.status().pending).toBe(0);
  });
});

describe('clearing', () => {
  it('K7 F4 never takes a punch whose undo is not settled', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222')]);
    const undone = await punchOnce(arranged.kiosk, '111111');
    const other = await punchOnce(arranged.kiosk, '222222');
    arranged.clock.advance(3 * dayMs);
    accept(arranged, [undone.punchId, other.punchId]);
    await beginSync(arranged.kiosk, { recovery: true });
    const undo = keep(arranged, { kind: 'void', punchId: undone.punchId });
    expect(await clearSynced(arranged.kiosk, {})).toEqual({ kind: 'cleared', punches: 1 });
    expect(taken(arranged).records).toEqual([undo.recordId]);
    expect(arranged.kiosk.connection.all({ sql: 'SELECT punch_id FROM punches', constants: [] }, {})).toEqual([{ punch_id: undone.punchId }]);
  });

  it('K9 K7 clears nothing while a record that existed at the beginning is not settled', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const { punchId } = await punchOnce(arranged.kiosk, '111111');
    const { recordId } = keep(arranged, form);
    arranged.clock.advance(3 * dayMs);
    accept(arranged, [punchId]);
    await beginSync(arranged.kiosk, { recovery: true });
    expect(await clearSynced(arranged.kiosk, {})).toEqual({ kind: 'kept', pending: 1, failed: 0 });
    accept(arranged, [], [recordId]);
    await completeSync(arranged.kiosk, { recovery: true, failure: null, nextSyncAtMs: 0 });
    await beginSync(arranged.kiosk, { recovery: true });
    expect(await clearSynced(arranged.kiosk, {})).toEqual({ kind: 'cleared', punches: 1 });
  });
});

describe('a temporary employee', () => {
  it('B3 can be offered a punch and punches, flagged as without an assignment', async () => {
    const arranged = await arrangeReadyKiosk([]);
    const offer = standHere(arranged);
    expect(offer).toMatchObject({ person: { displayName: 'Ana Reyes', initials: 'AR', employeeId: null }, allowed: ['clockIn'], assignments: [] });
    expect(tap(arranged.kiosk, offer)).toMatchObject({ kind: 'recorded', firstName: 'Ana' });
    const [text = ''] = takeBatch(arranged.kiosk, everything).punches;
    expect(JSON.parse(text)).toMatchObject({ person: { kind: 'temporary', temporaryEmployeeId: form.temporaryEmployeeId }, flags: expect.arrayContaining(['noAssignment']) as unknown });
  });

  it('B4 is found again by the same form, whatever the case, accents and spaces', async () => {
    const arranged = await arrangeReadyKiosk([]);
    keep(arranged, form);
    const lastFourHash = lastFourHasher(arranged.kiosk.settings)('4321');
    const find = (firstName: string, lastName: string, hash = lastFourHash): unknown => findTemporaryByForm(arranged.kiosk.connection, { firstName, lastName, lastFourHash: hash });
    expect(find('  ÁNA ', 'reyes')).toMatchObject({ temporaryEmployeeId: form.temporaryEmployeeId });
    expect(find('Anna', 'Reyes')).toBeNull();
    expect(find('Ana', 'Reyes', lastFourHasher(arranged.kiosk.settings)('4322'))).toBeNull();
  });

  it('F5 K10 is the employee from the match on, with what they punched before, in the session that stands', async () => {
    const ana = somebody('E7', '777777', { firstName: 'Ana', lastName: 'Reyes' });
    const arranged = await arrangeReadyKiosk([ana]);
    const offer = standHere(arranged);
    tap(arranged.kiosk, offer);
    arranged.clock.advance(5 * 60_000);
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [], temporaryEmployees: [{ temporaryEmployeeId: form.temporaryEmployeeId, outcome: { kind: 'matched', employeeId: 'E7' } }], recovery: false });
    const out = tap(arranged.kiosk, offer, { type: 'clockOut' });
    expect(out).toMatchObject({ kind: 'recorded', punch: { type: 'clockOut' } });
    expect((await identify(arranged.kiosk, '777777')).punches).toHaveLength(2);
    const [, second = ''] = takeBatch(arranged.kiosk, everything).punches;
    expect(JSON.parse(second)).toMatchObject({ person: { kind: 'employee', employeeId: 'E7' } });
  });
});

/** Somebody whom nobody knows has filled in the form. */
function standHere(arranged: KioskInProcess): ReturnType<typeof beginSession> {
  keep(arranged, form);
  const known = findPerson(arranged.kiosk, { kind: 'temporary', temporaryEmployeeId: form.temporaryEmployeeId });
  const properties = arranged.kiosk.settings.read('timeclock');
  if (known === null || properties === null) throw new Error('the form was not kept');
  return beginSession(arranged.kiosk, known, properties);
}

/** As the end of the process leaves it. */
function closed(arranged: KioskInProcess): KioskInProcess {
  arranged.kiosk.connection.close();
  arranged.kiosk.journal.close();
  return arranged;
}
