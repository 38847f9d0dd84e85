/** Whether a timeclock's settings make sense beyond their shape (A3): each finding names its field and says what to do. */
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
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

function checkGeofence(fence: TimeclockProperties['geofence']): Finding[] {
  if (fence.mode === 'disabled') return [];
  const findings: Finding[] = [];
  if (fence.radiusMetres === 0) findings.push({ path: 'radiusMetres', message: 'a fence needs a radius: give one, or disable the fence' });
  if (fence.latitude === 0 && fence.longitude === 0) findings.push({ path: 'latitude', message: 'say where the fence is: latitude and longitude are both 0' });
  if (fence.mode === 'strict' && fence.radiusMetres > 0 && fence.minimumAccuracyMetres > fence.radiusMetres) {
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
