/**
 * C5, C6: lets the demo's timeclock 1043 ask something at Clock Out, by the console's API as an administrator would. Who has changed its
 * questions keeps them.
 */
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import { routes } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { breakPresets } from '../../shared/rules/break-presets.ts';
import { demo } from '../../server/demo.ts';

const always = { required: true, onlyIf: null, choices: [], choiceTexts: {} };
const questions: TimeclockProperties['questions'] = [
  {
    ...always,
    questionId: 'safe',
    type: 'yesNo',
    text: { en: 'Did you work without an accident today?', es: '¿Trabajó hoy sin ningún accidente?', fr: 'Avez-vous travaillé sans accident aujourd’hui ?', ar: 'هل عملت اليوم دون أي حادث؟' },
  },
  {
    ...always,
    questionId: 'accident',
    type: 'shortText',
    onlyIf: { questionId: 'safe', equals: false },
    text: { en: 'What happened?', es: '¿Qué ocurrió?', fr: 'Que s’est-il passé ?', ar: 'ماذا حدث؟' },
  },
  {
    ...always,
    questionId: 'place',
    type: 'singleChoice',
    required: false,
    text: { en: 'Where did you work most of the day?', es: '¿Dónde trabajó la mayor parte del día?', fr: 'Où avez-vous surtout travaillé ?', ar: 'أين عملت معظم اليوم؟' },
    choices: ['Packing', 'Cold store', 'Yard'],
    choiceTexts: { es: ['Embalaje', 'Cámara frigorífica', 'Patio'], fr: ['Emballage', 'Chambre froide', 'Cour'], ar: ['التعبئة', 'مخزن التبريد', 'الساحة'] },
  },
  { ...always, questionId: 'shift', type: 'rating', required: false, text: { en: 'How was your shift?', es: '¿Cómo fue su turno?', fr: 'Comment s’est passé votre service ?', ar: 'كيف كانت ورديتك؟' } },
];

/** @returns false where the server would not have it: the demo goes on without questions */
export async function giveDemoQuestions(serverUrl: string): Promise<boolean> {
  const path = apiPrefix + routes.readTimeclockSettings.path.replace(':timeclockId', String(demo.timeclocks.packing));
  const signedIn = await fetch(serverUrl + apiPrefix + routes.openSession.path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(demo.administrator) });
  if (!signedIn.ok) return false;
  const { sessionToken } = routes.openSession.answer.parse(await signedIn.json());
  const headers = { authorization: `Bearer ${sessionToken}`, 'content-type': 'application/json' };
  const read = await fetch(serverUrl + path, { headers });
  if (!read.ok) return false;
  const properties = routes.readTimeclockSettings.answer.parse(await read.json());
  if (properties.questions.length > 0) return true;
  const asking = { ...properties, breaks: { ...properties.breaks, required: [...breakPresets.california] }, questions };
  return (await fetch(serverUrl + path, { method: 'PUT', headers, body: JSON.stringify(asking) })).ok;
}
