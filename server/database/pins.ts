/** B5, B6, K12: who has which PIN. Only keyed hashes are compared. */
import { inChunks } from './chunks.ts';
import type { TenantScope } from './tenant-scope.ts';

export interface VerifierCounts {
  readonly people: number;
  /** Of them those with a PIN of four digits, one of six, and a last-4 number. A PIN of unknown length counts as neither. */
  readonly fourDigits: number;
  readonly sixDigits: number;
  readonly lastFour: number;
}

/** Of the people who work at a timeclock on `today` or later. */
export async function countByVerifier(scope: TenantScope, timeclockId: number, today: string): Promise<VerifierCounts> {
  const assigned = scope
    .selectAssignments()
    .select('assignments.employee_id')
    .where('assignments.timeclock_id', '=', timeclockId)
    .where((eb) => eb.or([eb('assignments.end_date', 'is', null), eb('assignments.end_date', '>=', today)]));
  return employed(scope, today)
    .where('employees.employee_id', 'in', assigned)
    .select((eb) => [
      eb.fn.countAll<number>().as('people'),
      eb.fn.countAll<number>().filterWhere('pin_digits', '=', 4).as('fourDigits'),
      eb.fn.countAll<number>().filterWhere('pin_digits', '=', 6).as('sixDigits'),
      eb.fn.count<number>('last_four_hash').as('lastFour'),
    ])
    .executeTakeFirstOrThrow();
}

function employed(scope: TenantScope, today: string) {
  return scope.selectEmployees().where((eb) => eb.or([eb('employees.last_work_date', 'is', null), eb('employees.last_work_date', '>=', today)]));
}

export interface PinInUse {
  readonly pinHash: string;
  readonly employeeId: string;
}

/** Which of these PINs somebody employed on `today` has. */
export async function findPinsInUse(scope: TenantScope, pinHashes: readonly string[], today: string): Promise<PinInUse[]> {
  const found: PinInUse[] = [];
  for (const hashes of inChunks(pinHashes)) {
    const rows = await employed(scope, today).select(['employee_id', 'pin_hash']).where('pin_hash', 'in', hashes).execute();
    for (const row of rows) if (row.pin_hash !== null) found.push({ pinHash: row.pin_hash, employeeId: row.employee_id });
  }
  return found;
}

/** Those of `employeeIds` who have an assignment at one of the timeclocks of `employeeId`. */
export async function sharingTimeclock(scope: TenantScope, employeeId: string, employeeIds: readonly string[]): Promise<Set<string>> {
  const own = scope.selectAssignments().select('assignments.timeclock_id').where('assignments.employee_id', '=', employeeId);
  const sharing = new Set<string>();
  for (const ids of inChunks(employeeIds)) {
    const rows = await scope.selectAssignments().select('employee_id').distinct().where('employee_id', 'in', ids).where('timeclock_id', 'in', own).execute();
    for (const row of rows) sharing.add(row.employee_id);
  }
  return sharing;
}

/** Sets or removes somebody's PIN. @param pin its keyed hash and length; null for none */
export async function updatePin(scope: TenantScope, employeeId: string, pin: { readonly hash: string; readonly digits: number } | null): Promise<void> {
  await scope
    .updateEmployees()
    .set({ pin_hash: pin?.hash ?? null, pin_digits: pin?.digits ?? null })
    .where('employee_id', '=', employeeId)
    .execute();
}
