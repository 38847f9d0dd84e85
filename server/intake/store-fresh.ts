/** Writes what was judged: new rows, new verdicts on known ones, and the history of those that changed (H3). */
import type { ExceptionCode } from '../../shared/contracts/entities.ts';
import { isDisplaced } from '../database/punches-around.ts';
import { insertPunches, updateVerdict, type JudgedRow, type NewPunchRow, type Rejudged } from '../database/punches.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { insertVerdictChanges } from '../database/verdict-changes.ts';
import { noteEntries } from './note-entries.ts';
import { notedOn } from './judge-alone.ts';
import type { FreshOffer, JudgedSet } from './judge-fresh.ts';
import { isSameStanding, type Standing } from './judge-person.ts';
import { personKey } from './offers.ts';
import type { TimeclockRules } from './timeclock-rules.ts';
import { standingOf, toColumns } from './verdicts.ts';

/** What the database now says of a punch. */
export interface StoredStanding {
  readonly columns: Rejudged;
  readonly noted: string;
}

interface Change {
  readonly row: JudgedRow;
  readonly before: Standing;
  readonly after: Standing;
}

/** @returns the stored standing of each fresh punch, by id */
export async function storeFresh(scope: TenantScope, rules: TimeclockRules, offers: readonly FreshOffer[], judged: JudgedSet, chainNotes: ReadonlyMap<string, ExceptionCode>, nowMs: number): Promise<Map<string, StoredStanding>> {
  const stored = new Map<string, StoredStanding>();
  const rows: NewPunchRow[] = [];
  const changes: Change[] = [];
  for (const offer of offers) {
    const standing = standingIn(judged, offer.fresh.punch.punchId);
    const kept = keep(rules, offer, standing, chainNotes);
    stored.set(offer.fresh.punch.punchId, kept);
    if (offer.stored === null) rows.push(toRow(offer, kept, nowMs));
    else changes.push({ row: offer.stored, before: standingOf(offer.stored), after: standing });
  }
  await insertPunches(scope, rows);
  const causedBy = offers[0]?.fresh.punch.punchId ?? '';
  await storeChanged(scope, rules, changes, causedBy, nowMs);
  await storeChanges(scope, rules, judged, causedBy, nowMs);
  return stored;
}

function standingIn(judged: JudgedSet, punchId: string): Standing {
  const standing = judged.standings.get(punchId);
  if (standing === undefined) throw new Error('a punch was not judged');
  return standing;
}

function keep(rules: TimeclockRules, offer: FreshOffer, standing: Standing, chainNotes: ReadonlyMap<string, ExceptionCode>): StoredStanding {
  const { punch, instantMs, timeclockId } = offer.fresh;
  const columns = toColumns(standing, { type: punch.type, instantMs, offsetMinutes: punch.offsetMinutes }, rules.of(timeclockId).rounding);
  if (offer.stored !== null) return { columns, noted: offer.stored.noted };
  const chainNote = chainNotes.get(punch.punchId);
  const noted = notedOn(punch);
  return { columns, noted: JSON.stringify(chainNote === undefined ? noted : [...noted, chainNote]) };
}

function toRow(offer: FreshOffer, kept: StoredStanding, nowMs: number): NewPunchRow {
  const { punch, instantMs, timeclockId } = offer.fresh;
  return {
    punch_id: punch.punchId,
    timeclock_id: timeclockId,
    device_id: punch.deviceId,
    sequence_number: punch.sequenceNumber,
    person_key: personKey(punch.person),
    type: punch.type,
    work_date: punch.workDate,
    assignment_id: punch.assignmentId,
    displaced: isDisplaced(punch.workDate, instantMs) ? 1 : 0,
    instant_ms: instantMs,
    offset_minutes: punch.offsetMinutes,
    time_zone: punch.timeZone,
    source: 'kiosk',
    hash: punch.hash,
    content: offer.content,
    received_ms: nowMs,
    ...kept.columns,
    noted: kept.noted,
  };
}

/** Stores what became of the punches that were stored before, with its history (H3), and tells the kiosks (H8). */
export async function storeChanges(scope: TenantScope, rules: TimeclockRules, judged: JudgedSet, causedBy: string, nowMs: number): Promise<void> {
  const changes = judged.stored.map((row) => ({ row, before: standingOf(row), after: standingIn(judged, row.punch_id) }));
  await storeChanged(scope, rules, changes, causedBy, nowMs);
}

async function storeChanged(scope: TenantScope, rules: TimeclockRules, changes: readonly Change[], causedBy: string, nowMs: number): Promise<void> {
  const stored: Change[] = [];
  for (const change of changes) {
    const { row, after } = change;
    const columns = toColumns(after, { type: row.type, instantMs: row.instant_ms, offsetMinutes: row.offset_minutes }, rules.of(row.timeclock_id).rounding);
    if (isSameStanding(change.before, after) && columns.rounded_ms === row.rounded_ms) continue;
    stored.push(change);
    await updateVerdict(scope, row.punch_id, columns);
  }
  await insertVerdictChanges(
    scope,
    stored.map(({ row, before, after }) => ({ punch_id: row.punch_id, changed_ms: nowMs, caused_by: causedBy, before: JSON.stringify(before), after: JSON.stringify(after) })),
  );
  await noteEntries(
    scope,
    stored.map(({ row }) => ({ punchId: row.punch_id, personKey: row.person_key, timeclockId: row.timeclock_id, deviceId: '' })),
    nowMs,
  );
}
