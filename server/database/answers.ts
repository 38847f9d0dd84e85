/** C5, C6: answers that came with or after a punch. A set may come again, more complete. */
import type { AnswersTable } from './outbox-schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export async function insertAnswers(scope: TenantScope, row: Omit<AnswersTable, 'tenant_id'>): Promise<void> {
  await scope
    .insertAnswers(row)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'record_id']).doNothing())
    .execute();
}

/** True when of any set of the punch no complete answers came, in whatever order they did, by what the server judged, else by what the kiosk said; null when none were given. */
export async function lacksAnswers(scope: TenantScope, punchId: string): Promise<boolean | null> {
  const rows = await scope.selectAnswers().select(['answer_set', 'complete', 'judged_complete']).where('punch_id', '=', punchId).execute();
  if (rows.length === 0) return null;
  return [...Map.groupBy(rows, (row) => row.answer_set).values()].some((set) => set.every((row) => (row.judged_complete ?? row.complete) === 0));
}
