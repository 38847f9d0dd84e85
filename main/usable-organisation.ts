/**
 * J3, A2: what an organisation says for all of its timeclocks, part by part: a part that cannot be used is what `otherwise` says, the one in force or,
 * at setup, the built-in one. Without its own identity and without a time zone there is nothing to work by: nobody would know whose punches these
 * are, and for which day.
 */
import { z } from 'zod';
import { organisation, type Organisation } from '../shared/contracts/entities.ts';

export type UsableOrganisation =
  { readonly kind: 'usable'; readonly organisation: Organisation; /** What is as `otherwise` says. */ readonly keptPaths: readonly string[] } | { readonly kind: 'unusable'; readonly missing: 'tenantId' | 'timeZone' };

const anyParts = organisation.partial();
const anyObject = z.record(z.string(), z.unknown());

/** @param otherwise with null where there is nothing to fall back on; a tenant's id that is none of null may not be another one */
export function usableOrganisation(received: unknown, otherwise: Omit<Organisation, 'tenantId' | 'timeZone'> & { readonly tenantId: string | null; readonly timeZone: string | null }): UsableOrganisation {
  const given = anyObject.safeParse(received).data ?? {};
  const told = fittingParts(given);
  const { tenantId } = told;
  if (tenantId === undefined || (otherwise.tenantId !== null && tenantId !== otherwise.tenantId)) return { kind: 'unusable', missing: 'tenantId' };
  const timeZone = told.timeZone ?? otherwise.timeZone;
  if (timeZone === null) return { kind: 'unusable', missing: 'timeZone' };
  const { name = otherwise.name, alias = otherwise.alias, locale = otherwise.locale, firstDayOfWeek = otherwise.firstDayOfWeek } = told;
  const keptPaths = [...new Set([...Object.keys(organisation.shape), ...Object.keys(given)])].filter((path) => !Object.hasOwn(told, path));
  return { kind: 'usable', organisation: { tenantId, name, alias, timeZone, locale, firstDayOfWeek }, keptPaths };
}

function fittingParts(given: Readonly<Record<string, unknown>>): z.output<typeof anyParts> {
  const fitting = Object.entries(organisation.shape).filter(([name, shape]) => shape.safeParse(given[name]).success);
  return anyParts.parse(Object.fromEntries(fitting.map(([name]) => [name, given[name]])));
}
