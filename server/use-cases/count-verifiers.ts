/** K12: before a PIN type is changed, how many of the timeclock's people could not identify themselves by it. */
import type { z } from 'zod';
import type { routes } from '../../shared/contracts/http.ts';
import { dateInZone } from '../../shared/lib/zoned-time.ts';
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { countByVerifier } from '../database/pins.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { problem, type Problem } from '../errors.ts';

export type CountVerifiersOutcome = { readonly kind: 'counted'; readonly answer: z.input<typeof routes.countVerifiers.answer> } | Problem;

export async function countVerifiers(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, timeclockId: number): Promise<CountVerifiersOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const properties = await readTimeclockProperties(scope, timeclockId);
  if (properties === null) return problem('notFound');
  if (!mayActOn(caller, timeclockId)) return problem('noPermissionForTimeclock');
  const { people, fourDigits, sixDigits, lastFour } = await countByVerifier(scope, timeclockId, dateInZone(deps.clock.wallMs(), properties.timeZone));
  return { kind: 'counted', answer: { employees: people, withoutFourDigits: people - fourDigits, withoutSixDigits: people - sixDigits, withoutLastFour: people - lastFour } };
}
