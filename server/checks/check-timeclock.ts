/** Whether a timeclock's settings make sense beyond their shape (A3): each finding names its field and says what to do. */
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import { fenceFaults, type FenceFault } from '../../shared/rules/geofence.ts';
import { checkBreaks } from './check-breaks.ts';
import { checkImage } from './check-image.ts';
import { checkIpRules } from './check-ip-rules.ts';
import { checkQuestions } from './check-questions.ts';
import { checkTransitions } from './check-transitions.ts';
import { repeatedAt, within, type Finding } from './finding.ts';

/** @param knownLanguages those that ship, and those that the tenant worded */
export function checkTimeclock(properties: TimeclockProperties, knownLanguages: ReadonlySet<string>): Finding[] {
  const { languages } = properties.display;
  return [
    ...(properties.name.trim() === '' ? [{ path: 'name', message: 'give it a name that people can read' }] : []),
    ...within('punchTemplate', checkTransitions(properties.punchTemplate)),
    ...within('geofence', checkGeofence(properties.geofence)),
    ...within('ipRules', checkIpRules(properties.ipRules)),
    ...within('breaks', checkBreaks(properties.breaks, languages)),
    ...within('questions', checkQuestions(properties.questions, languages)),
    ...within('display.logoDataUrl', checkImage(properties.display.logoDataUrl)),
    ...within('display.languages', checkLanguages(languages, knownLanguages)),
  ];
}

const fenceAdvice: Readonly<Record<FenceFault, string>> = {
  latitude: 'say where the fence is: latitude and longitude are both 0',
  longitude: 'say where the fence is: this is no longitude',
  radiusMetres: 'a fence needs a radius of at least 1 metre: give one, or disable the fence',
  minimumAccuracyMetres: 'no position is more accurate than 1 metre: make it at least 1',
};

function checkGeofence(fence: TimeclockProperties['geofence']): Finding[] {
  const faults = fenceFaults(fence);
  const findings: Finding[] = faults.map((path) => ({ path, message: fenceAdvice[path] }));
  if (fence.mode === 'strict' && faults.length === 0 && fence.minimumAccuracyMetres > fence.radiusMetres) {
    findings.push({ path: 'minimumAccuracyMetres', message: 'a strict fence cannot be judged by positions less accurate than its radius: make it no larger than radiusMetres' });
  }
  return findings;
}

function checkLanguages(languages: readonly string[], known: ReadonlySet<string>): Finding[] {
  const repeated = repeatedAt(languages.map((language) => language.toLowerCase())).map((index) => ({ path: String(index), message: 'this language is there already' }));
  const without = languages.flatMap((language, index) => (known.has(language) ? [] : [{ path: String(index), message: `there are no texts for this language: save texts for it first, or choose one of ${[...known].sort().join(', ')}` }]));
  return [...repeated, ...without];
}
