/** What a kiosk's database holds, read past main's use cases. */
import { z } from 'zod';
import { employee, type Employee } from '../../shared/contracts/entities.ts';
import type { Connection } from '../../main/database/connection.ts';
import { build, given, query } from '../../main/database/query.ts';
import type { PunchOnDevice, RecordOnDevice } from './main-side.ts';

const allPunches = query()(build.selectFrom('punches').select(['punch_id', 'sequence_number', 'status', 'refusal_code']).orderBy('sequence_number'));
const allRecords = query()(build.selectFrom('outbox').select(['record_id', 'status', 'refusals']));
const oneRecord = query<{ punchId: string }>()(build.selectFrom('punches').innerJoin('punch_records', 'punch_records.sequence_number', 'punches.sequence_number').select('record').where('punch_id', '=', given<string>('punchId')));
const visiblePeople = query<{ version: number }>()(
  build
    .selectFrom('employees')
    .selectAll()
    .where('since_version', '<=', given<number>('version'))
    .where((row) => row.or([row('until_version', 'is', null), row('until_version', '>', given<number>('version'))]))
    .orderBy('employee_id'),
);

export function punchesOf(connection: Connection): PunchOnDevice[] {
  return connection.all(allPunches, {}).map((row) => ({ punchId: row.punch_id, sequenceNumber: row.sequence_number, status: row.status, isRefused: row.refusal_code !== null }));
}

export function outboxOf(connection: Connection): RecordOnDevice[] {
  return connection.all(allRecords, {}).map((row) => ({ recordId: row.record_id, status: row.status, isRefused: row.refusals > 0 }));
}

/** A punch as it was stored, and as it travels. */
export function recordOf(connection: Connection, punchId: string): string | null {
  return connection.get(oneRecord, { punchId })?.record ?? null;
}

export function employeesOf(connection: Connection, version: number): Employee[] {
  return connection.all(visiblePeople, { version }).map((row) =>
    employee.parse({
      employeeId: row.employee_id,
      firstName: row.first_name,
      lastName: row.last_name,
      jobTitle: row.job_title,
      photoDataUrl: row.photo_data_url,
      pinHash: row.pin_hash,
      lastFourHash: row.last_four_hash,
      assignments: z.array(z.unknown()).parse(JSON.parse(row.assignments)),
    }),
  );
}
