/** Stored punches as what counts now (contracts/entries.ts): for kiosks (D5), lists and timesheets alike. */
import { z } from 'zod';
import { exceptionCode, matchFailure, punchType, refusalCode, type ExceptionCode, type Person } from '../../shared/contracts/entities.ts';
import { correctable, type Correction, type Entry, type EntryState } from '../../shared/contracts/entries.ts';
import { inChunks } from './chunks.ts';
import type { CorrectionsTable, PunchRow, PunchesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

const exceptionCodes = z.array(exceptionCode);

/** The entries of these punches, by punch id; unknown ids are left out. */
export async function loadEntries(scope: TenantScope, punchIds: readonly string[]): Promise<Map<string, Entry>> {
  const rows: PunchRow[] = [];
  for (const some of inChunks(punchIds)) rows.push(...(await scope.selectPunches().selectAll('punches').where('punches.punch_id', 'in', some).execute()));
  return toEntries(scope, rows);
}

/** Entries of rows that are at hand, by punch id, in the order of the rows. */
export async function toEntries(scope: TenantScope, rows: readonly PunchRow[]): Promise<Map<string, Entry>> {
  const corrections = await loadLatestCorrections(
    scope,
    rows.map((row) => row.punch_id),
  );
  return new Map(rows.map((row) => [row.punch_id, toEntry(row, corrections.get(row.punch_id) ?? null)]));
}

async function loadLatestCorrections(scope: TenantScope, punchIds: readonly string[]): Promise<Map<string, Correction>> {
  const latest = new Map<string, Correction>();
  for (const some of inChunks(punchIds)) {
    const rows = await scope.selectCorrections().selectAll('corrections').where('punch_id', 'in', some).orderBy('made_ms').orderBy('correction_id').execute();
    for (const row of rows) latest.set(row.punch_id, toCorrection(row));
  }
  return latest;
}

export function toCorrection(row: CorrectionsTable): Correction {
  return {
    correctionId: row.correction_id,
    madeAt: new Date(row.made_ms).toISOString(),
    madeBy: row.made_by_name,
    reason: row.reason,
    before: row.before === null ? null : correctable.parse(JSON.parse(row.before)),
    acknowledgedAt: row.acknowledged_ms === null ? null : new Date(row.acknowledged_ms).toISOString(),
  };
}

/** An employee or temporary record by its person key. */
export function personOfKey(personKey: string): Person {
  const id = personKey.slice(2);
  return personKey.startsWith('e:') ? { kind: 'employee', employeeId: id } : { kind: 'temporary', temporaryEmployeeId: id };
}

function toEntry(row: PunchRow, correction: Correction | null): Entry {
  return {
    punchId: row.punch_id,
    person: personOfKey(row.person_key),
    deviceId: row.device_id === '' ? null : row.device_id,
    timeclockId: row.timeclock_id,
    type: punchType.parse(row.type),
    workDate: row.work_date,
    assignmentId: row.assignment_id,
    instant: new Date(row.instant_ms).toISOString(),
    timeZone: row.time_zone,
    offsetMinutes: row.offset_minutes,
    ...saidOf(row),
    correction,
  };
}

/** What was said of a punch before it was voided depends on when the undo came (H8), and does not matter any more: it is not told. */
function saidOf(row: PunchRow): Pick<Entry, 'state' | 'roundedInstant' | 'duplicateOf' | 'refusalCode' | 'matchFailure' | 'exceptions'> {
  const state = stateOf(row);
  if (state === 'voided') return { state, roundedInstant: null, duplicateOf: null, refusalCode: null, matchFailure: null, exceptions: [] };
  return {
    state,
    roundedInstant: row.rounded_ms === null ? null : new Date(row.rounded_ms).toISOString(),
    duplicateOf: row.duplicate_of,
    refusalCode: row.refusal_code === null ? null : refusalCode.parse(row.refusal_code),
    matchFailure: row.match_failure === null ? null : matchFailure.parse(row.match_failure),
    exceptions: exceptionsOf(row),
  };
}

/** What became of a stored punch; a dismissed one counts as voided. */
export function stateOf(row: PunchRow): EntryState {
  return row.voided_ms === null && row.dismissed_ms === null ? row.verdict : 'voided';
}

/** What was noted for its own sake, then what the person's other punches say (codes with a space between). */
function exceptionsOf(row: Pick<PunchesTable, 'noted' | 'sequence_exception'>): ExceptionCode[] {
  const noted = new Set(exceptionCodes.parse(JSON.parse(row.noted)));
  for (const code of row.sequence_exception?.split(' ') ?? []) noted.add(exceptionCode.parse(code));
  return [...noted];
}
