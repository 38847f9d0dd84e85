/** What people at the server decided, as the kiosk was told: temporary employees (F5, F6), requests (C12), operators (K16). */
import { sql } from 'kysely';
import { operator, temporaryOutcome, type Operator, type RequestStatus, type TemporaryOutcome } from '../../shared/contracts/entries.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';

const putTemporary = query<{ temporaryEmployeeId: string; outcome: string }>()(
  build
    .insertInto('temporary_outcomes')
    .values({ temporary_employee_id: given<string>('temporaryEmployeeId'), outcome: given<string>('outcome') })
    .onConflict((conflict) => conflict.column('temporary_employee_id').doUpdateSet({ outcome: given<string>('outcome') })),
);
const getTemporary = query<{ temporaryEmployeeId: string }>()(build.selectFrom('temporary_outcomes').select('outcome').where('temporary_employee_id', '=', given<string>('temporaryEmployeeId')));
const putRequest = query<{ requestId: string; status: RequestStatus; note: string | null }>()(
  build
    .insertInto('request_outcomes')
    .values({ request_id: given<string>('requestId'), status: given<RequestStatus>('status'), note: given<string | null>('note') })
    .onConflict((conflict) => conflict.column('request_id').doUpdateSet({ status: given<RequestStatus>('status'), note: given<string | null>('note') })),
);
const getRequest = query<{ requestId: string }>()(build.selectFrom('request_outcomes').select(['status', 'note']).where('request_id', '=', given<string>('requestId')));
const putOperator = query<{ userId: string; username: string; role: Operator['role']; verifier: string }>()(
  build
    .insertInto('operators')
    .values({ user_id: given<string>('userId'), username: given<string>('username'), role: given<Operator['role']>('role'), verifier: given<string>('verifier') })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ username: given<string>('username'), role: given<Operator['role']>('role'), verifier: given<string>('verifier') })),
);
const deleteOperator = query<{ userId: string }>()(build.deleteFrom('operators').where('user_id', '=', given<string>('userId')));
const deleteOthers = query<{ userIds: string }>()(build.deleteFrom('operators').where(sql<boolean>`user_id not in (select value from json_each(${given<string>('userIds')}))`));
const allOperators = query()(build.selectFrom('operators').select(['user_id as userId', 'username', 'role', 'verifier']).orderBy('username'));

export function writeTemporaryOutcome(connection: Connection, temporaryEmployeeId: string, outcome: TemporaryOutcome): void {
  connection.run(putTemporary, { temporaryEmployeeId, outcome: JSON.stringify(outcome) });
}

/** What became of a temporary employee; null while the server has not told. */
export function findTemporaryOutcome(connection: Connection, temporaryEmployeeId: string): TemporaryOutcome | null {
  const row = connection.get(getTemporary, { temporaryEmployeeId });
  return row === undefined ? null : temporaryOutcome.parse(JSON.parse(row.outcome));
}

/** A supervisor's answer to a request, and what they wrote with it. */
export interface RequestOutcome {
  readonly status: RequestStatus;
  readonly note: string | null;
}

export function writeRequestOutcome(connection: Connection, requestId: string, outcome: RequestOutcome): void {
  connection.run(putRequest, { requestId, status: outcome.status, note: outcome.note });
}

/** Null while the server has not told. */
export function findRequestOutcome(connection: Connection, requestId: string): RequestOutcome | null {
  return connection.get(getRequest, { requestId }) ?? null;
}

/** The last word on a user wins. */
export function writeOperator(connection: Connection, one: Operator): void {
  connection.run(putOperator, one);
}

export function removeOperator(connection: Connection, userId: string): void {
  connection.run(deleteOperator, { userId });
}

export function removeOperatorsBut(connection: Connection, userIds: readonly string[]): void {
  connection.run(deleteOthers, { userIds: JSON.stringify(userIds) });
}

/** K16: who may open the administration, off line too. */
export function listOperators(connection: Connection): Operator[] {
  return connection.all(allOperators, {}).map((row) => operator.parse(row));
}
