/** A9: enrolment codes, of which the database knows the hash alone. Each is bound to a timeclock and used once. */
import type { Insertable, Selectable } from 'kysely';
import type { EnrolmentCodesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export type EnrolmentCodeRow = Omit<Selectable<EnrolmentCodesTable>, 'tenant_id' | 'code_hash'>;

const shown = ['code_id', 'timeclock_id', 'note', 'issued_by', 'issued_ms', 'expires_ms', 'used_ms', 'used_by_device', 'revoked_ms'] as const;

export async function insertEnrolmentCode(scope: TenantScope, row: Omit<Insertable<EnrolmentCodesTable>, 'tenant_id' | 'used_ms' | 'used_by_device' | 'revoked_ms'>): Promise<void> {
  await scope.insertEnrolmentCode({ ...row, used_ms: null, used_by_device: null, revoked_ms: null }).execute();
}

/** All that the tenant ever issued, newest first. */
export async function listEnrolmentCodes(scope: TenantScope): Promise<EnrolmentCodeRow[]> {
  return scope.selectEnrolmentCodes().select(shown).orderBy('issued_ms', 'desc').orderBy('code_id').execute();
}

export async function findEnrolmentCode(scope: TenantScope, codeId: string): Promise<EnrolmentCodeRow | null> {
  const row = await scope.selectEnrolmentCodes().select(shown).where('code_id', '=', codeId).executeTakeFirst();
  return row ?? null;
}

/** A code of this timeclock by the hash of what was typed; null also for one of another timeclock. */
export async function findEnrolmentCodeByHash(scope: TenantScope, codeHash: string, timeclockId: number): Promise<EnrolmentCodeRow | null> {
  const row = await scope.selectEnrolmentCodes().select(shown).where('code_hash', '=', codeHash).where('timeclock_id', '=', timeclockId).executeTakeFirst();
  return row ?? null;
}

/** Uses the code up, if nobody did before: of two devices that try at once, one gets it. */
export async function takeEnrolmentCode(scope: TenantScope, codeId: string, deviceId: string, nowMs: number): Promise<'taken' | 'tooLate'> {
  const { numUpdatedRows } = await scope
    .updateEnrolmentCodes()
    .set({ used_ms: nowMs, used_by_device: deviceId })
    .where('code_id', '=', codeId)
    .where('used_ms', 'is', null)
    .where('revoked_ms', 'is', null)
    .where('expires_ms', '>', nowMs)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n ? 'taken' : 'tooLate';
}

/** Makes a code useless; one that was revoked before keeps its time. */
export async function revokeEnrolmentCode(scope: TenantScope, codeId: string, nowMs: number): Promise<void> {
  await scope.updateEnrolmentCodes().set({ revoked_ms: nowMs }).where('code_id', '=', codeId).where('revoked_ms', 'is', null).execute();
}
