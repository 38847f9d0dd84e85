/**
 * F5, F6, K10: says whose punches a temporary record holds: an exact match does by itself, a supervisor by attribution. Then all of
 * them are judged among the employee's own, on every kiosk alike; the last four digits as typed go. A dismissal settles without.
 */
import { dateInZone } from '../../shared/lib/zoned-time.ts';
import { recordChanges } from '../database/changes.ts';
import { lockPersons } from '../database/person-locks.ts';
import type { PersonDate } from '../database/punches-around.ts';
import { insertDecisions } from '../database/record-decisions.ts';
import { findByForm, listTemporaryIds, listUnsettled, loadTemporaryRecords, nameKeysOf, updateTemporaryRecord, type FormMatch, type TemporaryRecord } from '../database/temporary-employees.ts';
import { dismissPunches, listUnsettledPunches, movePunches, moveRequests, type TemporaryPunch } from '../database/temporary-punches.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { readOrganisation } from '../database/tenants.ts';
import { derivedId } from './derived-id.ts';
import { noteEntries } from './note-entries.ts';
import { rejudge } from './rejudge.ts';

export type Settlement = { readonly kind: 'matched'; readonly employeeId: string } | { readonly kind: 'dismissed'; readonly reason: string };

/** `settledOtherwise`: it counts for somebody else already; nothing was changed. */
export type SettleOutcome = { readonly kind: 'settled' } | { readonly kind: 'unknownRecord' } | { readonly kind: 'settledOtherwise' };

/** Who settles: a user id, or `match` for an exact match. */
export async function settleTemporary(scope: TenantScope, recordId: string, settlement: Settlement, by: string, nowMs: number): Promise<SettleOutcome> {
  await lockPersons(scope, [`t:${recordId}`, ...(settlement.kind === 'matched' ? [`e:${settlement.employeeId}`] : [])]);
  const record = (await loadTemporaryRecords(scope, [recordId])).get(recordId);
  if (record === undefined) return { kind: 'unknownRecord' };
  if (isSettledAs(record, settlement)) return { kind: 'settled' };
  if (record.outcome === 'matched') return { kind: 'settledOtherwise' };
  const dates = await settleRecord(scope, record, settlement, by, nowMs);
  await rejudge(scope, dates, recordId, nowMs);
  return { kind: 'settled' };
}

function isSettledAs(record: TemporaryRecord, settlement: Settlement): boolean {
  if (record.outcome !== settlement.kind) return false;
  return settlement.kind === 'dismissed' || record.employee_id === settlement.employeeId;
}

/** As `settleTemporary` for a record that is not matched, without judging. @returns what has to be judged again */
export async function settleRecord(scope: TenantScope, record: TemporaryRecord, settlement: Settlement, by: string, nowMs: number): Promise<PersonDate[]> {
  const employeeId = settlement.kind === 'matched' ? settlement.employeeId : null;
  await updateTemporaryRecord(scope, record.record_id, { outcome: settlement.kind, employee_id: employeeId, last_four: null, settled_ms: nowMs, settled_by: by });
  await noteTemporary(scope, record.record_id, nowMs);
  const from = temporaryKey(record.record_id);
  const punches = await listUnsettledPunches(scope, [from]);
  if (settlement.kind === 'matched') {
    await moveRequests(scope, from, employeeKey(settlement.employeeId));
    return attribute(scope, punches, employeeKey(settlement.employeeId), by, nowMs);
  }
  const dismissed = punches.filter((punch) => punch.dismissed_ms === null && punch.voided_ms === null);
  await dismissPunches(scope, dismissed.map(idOf), nowMs);
  await insertDecisions(
    scope,
    dismissed.map((punch) => decision(punch, 'dismissed', by, nowMs, settlement.reason, { verdict: punch.verdict }, { verdict: punch.verdict, dismissed: true })),
  );
  await noteEntries(
    scope,
    dismissed.map((punch) => toNoted(punch, punch.person_key)),
    nowMs,
  );
  return [];
}

/** Moves punches to a person. @returns what has to be judged again */
export async function attribute(scope: TenantScope, punches: readonly TemporaryPunch[], personKey: string, by: string, nowMs: number): Promise<PersonDate[]> {
  await movePunches(scope, punches.map(idOf), personKey);
  await insertDecisions(
    scope,
    punches.map((punch) => decision(punch, 'attributed', by, nowMs, null, { person: punch.person_key }, { person: personKey })),
  );
  await noteEntries(
    scope,
    punches.map((punch) => toNoted(punch, personKey)),
    nowMs,
  );
  return [...new Set(punches.map((punch) => punch.work_date))].map((workDate) => ({ personKey, workDate }));
}

/** Every kiosk that gave an id to this record hears what became of it. */
export async function noteTemporary(scope: TenantScope, recordId: string, nowMs: number): Promise<void> {
  const ids = await listTemporaryIds(scope, recordId);
  await recordChanges(
    scope,
    ids.map((id) => ({ kind: 'temporaryEmployee', subject_id: id.temporary_employee_id, timeclock_id: id.timeclock_id })),
    nowMs,
  );
}

function decision(punch: TemporaryPunch, what: 'attributed' | 'dismissed', by: string, nowMs: number, reason: string | null, before: object, after: object) {
  const texts = { before: JSON.stringify(before), after: JSON.stringify(after) };
  return { decision_id: derivedId(`${what} ${punch.punch_id} ${nowMs} ${texts.after}`), punch_id: punch.punch_id, what, decided_ms: nowMs, decided_by: by, reason, ...texts };
}

const idOf = (punch: TemporaryPunch): string => punch.punch_id;
const toNoted = (punch: TemporaryPunch, personKey: string) => ({ punchId: punch.punch_id, personKey, timeclockId: punch.timeclock_id, deviceId: punch.device_id });

/** Person keys (schema.ts). */
export const temporaryKey = (recordId: string): string => `t:${recordId}`;
export const employeeKey = (employeeId: string): string => `e:${employeeId}`;

/** By whom exact matches are settled. */
export const byMatch = 'match';

/**
 * Looks again at the fail report after people were saved: what matches exactly one of them now is settled by itself (F6).
 * @param employeeIds who was saved
 */
export async function matchTemporaries(scope: TenantScope, employeeIds: readonly string[], nowMs: number): Promise<void> {
  const records = await listUnsettled(scope, await nameKeysOf(scope, employeeIds));
  await lockPersons(scope, [...records.map((record) => temporaryKey(record.record_id)), ...employeeIds.map(employeeKey)]);
  for (const record of records) {
    await rejudge(scope, await matchRecord(scope, record, nowMs), record.record_id, nowMs);
  }
}

/** Settles an unsettled record when it matches exactly, or notes why not. @returns what has to be judged again */
export async function matchRecord(scope: TenantScope, record: TemporaryRecord, nowMs: number): Promise<PersonDate[]> {
  const outcome = whoIs(await findByForm(scope, record), await dateSeen(scope, record));
  if (outcome.kind === 'matched') return settleRecord(scope, record, outcome, byMatch, nowMs);
  if (outcome.kind === record.outcome) return [];
  await updateTemporaryRecord(scope, record.record_id, { outcome: outcome.kind, settled_ms: null, settled_by: null });
  await noteTemporary(scope, record.record_id, nowMs);
  const punches = await listUnsettledPunches(scope, [temporaryKey(record.record_id)]);
  return [...new Set(punches.map((punch) => punch.work_date))].map((workDate) => ({ personKey: temporaryKey(record.record_id), workDate }));
}

/** The date on which the person first stood at a kiosk. */
async function dateSeen(scope: TenantScope, record: TemporaryRecord): Promise<string> {
  const organisation = await readOrganisation(scope);
  return dateInZone(record.first_seen_ms, organisation?.timeZone ?? 'UTC');
}

/** F5: the one employee of that form who was employed on that date. */
function whoIs(candidates: readonly FormMatch[], date: string): Settlement | { readonly kind: 'noMatch' | 'severalMatches' } {
  const employed = candidates.filter((one) => one.lastWorkDate === null || one.lastWorkDate >= date);
  const [only] = employed;
  if (only === undefined) return { kind: 'noMatch' };
  return employed.length === 1 ? { kind: 'matched', employeeId: only.employeeId } : { kind: 'severalMatches' };
}
