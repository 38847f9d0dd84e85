/** What the console shows of organisation, timeclocks and texts; supervisors see their timeclocks alone (I2). */
import type { z } from 'zod';
import type { listedTimeclock } from '../../shared/contracts/console-entities.ts';
import type { Organisation, TextBundle, TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { listTimeclockProperties, readOrganisation, readTimeclockProperties } from '../database/tenants.ts';
import { readTexts } from '../database/texts.ts';
import { problem, type Problem } from '../errors.ts';

type Deps = Pick<ServerDeps, 'database'>;

export async function readOwnOrganisation(deps: Deps, caller: ConsoleCaller): Promise<{ kind: 'organisation'; organisation: Organisation } | Problem> {
  const organisation = await readOrganisation(tenantScope(deps.database.reader, caller.tenantId));
  return organisation === null ? problem('notFound') : { kind: 'organisation', organisation };
}

export async function listOwnTimeclocks(deps: Deps, caller: ConsoleCaller): Promise<z.infer<typeof listedTimeclock>[]> {
  const timeclocks = await listTimeclockProperties(tenantScope(deps.database.reader, caller.tenantId));
  return timeclocks.filter((timeclock) => mayActOn(caller, timeclock.timeclockId)).map(({ display: { logoDataUrl, ...display }, ...properties }) => ({ ...properties, display: { ...display, hasLogo: logoDataUrl !== null } }));
}

export async function readOwnTimeclock(deps: Deps, caller: ConsoleCaller, timeclockId: number): Promise<{ kind: 'timeclock'; properties: TimeclockProperties } | Problem> {
  const properties = await readTimeclockProperties(tenantScope(deps.database.reader, caller.tenantId), timeclockId);
  if (properties === null) return problem('notFound');
  return mayActOn(caller, timeclockId) ? { kind: 'timeclock', properties } : problem('noPermissionForTimeclock');
}

/** The tenant's own wording, by language. */
export async function listOwnTexts(deps: Deps, caller: ConsoleCaller): Promise<Record<string, TextBundle>> {
  return Object.fromEntries(await readTexts(tenantScope(deps.database.reader, caller.tenantId)));
}
