/**
 * The daemon's calls, each with its use case; complete by type. They are answered one after the other: a daemon that was
 * killed in the middle of a call and its successor can never work on the same rows at once.
 */
import { daemonCalls, type DaemonCallAnswer, type DaemonCallInput, type DaemonCallName } from '../shared/contracts/daemon.ts';
import type { z } from 'zod';
import type { DaemonAnswer } from './daemon-supervisor.ts';
import type { Kiosk } from './kiosk.ts';
import { applyChanges, chainGapsTold, completeSync, completeUpload, settleBatch, stageChanges } from './use-cases/apply-sync.ts';
import { backUp } from './use-cases/back-up.ts';
import { clearSynced } from './use-cases/clear-synced.ts';
import { beginSync, takeBatch } from './use-cases/feed-sync.ts';
import { pruneRetained } from './use-cases/prune-retained.ts';
import { storeSealingKey } from './use-cases/store-sealing-key.ts';
import { storeToken } from './use-cases/store-token.ts';

const inputs: { readonly [N in DaemonCallName]: { readonly input: z.ZodType<DaemonCallInput<N>> } } = daemonCalls;

/** A use case behind the check of its input; null where the input is not of the contract's shape. */
type Answering = (kiosk: Kiosk, input: unknown) => Promise<DaemonAnswer | null>;

const answering: { readonly [N in DaemonCallName]: Answering } = {
  beginSync: checked('beginSync', beginSync),
  takeBatch: checked('takeBatch', takeBatch),
  settleBatch: checked('settleBatch', settleBatch),
  noteChainGaps: checked('noteChainGaps', chainGapsTold),
  completeUpload: checked('completeUpload', completeUpload),
  stageChanges: checked('stageChanges', stageChanges),
  applyChanges: checked('applyChanges', applyChanges),
  storeToken: checked('storeToken', storeToken),
  storeSealingKey: checked('storeSealingKey', storeSealingKey),
  clearSynced: checked('clearSynced', clearSynced),
  completeSync: checked('completeSync', completeSync),
  pruneRetained: checked('pruneRetained', pruneRetained),
  backUp: checked('backUp', backUp),
};

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
    return (await answering[name](kiosk, input)) ?? badCall(kiosk, name);
  } catch (error) {
    kiosk.log('main.defect', { where: name, why: error instanceof Error ? error.message : String(error) });
    return { kind: 'refusal', reason: 'internal' };
  }
}

function checked<N extends DaemonCallName>(name: N, useCase: (kiosk: Kiosk, input: DaemonCallInput<N>) => DaemonCallAnswer<N> | Promise<DaemonCallAnswer<N>>): Answering {
  return async (kiosk, received) => {
    const input = inputs[name].input.safeParse(received);
    return input.success ? { kind: 'answer', result: await useCase(kiosk, input.data) } : null;
  };
}

function badCall(kiosk: Kiosk, name: string): DaemonAnswer {
  kiosk.log('link.badCall', { name: name.slice(0, 64) });
  return { kind: 'refusal', reason: 'invalid' };
}

function isCallName(name: string): name is DaemonCallName {
  return Object.hasOwn(daemonCalls, name);
}
