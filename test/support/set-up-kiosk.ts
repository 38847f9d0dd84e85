/** Sets a new kiosk up as an administrator does at its wizard, through main's own calls (A1 to A7). */
import { answerOf, askUntil, type KioskCaller } from './kiosk-caller.ts';

export interface SetupAnswers {
  readonly serverUrl: string;
  readonly company: string;
  readonly alias: string;
  readonly timeclockId: number;
  readonly username: string;
  readonly password: string;
}

const downloadWithinMs = 60_000;

/** Comes back when the PIN screen would stand there; throws with the answer of the step that did not go on. */
export async function setUpKiosk(kiosk: KioskCaller, answers: SetupAnswers): Promise<void> {
  const { serverUrl, company, alias, timeclockId, username, password } = answers;
  expectKind('found', await answerOf(kiosk, 'findCompany', { serverUrl, company, alias }));
  expectKind('found', await answerOf(kiosk, 'chooseTimeclock', { timeclockId }));
  expectKind('signedIn', await answerOf(kiosk, 'signInDevice', { username, password }));
  expectKind('started', await answerOf(kiosk, 'startDownload', {}));
  await askUntil(kiosk, 'readSetup', {}, (view) => view.step === 'done', downloadWithinMs);
  await askUntil(kiosk, 'readKiosk', {}, (view) => view.kind === 'ready', downloadWithinMs);
}

function expectKind(kind: string, answer: { readonly kind: string }): void {
  if (answer.kind !== kind) throw new Error(`setup: expected "${kind}", got ${JSON.stringify(answer)}`);
}
