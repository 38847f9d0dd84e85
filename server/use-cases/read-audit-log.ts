/** H3: who did what through the console, newest first, in pages. */
import type { z } from 'zod';
import type { routes } from '../../shared/contracts/http.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { listAuditEntries } from '../database/audit-log.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';

const purpose = 'audit-page';

export type ReadAuditLogOutcome = { readonly kind: 'page'; readonly answer: z.input<typeof routes.readAuditLog.answer> } | Problem;

type Deps = Pick<ServerDeps, 'database' | 'signer'>;

export async function readAuditLog(deps: Deps, caller: ConsoleCaller, input: { after?: string | undefined; limit: number }): Promise<ReadAuditLogOutcome> {
  const before = input.after === undefined ? { auditNumber: null } : openPage(deps, caller, input.after);
  if (before === null) return problem('pageTokenUnknown');
  const found = await listAuditEntries(tenantScope(deps.database.reader, caller.tenantId), before.auditNumber, input.limit + 1);
  const page = found.slice(0, input.limit);
  const last = page.at(-1);
  const entries = page.map(({ atMs, by, action, subject }) => ({ at: new Date(atMs).toISOString(), by, action, subject }));
  return { kind: 'page', answer: { entries, next: last === undefined || found.length === page.length ? null : deps.signer.sign(purpose, [caller.tenantId, last.auditNumber]) } };
}

function openPage(deps: Deps, caller: ConsoleCaller, text: string): { auditNumber: number } | null {
  const [tenantId, auditNumber] = deps.signer.open(purpose, text) ?? [];
  return tenantId === caller.tenantId && typeof auditNumber === 'number' ? { auditNumber } : null;
}
