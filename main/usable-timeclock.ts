/**
 * J3: a timeclock's settings, part by part. A part of the wrong shape, or one that makes no sense (rules that contradict each other, questions
 * that wait for themselves, a fence that nobody can be in, networks in octal, a logo that is no picture), leaves in force what was in force; the console refuses
 * the same by the same rules. C8's enforcement with an empty list is no such part: it is taken, and restricts nobody.
 */
import { z } from 'zod';
import { timeclockProperties, type TimeclockProperties } from '../shared/contracts/entities.ts';
import { checkBreaks } from '../shared/rules/check-breaks.ts';
import { checkGeofence } from '../shared/rules/check-geofence.ts';
import { checkIpRules } from '../shared/rules/check-ip-rules.ts';
import { checkQuestions } from '../shared/rules/check-questions.ts';
import { checkTransitions } from '../shared/rules/check-transitions.ts';
import { within, type Finding } from '../shared/rules/finding.ts';
import { isPictureUrl } from '../shared/rules/picture-url.ts';

export type UsableTimeclock =
  | { readonly kind: 'usable'; readonly properties: TimeclockProperties; /** What stayed as it was. */ readonly keptPaths: readonly string[] }
  /** No settings of this timeclock at all. */
  | { readonly kind: 'unusable'; readonly path: string };

const anyObject = z.record(z.string(), z.unknown());
const { display: displayShape } = timeclockProperties.shape;
/** A kiosk has texts of its own below any question's: a language that lacks one is no reason to keep the old ones. */
const noLanguages: readonly string[] = [];

export function usableTimeclock(received: unknown, inForce: TimeclockProperties): UsableTimeclock {
  const given = anyObject.safeParse(received);
  if (!given.success) return { kind: 'unusable', path: 'properties' };
  if (given.data['timeclockId'] !== inForce.timeclockId) return { kind: 'unusable', path: 'properties.timeclockId' };
  const { display, ...rest } = given.data;
  const outer = ofShape(rest, timeclockProperties.omit({ display: true }).shape, inForce);
  const shown = ofShape(anyObject.safeParse(display).data ?? {}, displayShape.shape, inForce.display);
  const properties = timeclockProperties.parse({ ...outer.merged, display: shown.merged });
  const sensible = ofSense(properties, inForce);
  return { kind: 'usable', properties: sensible.properties, keptPaths: [...outer.kept, ...shown.kept.map((path) => `display.${path}`), ...sensible.kept] };
}

type Shape = Readonly<Record<string, z.ZodType>>;

/** Each part by its own schema; the one in force where it does not fit. A part that this kiosk does not know is left out. */
function ofShape(given: Readonly<Record<string, unknown>>, shape: Shape, inForce: Readonly<Record<string, unknown>>): { readonly merged: Record<string, unknown>; readonly kept: string[] } {
  const merged: Record<string, unknown> = {};
  const kept = Object.keys(given).filter((name) => !Object.hasOwn(shape, name));
  for (const [name, schema] of Object.entries(shape)) {
    const read = schema.safeParse(given[name]);
    merged[name] = read.success ? read.data : inForce[name];
    if (!read.success) kept.push([name, ...(read.error.issues[0]?.path ?? [])].join('.'));
  }
  return { merged, kept };
}

function ofSense(given: TimeclockProperties, inForce: TimeclockProperties): { readonly properties: TimeclockProperties; readonly kept: string[] } {
  const { name, punchTemplate, geofence, ipRules, breaks, questions, display } = inForce;
  const judged: readonly [readonly Finding[], Partial<TimeclockProperties>][] = [
    [given.name.trim() === '' ? [{ path: 'name', message: '' }] : [], { name }],
    [within('punchTemplate', checkTransitions(given.punchTemplate)), { punchTemplate }],
    [within('geofence', checkGeofence(given.geofence)), { geofence }],
    [within('ipRules', given.ipRules.allowed.length === 0 ? [] : checkIpRules(given.ipRules)), { ipRules }],
    [within('breaks', checkBreaks(given.breaks, noLanguages)), { breaks }],
    [within('questions', checkQuestions(given.questions, noLanguages)), { questions }],
    [isLogo(given.display.logoDataUrl) ? [] : [{ path: 'display.logoDataUrl', message: '' }], { display: { ...given.display, logoDataUrl: display.logoDataUrl } }],
  ];
  const faulty = judged.filter(([findings]) => findings.length > 0);
  const properties = faulty.reduce<TimeclockProperties>((so, [, old]) => ({ ...so, ...old }), given);
  return { properties, kept: faulty.map(([findings]) => findings[0]?.path ?? '') };
}

function isLogo(url: string | null): boolean {
  return url === null || isPictureUrl(url);
}
