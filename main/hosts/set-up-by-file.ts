/**
 * A kiosk that sets itself up: the answers that an administrator would type come from a file, and go through main's own
 * calls, step by step, as from the wizard. Nothing is set up twice: a kiosk that is ready stays as it is.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { calls } from '../../shared/contracts/ipc.ts';
import type { CallAnswer, CallInput, CallName } from '../../shared/contracts/ipc.ts';
import type { CallHandler } from '../host.ts';

const preset = z.strictObject({ serverUrl: z.url(), company: z.string(), alias: z.string(), timeclockId: z.int(), username: z.string(), password: z.string() });
export type SetupPreset = z.infer<typeof preset>;

/** `step` and `why` name where it stopped; no value that was typed is repeated. */
export type SetupOutcome = { kind: 'setUp' } | { kind: 'alreadySetUp' } | { kind: 'notSetUp'; step: string; why: string };

export function readSetupFile(path: string): SetupPreset | null {
  try {
    const read = preset.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

const pollMs = 100;
const serverAwayRetryMs = 500;
const givesUpAfterMs = 120_000;

/** @param nowMs any clock that goes forward */
export async function setUpByFile(handler: CallHandler, given: SetupPreset, nowMs: () => number): Promise<SetupOutcome> {
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
