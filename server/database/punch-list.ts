/** Lists of punches for administrators. */
import { z } from 'zod';
import type { storedPunch } from '../../shared/contracts/console-entities.ts';
import type { Entry } from '../../shared/contracts/entries.ts';
import { toEntries } from './entries.ts';
import { inChunks } from './chunks.ts';
import type { PunchRow, PunchesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export type StoredPunch = z.infer<typeof storedPunch>;

const sentContent = z.object({ note: z.string().nullable(), bestKnownInstant: z.string().optional() });

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

/** All of the tenant's punches, whatever became of them. */
export async function countPunches(scope: TenantScope): Promise<number> {
  const row = await scope
    .selectPunches()
    .select((eb) => eb.fn.countAll<number>().as('punches'))
    .executeTakeFirstOrThrow();
  return row.punches;
}

/** The row of one punch, or null. */
export async function findPunch(scope: TenantScope, punchId: string): Promise<PunchRow | null> {
  return (await scope.selectPunches().selectAll('punches').where('punch_id', '=', punchId).executeTakeFirst()) ?? null;
}

/** Punches by id, as administrators see them; unknown ids are left out. */
export async function loadStoredPunches(scope: TenantScope, punchIds: readonly string[]): Promise<Map<string, StoredPunch>> {
  const rows: PunchRow[] = [];
  for (const some of inChunks(punchIds)) rows.push(...(await scope.selectPunches().selectAll('punches').where('punches.punch_id', 'in', some).execute()));
  return new Map((await toStoredPunches(scope, rows)).map((punch) => [punch.punchId, punch]));
}

/** One row as administrators see it. */
export async function toOneStoredPunch(scope: TenantScope, row: PunchRow): Promise<StoredPunch> {
  const [punch] = await toStoredPunches(scope, [row]);
  if (punch === undefined) throw new Error('a row is one punch');
  return punch;
}

/** Full names by person key: of employees, and of temporary ones as they typed them. */
export async function personNames(scope: TenantScope, rows: readonly Pick<PunchesTable, 'person_key'>[]): Promise<Map<string, string>> {
  const keys = [...new Set(rows.map((row) => row.person_key))];
  const idsOf = (prefix: string): string[] => keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  const names = new Map<string, string>();
  const employees = idsOf('e:');
  for (const some of inChunks(employees)) {
    const known = await scope.selectEmployees().select(['employee_id', 'first_name', 'last_name']).where('employee_id', 'in', some).execute();
    for (const row of known) names.set(`e:${row.employee_id}`, `${row.first_name} ${row.last_name}`);
  }
  const records = idsOf('t:');
  for (const some of inChunks(records)) {
    const known = await scope.selectTemporaryEmployees().select(['record_id', 'first_name', 'last_name']).where('record_id', 'in', some).execute();
    for (const row of known) names.set(`t:${row.record_id}`, `${row.first_name} ${row.last_name}`);
  }
  return names;
}
