/** Lists of punches for administrators. */
import { z } from 'zod';
import type { storedPunch } from '../../shared/contracts/http.ts';
import { punchType } from '../../shared/contracts/entities.ts';
import type { TenantScope } from './tenant-scope.ts';

export interface ListedPunch {
  readonly arrivalNumber: number;
  readonly punch: z.infer<typeof storedPunch>;
}

const noteOnly = z.object({ note: z.string().nullable() });

function ofTimeclocks(scope: TenantScope, timeclocks: readonly number[] | null) {
  return timeclocks === null ? scope.selectPunches() : scope.selectPunches().where('punches.timeclock_id', 'in', timeclocks);
}

/** @param timeclocks those to list; null for all */
export async function listPunches(scope: TenantScope, timeclocks: readonly number[] | null, afterArrival: number, limit: number): Promise<ListedPunch[]> {
  const rows = await ofTimeclocks(scope, timeclocks).selectAll('punches').where('punches.arrival_number', '>', afterArrival).orderBy('punches.arrival_number').limit(limit).execute();
  const names = await personNames(scope, [...new Set(rows.map((row) => employeeIdOf(row.person_key)).filter((id) => id !== null))]);
  return rows.map((row) => {
    const employeeId = employeeIdOf(row.person_key);
    return {
      arrivalNumber: row.arrival_number,
      punch: {
        punchId: row.punch_id,
        employeeId,
        personName: names.get(employeeId ?? '') ?? '',
        type: punchType.parse(row.type),
        workDate: row.work_date,
        bestKnownInstant: new Date(row.instant_ms).toISOString(),
        receivedAt: new Date(row.received_ms).toISOString(),
        deviceId: row.device_id,
        sequenceNumber: row.sequence_number,
        note: noteOnly.parse(JSON.parse(row.content)).note,
        verdict: row.verdict,
      },
    };
  });
}

export async function countPunches(scope: TenantScope, timeclocks: readonly number[] | null): Promise<number> {
  const row = await ofTimeclocks(scope, timeclocks)
    .select((eb) => eb.fn.countAll<number>().as('punches'))
    .executeTakeFirstOrThrow();
  return row.punches;
}

function employeeIdOf(personKey: string): string | null {
  return personKey.startsWith('e:') ? personKey.slice(2) : null;
}

async function personNames(scope: TenantScope, employeeIds: readonly string[]): Promise<Map<string, string>> {
  if (employeeIds.length === 0) return new Map();
  const rows = await scope.selectEmployees().select(['employee_id', 'first_name', 'last_name']).where('employee_id', 'in', employeeIds).execute();
  return new Map(rows.map((row) => [row.employee_id, `${row.first_name} ${row.last_name}`]));
}
