/** A3: an administrator creates or changes a timeclock. Settings that make no sense are refused, each by its field; nothing is stored then. */
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { checkTimeclock } from '../checks/check-timeclock.ts';
import { asProblem } from '../checks/finding.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readTexts } from '../database/texts.ts';
import { listTimeclocks } from '../database/tenants.ts';
import { notPossible, problem, type Problem } from '../errors.ts';
import { storeTimeclock } from '../administration/store-timeclock.ts';

/** So many fit into the list that a kiosk gets at setup (contracts/http.ts). */
const mostTimeclocks = 5000;

export type ChangeTimeclockOutcome = { readonly kind: 'saved'; readonly properties: TimeclockProperties } | Problem;

/** @param input.timeclockId the one of the path, which must be that of the properties */
export async function changeTimeclock(deps: Pick<ServerDeps, 'database' | 'clock' | 'bundledTexts'>, caller: ConsoleCaller, input: { timeclockId: number; properties: TimeclockProperties }): Promise<ChangeTimeclockOutcome> {
  const { properties } = input;
  if (input.timeclockId !== properties.timeclockId) return problem('conflict', { errors: [{ path: 'timeclockId', message: 'path and body name different timeclocks: make them the same' }] });
  if (!mayActOn(caller, properties.timeclockId)) return problem('noPermissionForTimeclock');
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    if (await isOneTooMany(scope, properties.timeclockId)) return notPossible('timeclockId', `a company has at most ${mostTimeclocks} timeclocks: change one that is not used any more`);
    const languages = new Set([...Object.keys(deps.bundledTexts), ...(await readTexts(scope)).keys()]);
    const findings = checkTimeclock(properties, languages);
    if (findings.length > 0) return asProblem(findings);
    await storeTimeclock(scope, properties, deps.clock.wallMs());
    return { kind: 'saved', properties };
  });
}

async function isOneTooMany(scope: TenantScope, timeclockId: number): Promise<boolean> {
  const known = (await listTimeclocks(scope)).map((timeclock) => timeclock.timeclockId);
  return known.length >= mostTimeclocks && !known.includes(timeclockId);
}
