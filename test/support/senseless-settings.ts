/** Settings of a timeclock of the contract's shape that make no sense: the server refuses them with the place named, a kiosk that meets them all the same keeps what it had. */
import { breakPresets } from '../../shared/rules/break-presets.ts';
import { defaultTimeclock } from '../../server/default-timeclock.ts';

export const usual = { ...defaultTimeclock({ timeclockId: 1042, name: 'Dock 4', timeZone: 'America/Chicago', punchTemplate: { kind: 'fourEntries' } }), display: { logoDataUrl: null, brandColour: null, languages: ['en', 'es'] } };

export const question = (more: object) => ({ questionId: 'q1', text: { en: 'Safe?', es: '¿Bien?' }, type: 'yesNo', choices: [], required: true, onlyIf: null, ...more });
export const fence = (more: object) => ({ geofence: { ...usual.geofence, mode: 'strict', latitude: 41.8, longitude: -87.6, radiusMetres: 100, minimumAccuracyMetres: 50, ...more } });
export const breaks = (more: object) => ({ breaks: { ...usual.breaks, ...more } });

const meal = (more: object) => ({ ...breakPresets.california[0], ...more });
const window = (more: object) => ({ kind: 'afterBegin', shiftAtMostMinutes: null, startFromMinutes: 0, startByMinutes: null, endByMinutes: null, ...more });
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Requirement, the place that is wrong, and what was changed of `usual`. */
export const senselessSettings: readonly (readonly [string, string, object])[] = [
  ['C8', 'ipRules.allowed', { ipRules: { enforced: true, allowed: [] } }],
  ['C8', 'ipRules.allowed.1', { ipRules: { enforced: true, allowed: ['10.0.0.1', '010.0.0.1'] } }],
  ['C8 J3', 'ipRules.allowed.0', { ipRules: { enforced: false, allowed: ['0x0a.0.0.1'] } }],
  ['C8 J3', 'ipRules.allowed.0', { ipRules: { enforced: true, allowed: ['10.0.0.0/08'] } }],
  ['C7', 'geofence.radiusMetres', fence({ radiusMetres: 0, minimumAccuracyMetres: 1 })],
  ['C7', 'geofence.radiusMetres', fence({ mode: 'warning', radiusMetres: 0.5 })],
  ['C7', 'geofence.minimumAccuracyMetres', fence({ minimumAccuracyMetres: 0.5 })],
  ['C7', 'geofence.minimumAccuracyMetres', fence({ mode: 'warning', minimumAccuracyMetres: 0 })],
  ['C7', 'geofence.minimumAccuracyMetres', fence({ minimumAccuracyMetres: 101 })],
  ['C7', 'geofence.latitude', fence({ latitude: 0, longitude: 0 })],
  ['C5', 'breaks.minimumMinutes', breaks({ minimumMinutes: 31, maximumMinutes: 30 })],
  ['C5', 'breaks.windowStartMinutes', breaks({ windowStartMinutes: 300, windowEndMinutes: 240 })],
  ['C5', 'breaks.survey.1.questionId', breaks({ survey: [question({}), question({})] })],
  ['C5', 'breaks.survey.0.questionId', breaks({ survey: [question({ questionId: 'finding.missed.1' })] })],
  ['C5', 'breaks.requiredPerShift', breaks({ requiredPerShift: 1, required: [meal({})] })],
  ['C5', 'breaks.required.0.minimumMinutes', breaks({ maximumMinutes: 20, required: [meal({})] })],
  ['C5', 'breaks.required.0.minimumMinutes', breaks({ minimumMinutes: 45, required: [meal({})] })],
  ['C5', 'breaks.required.0.beginsBetween', breaks({ required: [meal({ beginsBetween: { from: '06:00', to: '06:00' } })] })],
  ['C5', 'breaks.required.0.covers', breaks({ required: [meal({ covers: { from: '06:00', to: '06:00' } })] })],
  ['C5', 'breaks.required.0.waiver.shiftAtMostMinutes', breaks({ required: [meal({ waiver: { shiftAtMostMinutes: 299, needsEarlierMeal: false } })] })],
  ['C5', 'breaks.required.0.windows', breaks({ required: [meal({ recorded: 'asked', windows: [window({})] })] })],
  ['C5', 'breaks.required.0.windows.0.to', breaks({ required: [meal({ windows: [{ kind: 'wallClock', from: '23:50', to: '00:10' }] })] })],
  ['C5', 'breaks.required.0.windows.0.shiftAtMostMinutes', breaks({ required: [meal({ windows: [window({ shiftAtMostMinutes: 240 })] })] })],
  ['C5', 'breaks.required.1.windows.0.startByMinutes', breaks({ required: [meal({}), meal({ windows: [window({ startFromMinutes: 200, startByMinutes: 100 })] })] })],
  ['C5', 'breaks.required.0.windows.0.endByMinutes', breaks({ required: [meal({ windows: [window({ startFromMinutes: 200, endByMinutes: 229 })] })] })],
  ['C5', 'breaks.required.0.windows.0.startFromMinutes', breaks({ required: [meal({ windows: [window({ shiftAtMostMinutes: 420, startFromMinutes: 400 })] })] })],
  ['C5', 'breaks.required.0.windows.0.startByMinutes', breaks({ required: [meal({ windows: [window({ shiftAtMostMinutes: 420, startByMinutes: 421 })] })] })],
  ['C6', 'questions.1.questionId', { questions: [question({}), question({})] }],
  ['C6', 'questions.0.onlyIf.questionId', { questions: [question({ onlyIf: { questionId: 'q2', equals: true } }), question({ questionId: 'q2', onlyIf: { questionId: 'q1', equals: true } })] }],
  ['C6', 'questions.0.onlyIf.questionId', { questions: [question({ onlyIf: { questionId: 'q1', equals: true } })] }],
  ['C6', 'questions.0.onlyIf.questionId', { questions: [question({ onlyIf: { questionId: 'nobody', equals: true } })] }],
  ['C6', 'questions.1.onlyIf.equals', { questions: [question({}), question({ questionId: 'q2', onlyIf: { questionId: 'q1', equals: 'yes' } })] }],
  ['C6', 'questions.0.choices', { questions: [question({ type: 'singleChoice' })] }],
  ['C6 J2', 'questions.0.choiceTexts.es', { questions: [question({ type: 'singleChoice', choices: ['a', 'b'], choiceTexts: { es: ['uno'] } })] }],
  ['C6 J2', 'questions.0.choiceTexts.es', { questions: [question({ choiceTexts: { es: ['uno'] } })] }],
  ['C6 J2', 'questions.0.choiceTexts.es.1', { questions: [question({ type: 'severalChoices', choices: ['a', 'b'], choiceTexts: { es: ['uno', ' '] } })] }],
  ['C6 J2', 'questions.0.choiceTexts.es.1', { questions: [question({ type: 'severalChoices', choices: ['a', 'b'], choiceTexts: { es: ['uno', 'uno '] } })] }],
  ['C6', 'questions.0.choices', { questions: [question({ choices: ['a'] })] }],
  ['C6', 'questions.0.choices.1', { questions: [question({ type: 'severalChoices', choices: ['a', 'a '] })] }],
  ['A3', 'display.logoDataUrl', { display: { ...usual.display, logoDataUrl: `data:image/png;base64,${base64('GIF89a')}` } }],
  ['C1', 'punchTemplate.after.breakOut', { punchTemplate: { kind: 'transitions', start: ['clockIn'], after: { clockIn: ['breakOut', 'clockOut'] } } }],
  ['A3', 'name', { name: '  ' }],
];
