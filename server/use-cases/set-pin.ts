/** B6: a PIN that somebody chose. Refused when it is guessed first, or when another person at one of the timeclocks has it. */
import { pinHash } from '../../shared/lib/keyed-hash.ts';
import { dateInZone } from '../../shared/lib/zoned-time.ts';
import { pinWeakness } from '../../shared/rules/pin-block-list.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { refusePerson } from '../checks/check-person.ts';
import { lockAdministration } from '../database/administration-lock.ts';
import { findPinsInUse, sharingTimeclock } from '../database/pins.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readOrganisation, readTenantKey } from '../database/tenants.ts';
import { notPossible, problem, type Problem } from '../errors.ts';
import { weaknessWording } from '../secrets/pin-wording.ts';
import { storePin } from '../secrets/store-pin.ts';

export interface SetPinInput {
  readonly employeeId: string;
  readonly pin: string;
}

export type SetPinOutcome = { readonly kind: 'set' } | Problem;

export async function setPin(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, { employeeId, pin }: SetPinInput): Promise<SetPinOutcome> {
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    await lockAdministration(scope);
    const refusal = await refusePerson(scope, caller, employeeId);
    if (refusal !== null) return refusal;
    const weakness = pinWeakness(pin);
    if (weakness !== null) return notPossible('pin', weaknessWording[weakness]);
    const nowMs = deps.clock.wallMs();
    if (await isTakenNear(scope, employeeId, pin, nowMs)) return problem('conflict', { errors: [{ path: 'pin', message: 'somebody else at one of the timeclocks has this PIN: choose another, or have one issued' }] });
    await storePin(scope, employeeId, pin, nowMs);
    return { kind: 'set' };
  });
}

async function isTakenNear(scope: TenantScope, employeeId: string, pin: string, nowMs: number): Promise<boolean> {
  const tenantKey = Buffer.from(await readTenantKey(scope), 'hex');
  const organisation = await readOrganisation(scope);
  const inUse = await findPinsInUse(scope, [pinHash(pin, tenantKey)], dateInZone(nowMs, organisation?.timeZone ?? 'UTC'));
  const others = inUse.map((one) => one.employeeId).filter((other) => other !== employeeId);
  return (await sharingTimeclock(scope, employeeId, others)).size > 0;
}
