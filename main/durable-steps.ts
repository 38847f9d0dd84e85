/**
 * What main makes durable, step by step, in the order in which a punch and a sync meet them. A kill falls before or after one of these,
 * and whatever comes next must be the same (H1, H2). Between two of them nothing is half done: each is one append or one transaction.
 */
import type { AroundStep } from '../shared/lib/around-step.ts';

export const durableSteps = [
  'entryReconcile',
  'journalWrite',
  'entryCommit',
  'journalSettle',
  'recoveryBegin',
  'batchSettle',
  'uploadComplete',
  'pageStage',
  'changesApply',
  'tokenStore',
  'clearingDecide',
  'clearingPiece',
  'clearingEnd',
  'syncComplete',
] as const;
export type DurableStep = (typeof durableSteps)[number];

/** H6: and what it does with a database that is damaged, in this order, before anything else. */
export const restoreSteps = ['backupCopy', 'databaseSetAside', 'databaseRestore', 'identityTake'] as const;
export type RestoreStep = (typeof restoreSteps)[number];

/** Does a durable step of main. */
export type Durably = AroundStep<DurableStep | RestoreStep>;
