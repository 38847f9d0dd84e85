/** Whether a timeclock's settings make sense beyond their shape (A3): each finding names its field and says what to do. */
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import { checkBreaks } from '../../shared/rules/check-breaks.ts';
import { checkGeofence } from '../../shared/rules/check-geofence.ts';
import { checkIpRules } from '../../shared/rules/check-ip-rules.ts';
import { checkQuestions } from '../../shared/rules/check-questions.ts';
import { checkTransitions } from '../../shared/rules/check-transitions.ts';
import { repeatedAt, within, type Finding } from '../../shared/rules/finding.ts';
import { checkImage } from './check-image.ts';

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

function checkLanguages(languages: readonly string[], known: ReadonlySet<string>): Finding[] {
  const repeated = repeatedAt(languages.map((language) => language.toLowerCase())).map((index) => ({ path: String(index), message: 'this language is there already' }));
  const without = languages.flatMap((language, index) => (known.has(language) ? [] : [{ path: String(index), message: `there are no texts for this language: save texts for it first, or choose one of ${[...known].sort().join(', ')}` }]));
  return [...repeated, ...without];
}
