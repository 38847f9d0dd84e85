/** Lists of punches for administrators. */
import { z } from 'zod';
import type { storedPunch } from '../../shared/contracts/console-entities.ts';
import type { Entry } from '../../shared/contracts/entries.ts';
import { toEntries } from './entries.ts';
import type { PunchRow, PunchesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export type StoredPunch = z.infer<typeof storedPunch>;

export interface ListedPunch {
  readonly arrivalNumber: number;
  readonly punch: StoredPunch;
}

const sentContent = z.object({ note: z.string().nullable(), bestKnownInstant: z.string().optional() });

function ofTimeclocks(scope: TenantScope, timeclocks: readonly number[] | null) {
  return timeclocks === null ? scope.selectPunches() : scope.selectPunches().where('punches.timeclock_id', 'in', timeclocks);
}

/** @param timeclocks those to list; null for all */
export async function listPunches(scope: TenantScope, timeclocks: readonly number[] | null, afterArrival: number, limit: number): Promise<ListedPunch[]> {
  const rows = await ofTimeclocks(scope, timeclocks).selectAll('punches').where('punches.arrival_number', '>', afterArrival).orderBy('punches.arrival_number').limit(limit).execute();
  const punches = await toStoredPunches(scope, rows);
  return punches.map((punch, index) => ({ arrivalNumber: rows[index]?.arrival_number ?? 0, punch }));
}

/** Rows as administrators see them, in their order. */
export async function toStoredPunches(scope: TenantScope, rows: readonly PunchRow[]): Promise<StoredPunch[]> {
  const entries = await toEntries(scope, rows);
  const names = await personNames(scope, rows);
  return rows.flatMap((row) => {
    const entry = entries.get(row.punch_id);
    return entry === undefined ? [] : [toStoredPunch(row, entry, names.get(row.person_key) ?? '')];
  });
}

function toStoredPunch(row: PunchRow, { person, ...entry }: Entry, personName: string): StoredPunch {
  const sent = sentContent.parse(JSON.parse(row.content));
  return {
    ...entry,
    employeeId: person.kind === 'employee' ? person.employeeId : null,
    temporaryEmployeeId: person.kind === 'temporary' ? person.temporaryEmployeeId : null,
    personName,
    bestKnownInstant: sent.bestKnownInstant ?? entry.instant,
    receivedAt: new Date(row.received_ms).toISOString(),
    sequenceNumber: row.sequence_number,
    note: sent.note,
    source: row.source,
    verdict: row.verdict,
  };
}

export async function countPunches(scope: TenantScope, timeclocks: readonly number[] | null): Promise<number> {
  const row = await ofTimeclocks(scope, timeclocks)
    .select((eb) => eb.fn.countAll<number>().as('punches'))
    .executeTakeFirstOrThrow();
  return row.punches;
}

/** Full names by person key: of employees, and of temporary ones as they typed them. */
export async function personNames(scope: TenantScope, rows: readonly Pick<PunchesTable, 'person_key'>[]): Promise<Map<string, string>> {
  const keys = [...new Set(rows.map((row) => row.person_key))];
  const idsOf = (prefix: string): string[] => keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  const names = new Map<string, string>();
  const employees = idsOf('e:');
  if (employees.length > 0) {
    const known = await scope.selectEmployees().select(['employee_id', 'first_name', 'last_name']).where('employee_id', 'in', employees).execute();
    for (const row of known) names.set(`e:${row.employee_id}`, `${row.first_name} ${row.last_name}`);
  }
  const records = idsOf('t:');
  if (records.length > 0) {
    const known = await scope.selectTemporaryEmployees().select(['record_id', 'first_name', 'last_name']).where('record_id', 'in', records).execute();
    for (const row of known) names.set(`t:${row.record_id}`, `${row.first_name} ${row.last_name}`);
  }
  return names;
}
