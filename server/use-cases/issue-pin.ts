/**
 * B6: a new PIN at random, shown once. Nobody of the tenant has it; where so many have four digits that none is free, at least
 * nobody at the person's timeclocks.
 */
import { pinHash } from '../../shared/lib/keyed-hash.ts';
import { dateInZone } from '../../shared/lib/zoned-time.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { refusePerson } from '../checks/check-person.ts';
import { lockAdministration } from '../database/administration-lock.ts';
import { findPinsInUse, sharingTimeclock } from '../database/pins.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readOrganisation, readTenantKey } from '../database/tenants.ts';
import { drawPins } from '../secrets/draw-pin.ts';
import { notPossible, type Problem } from '../errors.ts';
import { storePin } from '../secrets/store-pin.ts';

/** So many are drawn at once that one is free as long as one in fifty is. */
const drawnAtOnce = 400;

export interface IssuePinInput {
  readonly employeeId: string;
  readonly digits: 4 | 6;
}

export type IssuePinOutcome = { readonly kind: 'issued'; readonly pin: string } | Problem;

export async function issuePin(deps: Pick<ServerDeps, 'database' | 'clock' | 'randomBytes'>, caller: ConsoleCaller, { employeeId, digits }: IssuePinInput): Promise<IssuePinOutcome> {
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    // Nobody else may take the same PIN between the look and the commit.
    await lockAdministration(scope);
    const refusal = await refusePerson(scope, caller, employeeId);
    if (refusal !== null) return refusal;
    const nowMs = deps.clock.wallMs();
    const pin = await firstFree(scope, employeeId, drawPins(digits, drawnAtOnce, deps.randomBytes), nowMs);
    if (pin === null) return notPossible('digits', 'nearly all PINs of this length are taken: issue one of six digits');
    await storePin(scope, employeeId, pin, nowMs);
    return { kind: 'issued', pin };
  });
}

async function firstFree(scope: TenantScope, employeeId: string, pins: readonly string[], nowMs: number): Promise<string | null> {
  const tenantKey = Buffer.from(await readTenantKey(scope), 'hex');
  const organisation = await readOrganisation(scope);
  const hashes = new Map(pins.map((pin) => [pin, pinHash(pin, tenantKey)]));
  const inUse = await findPinsInUse(scope, [...hashes.values()], dateInZone(nowMs, organisation?.timeZone ?? 'UTC'));
  const taken = new Set(inUse.map((one) => one.pinHash));
  const free = pins.find((pin) => !taken.has(hashes.get(pin) ?? ''));
  if (free !== undefined) return free;
  const near = await sharingTimeclock(
    scope,
    employeeId,
    inUse.map((one) => one.employeeId),
  );
  const takenNear = new Set(inUse.filter((one) => near.has(one.employeeId)).map((one) => one.pinHash));
  return pins.find((pin) => !takenNear.has(hashes.get(pin) ?? '')) ?? null;
}
