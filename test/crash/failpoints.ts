/**
 * Where the kill tests kill: a side of a step that a program makes durable or sends. Shipped programs do their steps plainly
 * (shared/lib/around-step.ts); those of the kill tests look before and after each whether it is aimed at, and die there.
 */
import type { DaemonStep } from '../../daemon/run-daemon.ts';
import { durableSteps, type DurableStep } from '../../main/durable-steps.ts';

/** `amid`: it was begun, and has not come back yet. */
export type Side = 'before' | 'amid' | 'after';

/** The punch's confirmation is main's as well: the answer to the window. */
export type MainStep = DurableStep | 'punchConfirm';
/** What the server commits or answers. */
export type ServerStep = 'storeBatch' | 'answerBatch' | 'renewToken' | 'answerToken' | 'answerChanges';

export type Failpoint =
  { readonly owner: 'main'; readonly step: MainStep; readonly side: Side } | { readonly owner: 'daemon'; readonly step: DaemonStep; readonly side: Side } | { readonly owner: 'server'; readonly step: ServerStep; readonly side: Side };

const bothSides = ['before', 'after'] as const;

const ofMain: readonly Failpoint[] = [...durableSteps, 'punchConfirm' as const].flatMap((step) => bothSides.map((side) => ({ owner: 'main', step, side }) as const));

/** Before main is told of an answer is behind the answer: each moment is named once. */
const ofDaemon: readonly Failpoint[] = [
  { owner: 'daemon', step: 'uploadBatch', side: 'before' },
  { owner: 'daemon', step: 'uploadBatch', side: 'amid' },
  { owner: 'daemon', step: 'uploadBatch', side: 'after' },
  { owner: 'daemon', step: 'settleBatch', side: 'after' },
  { owner: 'daemon', step: 'completeUpload', side: 'before' },
  { owner: 'daemon', step: 'readChanges', side: 'before' },
  { owner: 'daemon', step: 'readChanges', side: 'after' },
  { owner: 'daemon', step: 'stageChanges', side: 'after' },
  { owner: 'daemon', step: 'applyChanges', side: 'before' },
  { owner: 'daemon', step: 'applyChanges', side: 'after' },
  { owner: 'daemon', step: 'renewToken', side: 'before' },
  { owner: 'daemon', step: 'renewToken', side: 'after' },
  { owner: 'daemon', step: 'storeToken', side: 'after' },
  { owner: 'daemon', step: 'clearSynced', side: 'before' },
  { owner: 'daemon', step: 'clearSynced', side: 'after' },
  { owner: 'daemon', step: 'completeSync', side: 'before' },
  { owner: 'daemon', step: 'completeSync', side: 'after' },
];

const serverSteps = ['storeBatch', 'answerBatch', 'renewToken', 'answerToken', 'answerChanges'] as const satisfies readonly ServerStep[];
const ofServer: readonly Failpoint[] = serverSteps.flatMap((step) => bothSides.map((side) => ({ owner: 'server', step, side }) as const));

/** Steps that are come to without any sync. */
export const stepsOfAPunch: ReadonlySet<string> = new Set(['entryReconcile', 'journalWrite', 'entryCommit', 'journalSettle', 'punchConfirm'] satisfies MainStep[]);

/** Every failpoint, in the sets that the tests take. */
export const failpoints = {
  punch: ofMain.filter(({ step }) => stepsOfAPunch.has(step)),
  mainSync: ofMain.filter(({ step }) => !stepsOfAPunch.has(step)),
  daemon: ofDaemon,
  server: ofServer,
} as const;

/** A failpoint in one word. */
export function nameOf({ owner, step, side }: Failpoint): string {
  return `${owner}.${step}.${side}`;
}
