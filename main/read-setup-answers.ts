/**
 * A2, A3, J3: what the server answers at setup, as tolerantly as later changes are read: a part that cannot be used takes its built-in setting and is told
 * to the log. Only whom the answer speaks of, and the time zone, stop setup: by a wrong zone every punch would count for the wrong day.
 */
import { z } from 'zod';
import { defaultTimeclock } from '../shared/contracts/default-timeclock.ts';
import { timeZone, type Organisation, type TimeclockProperties } from '../shared/contracts/entities.ts';
import { companyAnswer } from '../shared/contracts/http.ts';
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import type { Kiosk } from './kiosk.ts';
import { shown, type Fault } from './read-changes.ts';
import { usableOrganisation } from './usable-organisation.ts';
import { usableTimeclock } from './usable-timeclock.ts';

type Unusable = Extract<CallAnswer<'chooseTimeclock'>, { kind: 'refused' }>;
type TimeclockChoice = { readonly timeclockId: number; readonly name: string };
type ReadCompany = { readonly kind: 'usable'; readonly organisation: Organisation; readonly timeclocks: TimeclockChoice[]; readonly api: string | null; readonly faults: readonly Fault[] } | Unusable;
type ReadTimeclock = { readonly kind: 'usable'; readonly properties: TimeclockProperties; readonly faults: readonly Fault[] } | Unusable;

const anyList = z.array(z.unknown()).max(5000);
const choice = companyAnswer.shape.timeclocks.element;
const zoned = z.object({ timeZone });

export function readCompanyAnswer(received: Readonly<Record<'organisation' | 'timeclocks' | 'endpoints', unknown>>, typed: { readonly company: string; readonly alias: string }): ReadCompany {
  const usable = usableOrganisation(received.organisation, { tenantId: null, name: typed.company, alias: typed.alias, timeZone: null, locale: 'en', firstDayOfWeek: 1 });
  if (usable.kind === 'unusable') return { kind: 'refused', code: usable.missing === 'tenantId' ? 'answerWithoutIdentity' : 'organisationZone' };
  // A list to choose from: a number can be typed as well.
  const listed = (anyList.safeParse(received.timeclocks).data ?? []).map((one) => choice.safeParse(one));
  const endpoints = companyAnswer.shape.endpoints.safeParse(received.endpoints);
  const faulty = [...usable.keptPaths.map((path) => `organisation.${path}`), ...listed.flatMap((one, index) => (one.success ? [] : [`timeclocks.${String(index)}`])), ...(endpoints.success ? [] : ['endpoints'])];
  const timeclocks = listed.flatMap((one) => (one.success ? [one.data] : []));
  return { kind: 'usable', organisation: usable.organisation, timeclocks, api: endpoints.data?.api ?? null, faults: faulty.map((path) => partOf('organisation', path)) };
}

/** @param chosen what was asked for, with the name under which it was listed */
export function readTimeclockAnswer(received: unknown, chosen: TimeclockChoice): ReadTimeclock {
  const zone = zoned.safeParse(received);
  if (!zone.success && z.object({ timeclockId: z.literal(chosen.timeclockId) }).safeParse(received).success) return { kind: 'refused', code: 'timeclockZone' };
  const usual = defaultTimeclock({ ...chosen, timeZone: zone.data?.timeZone ?? 'UTC', punchTemplate: { kind: 'fourEntries' } });
  const usable = usableTimeclock(received, usual);
  if (usable.kind === 'unusable') return { kind: 'refused', code: 'answerWithoutIdentity' };
  return { kind: 'usable', properties: usable.properties, faults: usable.keptPaths.map((path) => partOf('timeclock', path)) };
}

/** Setup stops here: which part is missing stands in the log as well as on the screen. */
export function noteRefusal(kiosk: Pick<Kiosk, 'log'>, refusal: Unusable): Unusable {
  kiosk.log('setup.answerUnusable', { code: refusal.code });
  return refusal;
}

function partOf(of: string, path: string): Fault {
  return { kind: 'part', of, path: shown(path), id: null };
}
