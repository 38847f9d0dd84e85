import { describe, expect, it } from 'vitest';
import { acknowledgementRecord, answersRecord, requestRecord, voidRecord } from '../../test/support/outbox-records.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { arrangeServer, enrol, upload, type ServerInProcess, type UploadInput } from '../../test/support/server-in-process.ts';
import { loadEntries } from '../database/entries.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { demo } from '../demo.ts';

async function kioskAt(server: ServerInProcess, deviceId: string) {
  const credentials = await enrol(server, { deviceId });
  const send = (input: Omit<UploadInput, 'credentials' | 'deviceId'>) => upload(server, { ...input, credentials, deviceId });
  return { credentials, chain: new PunchChain(deviceId), send };
}

async function arrange() {
  const server = await arrangeServer();
  const kiosk = await kioskAt(server, 'kiosk-1');
  const scope = tenantScope(server.deps.database.reader, demo.tenantId);
  const entryOf = async (punchId: string) => (await loadEntries(scope, [punchId])).get(punchId);
  return { server, scope, entryOf, ...kiosk };
}

const day = '2026-11-23T';
const acceptedRecord = (record: { recordId: string }) => ({ kind: 'accepted', recordId: record.recordId });
const refusedRecord = (record: { recordId: string }, code: string) => ({ kind: 'refused', recordId: record.recordId, code });

describe('undo', () => {
  it('K2 C1 takes an undo and the same punch again within the window, in one batch or one after the other', async () => {
    const { chain, send, entryOf } = await arrange();
    const first = chain.next({ at: `${day}13:00:00.000Z` });
    const again = chain.next({ at: `${day}13:00:20.000Z` });
    const undo = voidRecord({ at: `${day}13:00:10.000Z`, punchId: first.punchId });
    const answer = await send({ punches: [first, again], records: [undo] });
    expect(answer.recordVerdicts).toEqual([acceptedRecord(undo)]);
    expect(answer.verdicts).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted', exceptions: [] }]);
    expect((await entryOf(first.punchId))?.state).toBe('voided');

    const other = chain.next({ at: `${day}15:00:00.000Z`, type: 'breakOut' });
    const repeated = chain.next({ at: `${day}15:00:20.000Z`, type: 'breakOut' });
    expect((await send({ punches: [other, repeated] })).verdicts[1]).toMatchObject({ kind: 'duplicate' });
    await send({ records: [voidRecord({ at: `${day}15:00:10.000Z`, punchId: other.punchId })] });
    expect(await entryOf(repeated.punchId)).toMatchObject({ state: 'accepted', exceptions: [] });
    expect((await send({ punches: [repeated] })).verdicts).toMatchObject([{ kind: 'accepted' }]);
  });

  it('H8 K2 tells the same of an undone double tap, whether its undo came with it or after it was judged', async () => {
    const { chain, send, entryOf } = await arrange();
    const undone = async (hour: string, how: 'together' | 'later') => {
      const first = chain.next({ at: `${day}${hour}:00:00.000Z`, type: 'clockIn' });
      const tap = chain.next({ at: `${day}${hour}:00:20.000Z`, type: 'clockIn' });
      const undo = voidRecord({ at: `${day}${hour}:00:30.000Z`, punchId: tap.punchId });
      await send({ punches: [first, tap], records: how === 'together' ? [undo] : [] });
      if (how === 'later') await send({ records: [undo] });
      const entry = await entryOf(tap.punchId);
      return { state: entry?.state, duplicateOf: entry?.duplicateOf, roundedInstant: entry?.roundedInstant, exceptions: entry?.exceptions };
    };
    const together = await undone('13', 'together');
    expect(together).toEqual({ state: 'voided', duplicateOf: null, roundedInstant: null, exceptions: [] });
    expect(await undone('15', 'later')).toEqual(together);
  });

  it('K9 refuses an undo whose punch has not arrived, and takes it when it is offered again', async () => {
    const { chain, send, entryOf } = await arrange();
    const punch = chain.next({ at: `${day}13:00:00.000Z` });
    const undo = voidRecord({ at: `${day}13:00:10.000Z`, punchId: punch.punchId });
    expect((await send({ records: [undo] })).recordVerdicts).toEqual([refusedRecord(undo, 'unknownPunch')]);
    await send({ punches: [punch] });
    expect((await send({ records: [undo] })).recordVerdicts).toEqual([acceptedRecord(undo)]);
    expect((await entryOf(punch.punchId))?.state).toBe('voided');
  });

  it('C1 lets a kiosk undo its own punches alone', async () => {
    const { server, chain, send, entryOf } = await arrange();
    const other = await kioskAt(server, 'kiosk-2');
    const punch = chain.next({ at: `${day}13:00:00.000Z` });
    await send({ punches: [punch] });
    const undo = voidRecord({ at: `${day}13:00:10.000Z`, punchId: punch.punchId });
    expect((await other.send({ records: [undo] })).recordVerdicts).toEqual([refusedRecord(undo, 'notYours')]);
    expect((await entryOf(punch.punchId))?.state).toBe('accepted');
  });

  it('K9 settles a refused punch that was undone', async () => {
    const { chain, send } = await arrange();
    const stray = chain.next({ at: `${day}19:00:00.000Z`, type: 'clockOut' });
    expect((await send({ punches: [stray] })).verdicts).toMatchObject([{ kind: 'refused', code: 'noClockIn' }]);
    await send({ records: [voidRecord({ at: `${day}19:00:05.000Z`, punchId: stray.punchId })] });
    expect((await send({ punches: [stray] })).verdicts).toMatchObject([{ kind: 'accepted' }]);
  });

  it('H3 keeps who undid a punch, and says the same when the undo comes twice', async () => {
    const { scope, chain, send } = await arrange();
    const punch = chain.next({ at: `${day}13:00:00.000Z` });
    const undo = voidRecord({ at: `${day}13:00:10.000Z`, punchId: punch.punchId });
    await send({ punches: [punch], records: [undo, undo] });
    expect((await send({ punches: [punch], records: [undo] })).recordVerdicts).toEqual([acceptedRecord(undo)]);
    const decisions = await scope.selectPunchDecisions().select(['punch_id', 'what', 'decided_by']).execute();
    expect(decisions).toEqual([{ punch_id: punch.punchId, what: 'voided', decided_by: 'device:kiosk-1' }]);
  });
});

describe('what comes twice', () => {
  it('H2 K9 refuses a record id with other content, and keeps it aside', async () => {
    const { scope, send } = await arrange();
    const request = requestRecord({ at: `${day}18:00:00.000Z` });
    expect((await send({ records: [request, { ...request, note: 'other' }] })).recordVerdicts).toEqual([acceptedRecord(request), refusedRecord(request, 'idConflict')]);
    expect((await send({ records: [{ ...request, note: 'other' }] })).recordVerdicts).toEqual([refusedRecord(request, 'idConflict')]);
    expect(await scope.selectRequests().select('note').execute()).toEqual([{ note: 'I forgot' }]);
    expect(await scope.selectSetAside().select(['punch_id', 'reason']).execute()).toEqual([{ punch_id: request.recordId, reason: 'record: idConflict' }]);
  });

  it('D4 takes the good records of a batch beside a malformed one', async () => {
    const { send } = await arrange();
    const bad = { ...requestRecord({ at: `${day}18:00:00.000Z` }), workDate: 'tomorrow' };
    const nul = requestRecord({ at: `${day}18:00:00.000Z`, note: 'a\0b' });
    const good = requestRecord({ at: `${day}18:00:00.000Z` });
    expect((await send({ records: [bad, nul, good] })).recordVerdicts).toEqual([refusedRecord(bad, 'malformed'), refusedRecord(nul, 'malformed'), acceptedRecord(good)]);
  });
});

describe('answers, requests, acknowledgements', () => {
  it('C6 notes a set that lacks a required answer, and takes the note off when it comes complete', async () => {
    const { chain, send, entryOf } = await arrange();
    const [clockIn, clockOut] = [chain.next({ at: `${day}13:00:00.000Z` }), chain.next({ at: `${day}19:00:00.000Z`, type: 'clockOut', flags: ['unanswered'] })];
    const partly = answersRecord({ at: `${day}19:00:20.000Z`, punchId: clockOut.punchId, complete: false });
    const answer = await send({ punches: [clockIn, clockOut], records: [partly] });
    expect(answer.recordVerdicts).toEqual([acceptedRecord(partly)]);
    expect(answer.verdicts[1]).toMatchObject({ kind: 'accepted', exceptions: ['unanswered'] });
    const breaks = answersRecord({ at: `${day}19:00:30.000Z`, punchId: clockOut.punchId, set: 'breaks' });
    await send({ records: [breaks] });
    expect((await entryOf(clockOut.punchId))?.exceptions).toEqual(['unanswered']);
    await send({ records: [answersRecord({ at: `${day}19:01:00.000Z`, punchId: clockOut.punchId })] });
    expect((await entryOf(clockOut.punchId))?.exceptions).toEqual([]);
  });

  it('C6 H8 a complete set counts whichever of two came last: a clock that stands still gives both one moment', async () => {
    for (const order of [
      [false, true],
      [true, false],
    ]) {
      const { chain, send, entryOf } = await arrange();
      const [clockIn, clockOut] = [chain.next({ at: `${day}13:00:00.000Z` }), chain.next({ at: `${day}19:00:00.000Z`, type: 'clockOut' })];
      await send({ punches: [clockIn, clockOut] });
      for (const complete of order) await send({ records: [answersRecord({ at: `${day}19:00:20.000Z`, punchId: clockOut.punchId, complete })] });
      expect((await entryOf(clockOut.punchId))?.exceptions, order.join()).toEqual([]);
    }
  });

  it('C6 tells of an incomplete set in the verdict of the punch that it came with', async () => {
    const { chain, send } = await arrange();
    const clockIn = chain.next({ at: `${day}13:00:00.000Z` });
    const answer = await send({ punches: [clockIn], records: [answersRecord({ at: `${day}13:00:20.000Z`, punchId: clockIn.punchId, complete: false })] });
    expect(answer.verdicts).toMatchObject([{ exceptions: ['unanswered'] }]);
  });

  it('K9 refuses answers to a punch that has not arrived', async () => {
    const { chain, send } = await arrange();
    const answers = answersRecord({ at: `${day}13:00:20.000Z`, punchId: chain.next({ at: `${day}13:00:00.000Z` }).punchId });
    expect((await send({ records: [answers] })).recordVerdicts).toEqual([refusedRecord(answers, 'unknownPunch')]);
  });

  it('C12 stores a request of somebody known, and never a punch', async () => {
    const { scope, send } = await arrange();
    const request = requestRecord({ at: `${day}18:00:00.000Z` });
    const stranger = requestRecord({ at: `${day}18:00:00.000Z`, person: { kind: 'employee', employeeId: 'nobody' } });
    expect((await send({ records: [request, stranger] })).recordVerdicts).toEqual([acceptedRecord(request), refusedRecord(stranger, 'unknownPerson')]);
    expect(await scope.selectRequests().select(['request_id', 'person_key', 'status']).execute()).toEqual([{ request_id: request.recordId, person_key: 'e:NWF-1001', status: 'open' }]);
    expect(await scope.selectPunches().select('punch_id').execute()).toEqual([]);
  });

  it('C12 keeps the first acknowledgement of a correction', async () => {
    const { scope, chain, send } = await arrange();
    const punch = chain.next({ at: `${day}13:00:00.000Z` });
    await send({ punches: [punch] });
    const correctionId = crypto.randomUUID();
    const unknown = acknowledgementRecord({ at: `${day}14:00:00.000Z`, punchId: punch.punchId, correctionId });
    expect((await send({ records: [unknown] })).recordVerdicts).toEqual([refusedRecord(unknown, 'unknownCorrection')]);
    await scope.insertCorrection({ correction_id: correctionId, punch_id: punch.punchId, made_ms: 1, made_by: 'u', made_by_name: 'U', reason: 'r', before: null, after: '{}', acknowledged_ms: null }).execute();
    const seen = acknowledgementRecord({ at: `${day}14:00:00.000Z`, punchId: punch.punchId, correctionId });
    const later = acknowledgementRecord({ at: `${day}15:00:00.000Z`, punchId: punch.punchId, correctionId });
    expect((await send({ records: [seen, later] })).recordVerdicts).toEqual([acceptedRecord(seen), acceptedRecord(later)]);
    expect(await scope.selectCorrections().select('acknowledged_ms').execute()).toEqual([{ acknowledged_ms: Date.parse(`${day}14:00:00.000Z`) }]);
  });
});

it('I4 keeps what a device tells of itself with each batch', async () => {
  const { scope, chain, send } = await arrange();
  const status = { pending: 7, failed: 2, oldestPendingAt: `${day}10:00:00.000Z`, clockOffsetMs: -1500, zoneDataEdition: '2026b', deviceName: 'Gate', platform: 'linux', appVersion: '0.2.0' };
  await send({ punches: [chain.next({ at: `${day}13:00:00.000Z` })], status, lastSyncAt: `${day}12:00:00.000Z`, recovery: true });
  const device = await scope.selectDevices().select(['pending_count', 'failed_count', 'oldest_pending_ms', 'clock_offset_ms', 'zone_data_edition', 'device_name', 'last_sync_ms', 'last_sequence_number']).executeTakeFirstOrThrow();
  expect(device).toEqual({
    pending_count: 7,
    failed_count: 2,
    oldest_pending_ms: Date.parse(status.oldestPendingAt),
    clock_offset_ms: -1500,
    zone_data_edition: '2026b',
    device_name: 'Gate',
    last_sync_ms: Date.parse(`${day}12:00:00.000Z`),
    last_sequence_number: 1,
  });
  const batches = await scope.selectBatches().select(['device_id', 'lane', 'accepted', 'duplicate', 'refused', 'failed', 'records']).execute();
  expect(batches).toEqual([{ device_id: 'kiosk-1', lane: 'recovery', accepted: 1, duplicate: 0, refused: 0, failed: 0, records: 0 }]);
});
