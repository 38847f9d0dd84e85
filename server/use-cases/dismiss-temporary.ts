/** K10: settles a temporary employee without an employee: the punches count for nobody, and wait no longer on the kiosks. */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';
import { settleTemporary } from '../intake/settle-temporary.ts';
import { findTemporaryFor } from '../supervision/find-temporary.ts';

export type DismissTemporaryOutcome = { readonly kind: 'dismissed' } | Problem;

/** The same again changes nothing; a record that was matched is a conflict. */
export async function dismissTemporary(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, temporaryEmployeeId: string, reason: string): Promise<DismissTemporaryOutcome> {
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    const found = await findTemporaryFor(scope, caller, temporaryEmployeeId);
    if (found.kind === 'problem') return found;
    const settled = await settleTemporary(scope, found.record.record_id, { kind: 'dismissed', reason }, caller.userId, deps.clock.wallMs());
    switch (settled.kind) {
      case 'settled':
        return { kind: 'dismissed' };
      case 'unknownRecord':
        return problem('notFound');
      case 'settledOtherwise':
        return problem('conflict');
    }
  });
}
