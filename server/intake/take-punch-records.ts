/** K9: takes records that speak of punches which are stored by now, and requests: answers, requests, acknowledgements. */
import type { OutboxRecordOf, RecordRefusal } from '../../shared/contracts/records.ts';
import { unreachable } from '../../shared/lib/outcome.ts';
import { findCorrectionOf, keepAcknowledgement } from '../database/acknowledgements.ts';
import { insertAnswers, lacksAnswers } from '../database/answers.ts';
import { findExistingEmployees } from '../database/existing-employees.ts';
import { updateNoted } from '../database/punches.ts';
import { loadRecordedPunches, type RecordedPunch } from '../database/recorded-punches.ts';
import { insertOpenRequest } from '../database/requests.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { exceptionList } from './chain-notes.ts';
import { judgeAnswers } from './judge-answers.ts';
import { noteEntries } from './note-entries.ts';
import type { BatchSender } from './offers.ts';
import type { TemporaryPeople } from './temporary-people.ts';

export type PunchRecord = OutboxRecordOf<'answers' | 'request' | 'acknowledgement'>;

export interface TakenPunchRecord {
  readonly verdict: 'accepted' | RecordRefusal;
  /** A punch whose own exceptions changed, and what they are now (JSON); null for none. */
  readonly noted: { readonly punchId: string; readonly noted: string } | null;
}

const refusal = (code: RecordRefusal): TakenPunchRecord => ({ verdict: code, noted: null });
const accepted: TakenPunchRecord = { verdict: 'accepted', noted: null };

export async function takePunchRecord(scope: TenantScope, device: BatchSender, record: PunchRecord, people: TemporaryPeople, nowMs: number): Promise<TakenPunchRecord> {
  switch (record.kind) {
    case 'answers':
      return takeAnswers(scope, record, nowMs);
    case 'request':
      return takeRequest(scope, device, record, people);
    case 'acknowledgement':
      return takeAcknowledgement(scope, record, nowMs);
    default:
      return unreachable(record, 'record');
  }
}

async function findOne(scope: TenantScope, punchId: string): Promise<RecordedPunch | null> {
  return (await loadRecordedPunches(scope, [punchId])).get(punchId) ?? null;
}

/** C6: a set without a required answer is noted on the punch; a complete one that comes later takes the note off. */
async function takeAnswers(scope: TenantScope, record: OutboxRecordOf<'answers'>, nowMs: number): Promise<TakenPunchRecord> {
  const punch = await findOne(scope, record.punchId);
  if (punch === null) return refusal('unknownPunch');
  const judged = await judgeAnswers(scope, record, punch.timeclock_id);
  await insertAnswers(scope, {
    record_id: record.recordId,
    punch_id: record.punchId,
    answer_set: record.set,
    complete: record.complete ? 1 : 0,
    judged_complete: judged === null ? null : Number(judged),
    answers: JSON.stringify(record.answers),
    made_ms: Date.parse(record.bestKnownInstant),
    received_ms: nowMs,
  });
  const before = exceptionList(punch.noted);
  const others = before.filter((code) => code !== 'unanswered');
  const after = (await lacksAnswers(scope, record.punchId)) === true ? [...others, 'unanswered' as const].sort() : others;
  if (before.length === after.length) return accepted;
  await updateNoted(scope, record.punchId, after);
  await noteEntries(scope, [toNoted(punch)], nowMs);
  return { verdict: 'accepted', noted: { punchId: record.punchId, noted: JSON.stringify(after) } };
}

async function takeRequest(scope: TenantScope, device: BatchSender, record: OutboxRecordOf<'request'>, people: TemporaryPeople): Promise<TakenPunchRecord> {
  const { person } = record;
  const isKnown = person.kind === 'employee' ? (await findExistingEmployees(scope, [person.employeeId])).has(person.employeeId) : people.recordOf(person.temporaryEmployeeId) !== null;
  if (!isKnown) return refusal('unknownPerson');
  await insertOpenRequest(scope, {
    request_id: record.recordId,
    person_key: people.keyOf(person),
    kind: record.request,
    punch_id: record.punchId,
    type: record.type,
    work_date: record.workDate,
    proposed_ms: record.proposedInstant === null ? null : Date.parse(record.proposedInstant),
    note: record.note,
    made_ms: Date.parse(record.bestKnownInstant),
    device_id: device.deviceId,
    timeclock_id: device.timeclockId,
  });
  return accepted;
}

/** C12: the first acknowledgement counts; the other kiosks learn of it. */
async function takeAcknowledgement(scope: TenantScope, record: OutboxRecordOf<'acknowledgement'>, nowMs: number): Promise<TakenPunchRecord> {
  const punch = await findOne(scope, record.punchId);
  if (punch === null) return refusal('unknownPunch');
  const correction = await findCorrectionOf(scope, record.correctionId, record.punchId);
  if (correction === null) return refusal('unknownCorrection');
  if (correction.acknowledged_ms !== null) return accepted;
  await keepAcknowledgement(scope, record.correctionId, Date.parse(record.bestKnownInstant));
  await noteEntries(scope, [toNoted(punch)], nowMs);
  return accepted;
}

function toNoted(punch: RecordedPunch) {
  return { punchId: punch.punch_id, personKey: punch.person_key, timeclockId: punch.timeclock_id, deviceId: punch.device_id };
}
