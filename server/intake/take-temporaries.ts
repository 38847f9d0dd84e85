/**
 * B4, F5, K10: takes what people typed into the identification form. The same form is one record a tenant, whichever kiosk it
 * came from; what matches exactly one employee is settled at once, with everything punched so far.
 */
import type { OutboxRecordOf, RecordRefusal } from '../../shared/contracts/records.ts';
import { lastFourHash } from '../../shared/lib/keyed-hash.ts';
import { nameKey } from '../../shared/rules/identity.ts';
import type { PersonDate } from '../database/punches-around.ts';
import { findTemporaryIds, keepTemporaryId, keepTemporaryRecord, updateTemporaryRecord, type TemporaryRecord } from '../database/temporary-employees.ts';
import { listUnsettledPunches, moveRequests } from '../database/temporary-punches.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import type { Fresh } from './judge-fresh.ts';
import type { BatchSender } from './offers.ts';
import { attribute, byMatch, employeeKey, matchRecord, noteTemporary, temporaryKey } from './settle-temporary.ts';
import type { TemporaryPeople } from './temporary-people.ts';

export type TemporaryForm = OutboxRecordOf<'temporaryEmployee'>;

export interface TakenForm {
  readonly verdict: 'accepted' | RecordRefusal;
  /** What has to be judged again. */
  readonly dates: readonly PersonDate[];
}

/** @param tenantKey of the tenant, for the hash of the last four digits */
export async function takeTemporary(scope: TenantScope, device: BatchSender, form: TemporaryForm, tenantKey: Uint8Array, nowMs: number): Promise<TakenForm> {
  const asked = { name_key: nameKey(form.firstName, form.lastName), last_four_hash: lastFourHash(form.lastFour, tenantKey) };
  const known = (await findTemporaryIds(scope, [form.temporaryEmployeeId])).get(form.temporaryEmployeeId);
  // The id was given to somebody else before: two people never share one.
  if (known !== undefined && (known.name_key !== asked.name_key || known.last_four_hash !== asked.last_four_hash)) return { verdict: 'idConflict', dates: [] };
  const record = await keepTemporaryRecord(scope, {
    record_id: form.temporaryEmployeeId,
    first_name: form.firstName,
    last_name: form.lastName,
    ...asked,
    last_four: form.lastFour,
    first_seen_ms: Date.parse(form.bestKnownInstant),
    outcome: 'noMatch',
    employee_id: null,
    settled_ms: null,
    settled_by: null,
  });
  await keepTemporaryId(scope, { temporary_employee_id: form.temporaryEmployeeId, record_id: record.record_id, device_id: device.deviceId, timeclock_id: device.timeclockId });
  const reopened = record.outcome === 'dismissed' ? await reopen(scope, record, form) : record;
  const arrived = await gatherArrived(scope, reopened, form.temporaryEmployeeId, nowMs);
  const settled = reopened.outcome === 'matched' ? [] : await matchRecord(scope, reopened, nowMs);
  return { verdict: 'accepted', dates: [...arrived, ...settled] };
}

/** Somebody whose record was dismissed stands at a kiosk again: the report asks anew. */
async function reopen(scope: TenantScope, record: TemporaryRecord, form: TemporaryForm): Promise<TemporaryRecord> {
  await updateTemporaryRecord(scope, record.record_id, { outcome: 'noMatch', last_four: form.lastFour, settled_ms: null, settled_by: null });
  return { ...record, outcome: 'noMatch' };
}

/** K10: somebody whose record was dismissed goes on punching under it: the report asks again, without the digits. @returns whether there was any */
export async function reopenUsed(scope: TenantScope, people: TemporaryPeople, fresh: readonly Fresh[], nowMs: number): Promise<boolean> {
  const used = new Set<string>();
  for (const { punch } of fresh) {
    const record = punch.person.kind === 'temporary' ? people.recordOf(punch.person.temporaryEmployeeId) : null;
    if (record?.outcome === 'dismissed') used.add(record.record_id);
  }
  for (const recordId of used) {
    await updateTemporaryRecord(scope, recordId, { outcome: 'noMatch', settled_ms: null, settled_by: null });
    await noteTemporary(scope, recordId, nowMs);
  }
  return used.size > 0;
}

/** Punches that arrived before their form: they stood under the kiosk's id, and are known by the record now. */
async function gatherArrived(scope: TenantScope, record: TemporaryRecord, temporaryEmployeeId: string, nowMs: number): Promise<PersonDate[]> {
  const from = temporaryKey(temporaryEmployeeId);
  const to = record.outcome === 'matched' && record.employee_id !== null ? employeeKey(record.employee_id) : temporaryKey(record.record_id);
  const punches = await listUnsettledPunches(scope, [from]);
  if (from !== to) {
    await moveRequests(scope, from, to);
    return attribute(scope, punches, to, byMatch, nowMs);
  }
  return [...new Set(punches.map((punch) => punch.work_date))].map((workDate) => ({ personKey: from, workDate }));
}
