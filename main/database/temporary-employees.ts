/**
 * B3, B4: people known by the identification form alone. The same form, by the one normalisation of names and the keyed hash of the
 * digits, is the same person; the digits as typed are not here (K10).
 */
import { sql } from 'kysely';
import { nameKey } from '../../shared/rules/identity.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';

export interface TemporaryEmployee {
  readonly temporaryEmployeeId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly lastFourHash: string;
}

const columns = ['temporary_employee_id as temporaryEmployeeId', 'first_name as firstName', 'last_name as lastName', 'last_four_hash as lastFourHash'] as const;

const insert = query<TemporaryEmployee & { nameKey: string; madeMs: number }>()(
  build
    .insertInto('temporary_employees')
    .values({
      temporary_employee_id: given<string>('temporaryEmployeeId'),
      first_name: given<string>('firstName'),
      last_name: given<string>('lastName'),
      name_key: given<string>('nameKey'),
      last_four_hash: given<string>('lastFourHash'),
      made_ms: given<number>('madeMs'),
    })
    .onConflict((conflict) => conflict.column('temporary_employee_id').doNothing()),
);
const byId = query<{ temporaryEmployeeId: string }>()(build.selectFrom('temporary_employees').select(columns).where('temporary_employee_id', '=', given<string>('temporaryEmployeeId')));
const byForm = query<{ nameKey: string; lastFourHash: string }>()(
  build.selectFrom('temporary_employees').select(columns).where('name_key', '=', given<string>('nameKey')).where('last_four_hash', '=', given<string>('lastFourHash')).orderBy('made_ms').orderBy('temporary_employee_id').limit(sql.lit(1)),
);

/** In the caller's transaction; somebody who is there stays as they are. */
export function insertTemporaryEmployee(connection: Connection, employee: TemporaryEmployee, madeMs: number): void {
  const { temporaryEmployeeId, firstName, lastName, lastFourHash } = employee;
  connection.run(insert, { temporaryEmployeeId, firstName, lastName, lastFourHash, nameKey: nameKey(firstName, lastName), madeMs });
}

export function findTemporaryEmployee(connection: Connection, temporaryEmployeeId: string): TemporaryEmployee | null {
  return connection.get(byId, { temporaryEmployeeId }) ?? null;
}

/** B4: whoever gave the same form before; the first of them. */
export function findTemporaryByForm(connection: Connection, form: { readonly firstName: string; readonly lastName: string; readonly lastFourHash: string }): TemporaryEmployee | null {
  return connection.get(byForm, { nameKey: nameKey(form.firstName, form.lastName), lastFourHash: form.lastFourHash }) ?? null;
}
