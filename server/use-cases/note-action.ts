/** Who did what through the console (H3): one line for every call that changed something, with the path's parameters and never a body. */
import { z } from 'zod';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { tenantScope } from '../database/tenant-scope.ts';

const subjectOf = z.record(z.string(), z.string()).catch({});

export async function noteAction(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, action: string, params: unknown): Promise<void> {
  const subject = JSON.stringify(subjectOf.parse(params));
  await deps.database.transaction(async (db) => {
    await tenantScope(db, caller.tenantId).insertAuditEntry({ at_ms: deps.clock.wallMs(), user_id: caller.userId, username: caller.username, action, subject }).execute();
  });
}
