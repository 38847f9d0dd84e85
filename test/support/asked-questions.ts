/** The questions that a timeclock asks after a clock-out, set at the server and synced to the kiosk. */
import { demo } from '../../server/demo.ts';
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { KioskPage } from './kiosk-page.ts';

const questions: TimeclockProperties['questions'] = [
  { questionId: 'safe', text: { en: 'Did you work without an accident today?' }, type: 'yesNo', choices: [], choiceTexts: {}, required: true, onlyIf: null },
  { questionId: 'what', text: { en: 'What happened?' }, type: 'shortText', choices: [], choiceTexts: {}, required: true, onlyIf: { questionId: 'safe', equals: false } },
  { questionId: 'pallets', text: { en: 'How many pallets?' }, type: 'number', choices: [], choiceTexts: {}, required: false, onlyIf: null },
];

/** Resolves with the administrator's session token. */
export async function askAfterClockOut({ server, kiosk }: KioskPage, required: TimeclockProperties['breaks']['required']): Promise<string> {
  const { sessionToken: token } = await server.answer('openSession', { body: demo.administrator });
  const params = { timeclockId: demo.timeclocks.dock };
  const properties = await server.answer('readTimeclockSettings', { token, params });
  await server.answer('saveTimeclock', { token, params, body: { ...properties, breaks: { ...properties.breaks, required }, questions, display: { ...properties.display, languages: ['en'] } } });
  await kiosk.sync();
  return token;
}
