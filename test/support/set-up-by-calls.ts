/**
 * Sets a kiosk up as an administrator would: what they would type goes through main's own calls, step by step, as from the wizard.
 * Nothing is set up twice: a kiosk that is ready stays as it is.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { demo } from '../../server/demo.ts';
import { calls } from '../../shared/contracts/ipc.ts';
import type { CallAnswer, CallInput, CallName } from '../../shared/contracts/ipc.ts';
import type { CallHandler } from '../../main/host.ts';
import { answerOf, type KioskCaller } from './kiosk-caller.ts';

export interface SetupPreset {
  readonly serverUrl: string;
  readonly company: string;
  readonly alias: string;
  readonly timeclockId: number;
  readonly username: string;
  readonly password: string;
}

/** `step` and `why` name where it stopped; no value that was typed is repeated. */
export type SetupOutcome = { kind: 'setUp' } | { kind: 'alreadySetUp' } | { kind: 'notSetUp'; step: string; why: string };

/** As the demo's first timeclock. */
export function demoPreset(serverUrl: string): SetupPreset {
  return { serverUrl, company: demo.company, alias: demo.alias, timeclockId: demo.timeclocks.dock, ...demo.administrator };
}

/** A kiosk process of a test, whose calls go over its socket; throws where it cannot be set up. */
export async function setUpDemoKiosk(caller: KioskCaller, serverUrl: string): Promise<void> {
  const handler: CallHandler = async (name, input) => ({ kind: 'answer', answer: await answerOf(caller, name as CallName, input as CallInput<CallName>) });
  const outcome = await setUpByCalls(handler, demoPreset(serverUrl), () => performance.now());
  if (outcome.kind === 'notSetUp') throw new Error(`the kiosk was not set up: ${outcome.step}, ${outcome.why}`);
}

const pollMs = 100;
const serverAwayRetryMs = 500;
const givesUpAfterMs = 120_000;

/** @param nowMs any clock that goes forward */
export async function setUpByCalls(handler: CallHandler, given: SetupPreset, nowMs: () => number): Promise<SetupOutcome> {
  const deadlineMs = nowMs() + givesUpAfterMs;
  let lastStep: string | null = null;
  while (nowMs() < deadlineMs) {
    const kiosk = await ask(handler, 'readKiosk', {});
    if (kiosk.kind === 'ready') return { kind: lastStep === null ? 'alreadySetUp' : 'setUp' };
    if (kiosk.kind === 'broken') return { kind: 'notSetUp', step: 'start', why: kiosk.reason };
    const { step } = await ask(handler, 'readSetup', {});
    const outcome = step === 'download' && lastStep === 'download' ? 'again' : await takeStep(handler, given, step);
    lastStep = step;
    if (outcome === 'again') await wait(step === 'download' ? pollMs : serverAwayRetryMs);
    else if (outcome !== 'on') return { kind: 'notSetUp', step, why: outcome };
  }
  return { kind: 'notSetUp', step: 'time', why: 'timeout' };
}

/** 'on': the step is done; 'again': ask later; anything else: why it cannot be done. */
async function takeStep(handler: CallHandler, given: SetupPreset, step: string): Promise<string> {
  switch (step) {
    case 'company':
      return progressOf((await ask(handler, 'findCompany', { serverUrl: given.serverUrl, company: given.company, alias: given.alias })).kind, 'found');
    case 'timeclock':
      return progressOf((await ask(handler, 'chooseTimeclock', { timeclockId: given.timeclockId })).kind, 'found');
    case 'credentials': {
      const answer = await ask(handler, 'signInDevice', { username: given.username, password: given.password });
      return answer.kind === 'refused' ? answer.code : progressOf(answer.kind, 'signedIn');
    }
    default:
      // Once; main repeats by itself what the server could not answer (A8).
      await ask(handler, 'startDownload', {});
      return 'again';
  }
}

function progressOf(kind: string, done: string): string {
  if (kind === done) return 'on';
  return kind === 'serverAway' || kind === 'notAtThisStep' ? 'again' : kind;
}

async function ask<N extends CallName>(handler: CallHandler, name: N, input: CallInput<N>): Promise<CallAnswer<N>> {
  const result = await handler(name, input);
  if (result.kind === 'refusal') throw new Error(`setup: main refused ${name} (${result.reason})`);
  // The contract's own parser: the union over all names is narrowed to this one.
  return calls[name].answer.parse(result.answer) as CallAnswer<N>;
}
