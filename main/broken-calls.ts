/** Calls of a kiosk whose database could not be opened: the screen learns why, and nothing else is possible. */
import { calls, type BrokenReason, type KioskView, type StatusView } from '../shared/contracts/ipc.ts';
import type { CallHandler } from './host.ts';

const nothingKnown: StatusView = {
  online: null,
  offlineSince: null,
  pending: 0,
  failed: 0,
  state: 'stopped',
  recovery: false,
  progress: null,
  lastSuccessAt: null,
  lastFailure: null,
  nextSyncAt: null,
  signInNeeded: false,
  pinPausedUntil: null,
  clockOffsetMs: 0,
  clockConfidence: 'unknown',
  clockMoved: null,
  care: [],
};

export function answerBrokenCalls(reason: BrokenReason): CallHandler {
  const answers: Readonly<Record<string, unknown>> = {
    readKiosk: { kind: 'broken', reason } satisfies KioskView,
    readStatus: nothingKnown,
    readTexts: { texts: {} },
    endSession: { kind: 'ended' },
    networkChanged: { kind: 'noted' },
    pong: { kind: 'noted' },
    syncNow: { kind: 'notReady' },
    identifyByPin: { kind: 'notReady' },
  };
  return (name) => {
    if (Object.hasOwn(answers, name)) return Promise.resolve({ kind: 'answer', answer: answers[name] });
    return Promise.resolve({ kind: 'refusal', reason: Object.hasOwn(calls, name) ? 'internal' : 'unknownCall' });
  };
}
