/** F6: a supervisor says which employee a temporary one is; the punches become that employee's, on every kiosk with its next sync. */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';
import { settleTemporary } from '../intake/settle-temporary.ts';
import { findPersonFor } from '../supervision/find-person.ts';
import { findTemporaryFor } from '../supervision/find-temporary.ts';

export type AttributeTemporaryOutcome = { readonly kind: 'attributed' } | Problem;

/** The same again changes nothing; a record that was settled otherwise is a conflict. */
export async function attributeTemporary(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, temporaryEmployeeId: string, employeeId: string): Promise<AttributeTemporaryOutcome> {
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    const found = await findTemporaryFor(scope, caller, temporaryEmployeeId);
    if (found.kind === 'problem') return found;
    const person = await findPersonFor(scope, caller, employeeId);
    if (person.kind === 'problem') return person;
    const settled = await settleTemporary(scope, found.record.record_id, { kind: 'matched', employeeId }, caller.userId, deps.clock.wallMs());
    switch (settled.kind) {
      case 'settled':
        return { kind: 'attributed' };
      case 'unknownRecord':
        return problem('notFound');
      case 'settledOtherwise':
        return problem('conflict');
    }
  });
}
