/** Supervisors' edits of punches (H3, C9), and the columns that they move. The punch's content stays what it was (C4). */
import type { CorrectionsTable, PunchesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export type NewCorrection = Omit<CorrectionsTable, 'tenant_id' | 'acknowledged_ms'>;

/** The correction of this id, whichever punch it is of, or null. */
export async function findCorrection(scope: TenantScope, correctionId: string): Promise<CorrectionsTable | null> {
  return (await scope.selectCorrections().selectAll('corrections').where('correction_id', '=', correctionId).executeTakeFirst()) ?? null;
}

/** All of one punch, oldest first. */
export async function listCorrections(scope: TenantScope, punchId: string): Promise<CorrectionsTable[]> {
  return scope.selectCorrections().selectAll('corrections').where('punch_id', '=', punchId).orderBy('made_ms').orderBy('correction_id').execute();
}

/** Stores one. Those of one punch never share an instant, so that "the latest" is always one: it comes a millisecond later where it would. */
export async function insertCorrection(scope: TenantScope, correction: NewCorrection): Promise<void> {
  const last = await scope
    .selectCorrections()
    .select((eb) => eb.fn.max('made_ms').as('made_ms'))
    .where('punch_id', '=', correction.punch_id)
    .executeTakeFirst();
  const madeMs = Math.max(correction.made_ms, (last?.made_ms ?? 0) + 1);
  await scope.insertCorrection({ ...correction, made_ms: madeMs, acknowledged_ms: null }).execute();
}

/** What counts now of a punch. */
export type EffectiveColumns = Pick<PunchesTable, 'type' | 'work_date' | 'instant_ms' | 'offset_minutes' | 'assignment_id' | 'displaced' | 'noted'>;

export async function updateEffective(scope: TenantScope, punchId: string, columns: EffectiveColumns): Promise<void> {
  await scope.updatePunches().set(columns).where('punch_id', '=', punchId).execute();
}
