/** C5: rules of breaks that contradict each other, or can never apply: each finding names its place and says what to do. */
import { raisedPrefixes } from './answer-record.ts';
import type { BreakRequirement, BreakWindow } from './break-requirement.ts';
import type { BreakProperties } from './breaks.ts';
import { checkQuestions, type WordedQuestion } from './check-questions.ts';
import { within, type Finding } from './finding.ts';

type Breaks = BreakProperties & { readonly survey: readonly WordedQuestion[] };

/** 0 as a maximum, and a window from 0 to 0, mean that there is none. */
export function checkBreaks(breaks: Breaks, languages: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  if (breaks.maximumMinutes > 0 && breaks.minimumMinutes > breaks.maximumMinutes) findings.push({ path: 'minimumMinutes', message: 'a break cannot be at least longer than it may be at most: make it no larger than maximumMinutes' });
  if (breaks.windowStartMinutes > breaks.windowEndMinutes) findings.push({ path: 'windowStartMinutes', message: 'the window ends before it begins: make it no larger than windowEndMinutes' });
  if (breaks.requiredPerShift > 0 && breaks.required.length > 0) findings.push({ path: 'requiredPerShift', message: 'say what a shift needs once: by this number or by the list `required`' });
  return [...findings, ...breaks.required.flatMap((one, index) => within(`required.${index}`, checkRequirement(one, breaks))), ...within('survey', checkSurvey(breaks.survey, languages))];
}

function checkSurvey(survey: Breaks['survey'], languages: readonly string[]): Finding[] {
  const kept = survey.flatMap((one, index) =>
    raisedPrefixes.some((prefix) => one.questionId.startsWith(prefix)) ? [{ path: `${index}.questionId`, message: `ids that begin with ${raisedPrefixes.join(' or ')} are the kiosk's own: choose another` }] : [],
  );
  return [...kept, ...checkQuestions(survey, languages)];
}

function checkRequirement(one: BreakRequirement, breaks: Breaks): Finding[] {
  const findings: Finding[] = [];
  if (breaks.maximumMinutes > 0 && one.minimumMinutes > breaks.maximumMinutes) findings.push({ path: 'minimumMinutes', message: 'no break may be as long as this one has to be: make it no larger than maximumMinutes' });
  if (one.minimumMinutes < breaks.minimumMinutes) findings.push({ path: 'minimumMinutes', message: 'every break has to be longer than this: make it no smaller than the minimumMinutes of all breaks' });
  if (one.beginsBetween !== null && one.beginsBetween.from === one.beginsBetween.to) findings.push({ path: 'beginsBetween', message: 'no shift begins between a time and itself: give two times, or null' });
  if (one.covers !== null && one.covers.from === one.covers.to) findings.push({ path: 'covers', message: 'give two times, or null' });
  if (one.waiver !== null && one.waiver.shiftAtMostMinutes < one.neededFrom.minutes) findings.push({ path: 'waiver.shiftAtMostMinutes', message: 'a shift this short does not need the break: make it no smaller than neededFrom.minutes' });
  if (one.recorded === 'asked' && one.windows.length > 0) findings.push({ path: 'windows', message: 'a break that is not punched has no times: leave its windows out' });
  return [...findings, ...one.windows.flatMap((window, index) => within(`windows.${index}`, checkWindow(window, one)))];
}

function checkWindow(window: BreakWindow, { minimumMinutes, neededFrom }: BreakRequirement): Finding[] {
  if (window.kind === 'wallClock') return lengthOf(window) < minimumMinutes ? [{ path: 'to', message: 'the break does not fit in: make the window at least minimumMinutes long' }] : [];
  const { shiftAtMostMinutes, startFromMinutes, startByMinutes, endByMinutes } = window;
  const findings: Finding[] = [];
  if (shiftAtMostMinutes !== null && shiftAtMostMinutes < neededFrom.minutes) findings.push({ path: 'shiftAtMostMinutes', message: 'a shift this short does not need the break: make it no smaller than neededFrom.minutes' });
  if (startByMinutes !== null && startByMinutes < startFromMinutes) findings.push({ path: 'startByMinutes', message: 'the window ends before it begins: make it no smaller than startFromMinutes' });
  if (endByMinutes !== null && endByMinutes < startFromMinutes + minimumMinutes) findings.push({ path: 'endByMinutes', message: 'the break does not fit in: leave minimumMinutes after startFromMinutes' });
  if (shiftAtMostMinutes !== null && startFromMinutes + minimumMinutes > shiftAtMostMinutes) findings.push({ path: 'startFromMinutes', message: 'the shift is over by then: make it smaller than shiftAtMostMinutes' });
  if (shiftAtMostMinutes !== null && startByMinutes !== null && startByMinutes > shiftAtMostMinutes) findings.push({ path: 'startByMinutes', message: 'the shift is over by then: make it no larger than shiftAtMostMinutes' });
  return findings;
}

/** In minutes; over midnight where it ends before it begins. */
function lengthOf({ from, to }: { readonly from: string; readonly to: string }): number {
  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return (minutes(to) - minutes(from) + 1440) % 1440;
}
