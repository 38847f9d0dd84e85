/**
 * People of a download (D6): rows of the next version, which nobody sees, written in chunks as small as anybody likes. Putting
 * them in force is one number (`peopleVersion`) in the transaction that moves the cursor; what is out of sight then is swept.
 */
import { sql } from 'kysely';
import type { Employee } from '../../shared/contracts/entities.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';

interface EmployeeRow {
  employeeId: string;
  since: number;
  until: number | null;
  firstName: string;
  lastName: string;
  jobTitle: string;
  photo: string | null;
  pinHash: string | null;
  lastFourHash: string | null;
  assignments: string;
}

const insert = query<EmployeeRow>()(
  build.insertInto('employees').values({
    employee_id: given<string>('employeeId'),
    since_version: given<number>('since'),
    until_version: given<number | null>('until'),
    first_name: given<string>('firstName'),
    last_name: given<string>('lastName'),
    job_title: given<string>('jobTitle'),
    photo_data_url: given<string | null>('photo'),
    pin_hash: given<string | null>('pinHash'),
    last_four_hash: given<string | null>('lastFourHash'),
    assignments: given<string>('assignments'),
  }),
);
const endVisible = query<{ employeeId: string; until: number }>()(
  build
    .updateTable('employees')
    .set({ until_version: given<number>('until') })
    .where('employee_id', '=', given<string>('employeeId'))
    .where('until_version', 'is', null)
    .where('since_version', '<', given<number>('until')),
);
const endAt = query<{ employeeId: string; version: number }>()(
  build
    .updateTable('employees')
    .set({ until_version: given<number>('version') })
    .where('employee_id', '=', given<string>('employeeId'))
    .where('since_version', '<=', given<number>('version'))
    .where((row) => row.or([row('until_version', 'is', null), row('until_version', '>', given<number>('version'))])),
);
const removeStagedOf = query<{ employeeId: string; next: number }>()(build.deleteFrom('employees').where('employee_id', '=', given<string>('employeeId')).where('since_version', '=', given<number>('next')));
const findStagedOf = query<{ employeeId: string; next: number }>()(build.selectFrom('employees').select('row_id').where('employee_id', '=', given<string>('employeeId')).where('since_version', '=', given<number>('next')));
const endAllChunk = query<{ next: number; limit: number }>()(
  build
    .updateTable('employees')
    .set({ until_version: given<number>('next') })
    .where('row_id', 'in', build.selectFrom('employees').select('row_id').where('until_version', 'is', null).where('since_version', '<', given<number>('next')).limit(given<number>('limit'))),
);
const reviveOne = query<{ employeeId: string; next: number }>()(
  build.updateTable('employees').set({ until_version: null }).where('employee_id', '=', given<string>('employeeId')).where('since_version', '<', given<number>('next')).where('until_version', '=', given<number>('next')),
);
const discardChunk = query<{ next: number; limit: number }>()(
  build.deleteFrom('employees').where('row_id', 'in', build.selectFrom('employees').select('row_id').where('since_version', '=', given<number>('next')).limit(given<number>('limit'))),
);
const reviveChunk = query<{ next: number; limit: number }>()(
  build
    .updateTable('employees')
    .set({ until_version: null })
    .where('row_id', 'in', build.selectFrom('employees').select('row_id').where('until_version', '=', given<number>('next')).limit(given<number>('limit'))),
);
const sweepChunk = query<{ version: number; limit: number }>()(
  build.deleteFrom('employees').where(
    'row_id',
    'in',
    build
      .selectFrom('employees')
      .select('row_id')
      .where('until_version', '<=', given<number>('version'))
      // K13: somebody who left keeps the name while a punch of theirs is unsettled.
      .where(sql<boolean>`not exists (select 1 from punches where punches.person_key = 'e:' || employees.employee_id and punches.status <> 'synced')`)
      .limit(given<number>('limit')),
  ),
);
const anyStaged = query<{ next: number }>()(
  build.selectNoFrom((row) => [
    row.exists(row.selectFrom('employees').select('row_id').where('since_version', '=', given<number>('next'))).as('written'),
    row.exists(row.selectFrom('employees').select('row_id').where('until_version', '=', given<number>('next'))).as('ended'),
  ]),
);

/** Writes an employee into the next version; the last write of a person wins. */
export function stageEmployee(connection: Connection, version: number, person: Employee): void {
  const next = version + 1;
  connection.run(removeStagedOf, { employeeId: person.employeeId, next });
  connection.run(endVisible, { employeeId: person.employeeId, until: next });
  connection.run(insert, { ...toRow(person), since: next, until: null });
}

/** Leaves somebody out of the next version. */
export function stageRemoval(connection: Connection, version: number, employeeId: string): void {
  connection.run(removeStagedOf, { employeeId, next: version + 1 });
  connection.run(endVisible, { employeeId, until: version + 1 });
}

/** Takes somebody into the next version as they are in the present one, unless the download has told of them already. */
export function keepEmployee(connection: Connection, version: number, employeeId: string): void {
  const next = version + 1;
  if (connection.get(findStagedOf, { employeeId, next }) === undefined) connection.run(reviveOne, { employeeId, next });
}

/** A complete download begins: nobody of the present version is in the next one. One chunk of rows; answers 0 when all are done. */
export function endPresentVersion(connection: Connection, version: number, limit: number): number {
  return connection.run(endAllChunk, { next: version + 1, limit });
}

/** True when the next version differs from the present one. */
export function hasStagedPeople(connection: Connection, version: number): boolean {
  const row = connection.get(anyStaged, { next: version + 1 });
  return Boolean(row?.written) || Boolean(row?.ended);
}

/** Takes one chunk of what was staged back; answers 0 when nothing is left. */
export function discardStagedPeople(connection: Connection, version: number, limit: number): number {
  return connection.run(discardChunk, { next: version + 1, limit }) + connection.run(reviveChunk, { next: version + 1, limit });
}

/** Deletes one chunk of rows that nobody can see any more; answers 0 when nothing is left. */
export function sweepOldPeople(connection: Connection, version: number, limit: number): number {
  return connection.run(sweepChunk, { version, limit });
}

/** B2: somebody whom the server knew and the device did not; visible at once, and in the version that is being staged. */
export function cacheEmployee(connection: Connection, version: number, person: Employee): void {
  connection.transaction(() => {
    const isStaged = connection.get(findStagedOf, { employeeId: person.employeeId, next: version + 1 }) !== undefined;
    connection.run(endAt, { employeeId: person.employeeId, version });
    connection.run(insert, { ...toRow(person), since: version, until: isStaged ? version + 1 : null });
  });
}

function toRow(person: Employee): Omit<EmployeeRow, 'since' | 'until'> {
  return {
    employeeId: person.employeeId,
    firstName: person.firstName,
    lastName: person.lastName,
    jobTitle: person.jobTitle,
    photo: person.photoDataUrl,
    pinHash: person.pinHash,
    lastFourHash: person.lastFourHash,
    assignments: JSON.stringify(person.assignments),
  };
}
