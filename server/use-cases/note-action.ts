/**
 * Who did what through the console (H3): one line for every call that changed something, with the ids that the path or the body
 * names, and nothing else of a body.
 */
import { z } from 'zod';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { tenantScope } from '../database/tenant-scope.ts';

const id = z.union([z.string().max(64), z.int()]).transform(String);
const subjectOf = z.object({ punchId: id.optional(), employeeId: id.optional(), timeclockId: id.optional() }).catch({});
const parametersOf = z.record(z.string(), z.string()).catch({});

export async function noteAction(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, action: string, request: { readonly params: unknown; readonly body: unknown }): Promise<void> {
  const subject = JSON.stringify({ ...subjectOf.parse(request.body), ...parametersOf.parse(request.params) });
  await deps.database.transaction(async (db) => {
    await tenantScope(db, caller.tenantId).insertAuditEntry({ at_ms: deps.clock.wallMs(), user_id: caller.userId, username: caller.username, action, subject }).execute();
  });
}
