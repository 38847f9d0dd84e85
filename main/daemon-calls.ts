/**
 * The daemon's calls, each with its use case; complete by type. They are answered one after the other: a daemon that was
 * killed in the middle of a call and its successor can never work on the same rows at once.
 */
import { daemonCalls, type DaemonCallAnswer, type DaemonCallInput, type DaemonCallName } from '../shared/contracts/daemon.ts';
import type { z } from 'zod';
import type { DaemonAnswer } from './daemon-supervisor.ts';
import type { Kiosk } from './kiosk.ts';
import { applyChanges, completeSync, completeUpload, settleBatch, stageChanges } from './use-cases/apply-sync.ts';
import { clearSynced } from './use-cases/clear-synced.ts';
import { beginSync, takeBatch } from './use-cases/feed-sync.ts';
import { pruneRetained } from './use-cases/prune-retained.ts';

type Handlers = { readonly [N in DaemonCallName]: (kiosk: Kiosk, input: DaemonCallInput<N>) => DaemonCallAnswer<N> | Promise<DaemonCallAnswer<N>> };

const handlers: Handlers = { beginSync, takeBatch, settleBatch, completeUpload, stageChanges, applyChanges, clearSynced, completeSync, pruneRetained };

const inputs: { readonly [N in DaemonCallName]: { readonly input: z.ZodType<DaemonCallInput<N>> } } = daemonCalls;

/** Answers calls of whichever daemon is running. */
export function answerDaemonCalls(kiosk: Kiosk): (name: string, input: unknown) => Promise<DaemonAnswer> {
  let last: Promise<unknown> = Promise.resolve();
  return (name, input) => {
    const answer = last.then(() => answerOne(kiosk, name, input));
    last = answer;
    return answer;
  };
}

async function answerOne(kiosk: Kiosk, name: string, input: unknown): Promise<DaemonAnswer> {
  if (!isCallName(name)) return badCall(kiosk, name);
  try {
    return await run(kiosk, name, input);
  } catch (error) {
    kiosk.log('main.defect', { where: name, why: error instanceof Error ? error.message : String(error) });
    return { kind: 'refusal', reason: 'internal' };
  }
}

async function run<N extends DaemonCallName>(kiosk: Kiosk, name: N, input: unknown): Promise<DaemonAnswer> {
  const checked = inputs[name].input.safeParse(input);
  if (!checked.success) return badCall(kiosk, name);
  return { kind: 'answer', result: await handlers[name](kiosk, checked.data) };
}

function badCall(kiosk: Kiosk, name: string): DaemonAnswer {
  kiosk.log('link.badCall', { name: name.slice(0, 64) });
  return { kind: 'refusal', reason: 'invalid' };
}

function isCallName(name: string): name is DaemonCallName {
  return Object.hasOwn(daemonCalls, name);
}
