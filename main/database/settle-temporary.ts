/**
 * F5, F6: what became of a temporary employee. From a match on their punches are the employee's here too; the punches themselves say
 * what they said when they were made, and are never rewritten.
 */
import type { TemporaryOutcome } from '../../shared/contracts/entries.ts';
import { moveSets } from './answer-sets.ts';
import type { Connection } from './connection.ts';
import { writeTemporaryOutcome } from './outcomes.ts';
import { personKey } from './punches.ts';
import { build, given, query } from './query.ts';

const movePunches = query<{ from: string; to: string }>()(
  build
    .updateTable('punches')
    .set({ person_key: given<string>('to') })
    .where('person_key', '=', given<string>('from')),
);
const moveRecords = query<{ from: string; to: string }>()(
  build
    .updateTable('outbox')
    .set({ person_key: given<string>('to') })
    .where('person_key', '=', given<string>('from')),
);

/** In the caller's transaction; the last word counts. */
export function settleTemporary(connection: Connection, temporaryEmployeeId: string, outcome: TemporaryOutcome): void {
  writeTemporaryOutcome(connection, temporaryEmployeeId, outcome);
  if (outcome.kind !== 'matched') return;
  const people = { from: personKey({ kind: 'temporary', temporaryEmployeeId }), to: personKey({ kind: 'employee', employeeId: outcome.employeeId }) };
  connection.run(movePunches, people);
  connection.run(moveRecords, people);
  moveSets(connection, people);
}
