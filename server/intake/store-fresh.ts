/** Writes what was judged: new rows, new verdicts on known ones, the history of those that changed (H3), and what kiosks hear of it. */
import type { ExceptionCode } from '../../shared/contracts/entities.ts';
import { keepMeetings } from '../database/meetings.ts';
import { isDisplaced } from '../database/punches-around.ts';
import { insertPunches, updateVerdict, type JudgedRow, type NewPunchRow } from '../database/punches.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { insertVerdictChanges } from '../database/verdict-changes.ts';
import { derivedId } from './derived-id.ts';
import { notedOn } from './judge-alone.ts';
import type { Fresh, JudgedSet } from './judge-fresh.ts';
import { noteEntries } from './note-entries.ts';
import { isSameStanding, type Standing } from './standing.ts';
import type { TimeclockRules } from './timeclock-rules.ts';
import { pairKey } from './typed-pairs.ts';
import { standingOf, storedStanding, toColumns, type StoredStanding } from './verdicts.ts';

/** @returns the stored standing of each fresh punch, by id */
export async function storeFresh(scope: TenantScope, rules: TimeclockRules, offers: readonly Fresh[], judged: JudgedSet, chainNotes: ReadonlyMap<string, ExceptionCode>, nowMs: number): Promise<Map<string, StoredStanding>> {
  const stored = new Map<string, StoredStanding>();
  const rows: NewPunchRow[] = [];
  await rules.load(offers.map((fresh) => fresh.timeclockId));
  for (const fresh of offers) {
    const { punch, instantMs, timeclockId } = fresh;
    const columns = toColumns(standingIn(judged, punch.punchId), { type: punch.type, instantMs, offsetMinutes: punch.offsetMinutes }, rules.of(timeclockId).rounding);
    const chainNote = chainNotes.get(punch.punchId);
    const noted = notedOn(punch);
    const kept: StoredStanding = { columns, noted: JSON.stringify(chainNote === undefined ? noted : [...noted, chainNote]), state: 'open', instantMs };
    stored.set(punch.punchId, kept);
    rows.push(toRow(fresh, kept, nowMs));
  }
  await insertPunches(scope, rows);
  return stored;
}

function standingIn(judged: JudgedSet, punchId: string): Standing {
  const standing = judged.standings.get(punchId);
  if (standing === undefined) throw new Error('a punch was not judged');
  return standing;
}

function toRow({ punch, personKey, instantMs, timeclockId, content }: Fresh, kept: StoredStanding, nowMs: number): NewPunchRow {
  return {
    punch_id: punch.punchId,
    timeclock_id: timeclockId,
    device_id: punch.deviceId,
    sequence_number: punch.sequenceNumber,
    person_key: personKey,
    type: punch.type,
    work_date: punch.workDate,
    assignment_id: punch.assignmentId,
    displaced: isDisplaced(punch.workDate, instantMs) ? 1 : 0,
    instant_ms: instantMs,
    offset_minutes: punch.offsetMinutes,
    time_zone: punch.timeZone,
    source: 'kiosk',
    hash: punch.hash,
    content,
    received_ms: nowMs,
    ...kept.columns,
    noted: kept.noted,
  };
}

/** What became of a punch that was stored before. */
interface Renewed {
  readonly row: JudgedRow;
  readonly after: Standing;
  readonly stored: StoredStanding;
}

/**
 * Stores what became of the punches that were stored before, with its history (H3), notes meetings (H7), and tells the kiosks (H8).
 * @returns what the database says now of each of them, by punch id
 */
export async function storeChanges(scope: TenantScope, rules: TimeclockRules, judged: JudgedSet, causedBy: string, nowMs: number): Promise<Map<string, StoredStanding>> {
  const renewed = judged.stored.map((row) => renew(rules, row, standingIn(judged, row.punch_id)));
  const changed = renewed.filter(({ row, after, stored }) => !isSameStanding(standingOf(row), after) || stored.columns.rounded_ms !== row.rounded_ms);
  for (const { row, stored } of changed) await updateVerdict(scope, row.punch_id, stored.columns);
  await insertVerdictChanges(
    scope,
    changed.map(({ row, after, stored }) => ({ punch_id: row.punch_id, changed_ms: nowMs, caused_by: causedBy, ...history(row, after, stored) })),
  );
  await keepMeetings(scope, meetingsOf(judged, nowMs));
  await noteEntries(
    scope,
    changed.map(({ row }) => ({ punchId: row.punch_id, personKey: row.person_key, timeclockId: row.timeclock_id, deviceId: '' })),
    nowMs,
  );
  return new Map(renewed.map(({ row, stored }) => [row.punch_id, stored]));
}

function renew(rules: TimeclockRules, row: JudgedRow, after: Standing): Renewed {
  const columns = toColumns(after, { type: row.type, instantMs: row.instant_ms, offsetMinutes: row.offset_minutes }, rules.of(row.timeclock_id).rounding);
  return { row, after, stored: { ...storedStanding(row), columns } };
}

/** Before and after, as JSON; the rounded time where that is all that changed (C13). */
function history(row: JudgedRow, after: Standing, stored: StoredStanding): { before: string; after: string } {
  const before = standingOf(row);
  if (!isSameStanding(before, after)) return { before: JSON.stringify(before), after: JSON.stringify(after) };
  return { before: JSON.stringify({ ...before, roundedMs: row.rounded_ms }), after: JSON.stringify({ ...after, roundedMs: stored.columns.rounded_ms }) };
}

function meetingsOf(judged: JudgedSet, nowMs: number) {
  const timeclocks = new Map(judged.stored.map((row) => [row.punch_id, row.timeclock_id]));
  return judged.pairs.map((pair) => ({
    meeting_id: derivedId(`meeting ${pairKey(pair)}`),
    typed_punch_id: pair.typedPunchId,
    kiosk_punch_id: pair.kioskPunchId,
    timeclock_id: timeclocks.get(pair.typedPunchId) ?? timeclocks.get(pair.kioskPunchId) ?? 0,
    noticed_ms: nowMs,
  }));
}
