/** Whether a timeclock's settings make sense beyond their shape (A3): each finding names its field and says what to do. */
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import { fenceFaults, type FenceFault } from '../../shared/rules/geofence.ts';
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
    ...within('breaks', checkBreaks(properties.breaks)),
    ...within('breaks.survey', checkQuestions(properties.breaks.survey, languages)),
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

/** 0 as a maximum, and a window from 0 to 0, mean that there is none. */
function checkBreaks(breaks: TimeclockProperties['breaks']): Finding[] {
  const findings: Finding[] = [];
  if (breaks.maximumMinutes > 0 && breaks.minimumMinutes > breaks.maximumMinutes) findings.push({ path: 'minimumMinutes', message: 'a break cannot be at least longer than it may be at most: make it no larger than maximumMinutes' });
  if (breaks.windowStartMinutes > breaks.windowEndMinutes) findings.push({ path: 'windowStartMinutes', message: 'the window ends before it begins: make it no larger than windowEndMinutes' });
  return findings;
}

function checkLanguages(languages: readonly string[], known: ReadonlySet<string>): Finding[] {
  const repeated = repeatedAt(languages.map((language) => language.toLowerCase())).map((index) => ({ path: String(index), message: 'this language is there already' }));
  const without = languages.flatMap((language, index) => (known.has(language) ? [] : [{ path: String(index), message: `there are no texts for this language: save texts for it first, or choose one of ${[...known].sort().join(', ')}` }]));
  return [...repeated, ...without];
}
