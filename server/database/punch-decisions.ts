/** Voids, restorations and dismissals of punches, with who and why (H3). Nothing is deleted. */
import type { PunchDecisionsTable, PunchesTable, VerdictChangesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export type NewDecision = Omit<PunchDecisionsTable, 'tenant_id'>;

/** Stores one. Those of one punch never share an instant, so that their order is told: it comes a millisecond later where it would. */
export async function insertDecision(scope: TenantScope, decision: NewDecision): Promise<void> {
  const last = await scope
    .selectPunchDecisions()
    .select((eb) => eb.fn.max('decided_ms').as('decided_ms'))
    .where('punch_id', '=', decision.punch_id)
    .executeTakeFirst();
  const decidedMs = Math.max(decision.decided_ms, (last?.decided_ms ?? 0) + 1);
  await scope.insertPunchDecisions([{ ...decision, decided_ms: decidedMs }]).execute();
}

/** What decisions make of a punch. */
export type DecidedColumns = Partial<Pick<PunchesTable, 'voided_ms' | 'restored' | 'dismissed_ms'>>;

export async function updateDecided(scope: TenantScope, punchId: string, columns: DecidedColumns): Promise<void> {
  await scope.updatePunches().set(columns).where('punch_id', '=', punchId).execute();
}

/** All decisions on one punch, oldest first. */
export async function listDecisions(scope: TenantScope, punchId: string): Promise<PunchDecisionsTable[]> {
  return scope.selectPunchDecisions().selectAll('punch_decisions').where('punch_id', '=', punchId).orderBy('decided_ms').orderBy('decision_id').execute();
}

/** How the verdict on one punch changed, oldest first. */
export async function listVerdictChanges(scope: TenantScope, punchId: string): Promise<VerdictChangesTable[]> {
  return scope.selectVerdictChanges().selectAll('verdict_changes').where('punch_id', '=', punchId).orderBy('changed_ms').execute();
}

/** Names of users by id, disabled ones as well; ids that are none of the tenant's are left out. */
export async function usernamesOf(scope: TenantScope, userIds: readonly string[]): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows = await scope
    .selectUsers()
    .select(['user_id', 'username'])
    .where('user_id', 'in', [...new Set(userIds)])
    .execute();
  return new Map(rows.map((row) => [row.user_id, row.username]));
}
