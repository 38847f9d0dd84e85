import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { portPair } from '../test/support/port-pair.ts';
import { openMainLink, type MainMessage } from './main-link.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

function arrange(answer: (call: { callId: number; name: string }) => unknown) {
  const { daemonEnd, mainEnd } = portPair();
  const heard: { messages: MainMessage[]; bad: string[]; late: number[] } = { messages: [], bad: [], late: [] };
  const link = openMainLink(daemonEnd, 1_000, { onMessage: (message) => heard.messages.push(message), onBadMessage: (where) => heard.bad.push(where), onLateAnswer: (callId) => heard.late.push(callId) });
  mainEnd.onMessage((message) => {
    const reply = answer(message as { callId: number; name: string });
    if (reply !== undefined) mainEnd.send(reply);
  });
  return { link, mainEnd, heard };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('link to main', () => {
  it('J3 answers a call with what the contract allows', async () => {
    const { link } = arrange(({ callId }) => ({ kind: 'answer', callId, result: { kind: 'done', pruned: 4 } }));
    expect(await link.call('pruneRetained', {})).toEqual({ kind: 'answered', answer: { kind: 'done', pruned: 4 } });
  });

  it('J3 refuses an answer of another shape', async () => {
    const { link } = arrange(({ callId }) => ({ kind: 'answer', callId, result: { kind: 'done', pruned: 'four' } }));
    expect(await link.call('pruneRetained', {})).toEqual({ kind: 'refused', reason: 'badAnswer' });
  });

  it('J3 hands on why main refused', async () => {
    const { link } = arrange(({ callId }) => ({ kind: 'refusal', callId, reason: 'busy' }));
    expect(await link.call('applyChanges', { cursor: 'c', chainEnd: null })).toEqual({ kind: 'refused', reason: 'busy' });
  });

  it('H1 ends a call that main does not answer, and drops the answer that comes later', async () => {
    const { link, mainEnd, heard } = arrange(() => undefined);
    const calling = link.call('clearSynced', {});
    vi.advanceTimersByTime(1_000);
    expect(await calling).toEqual({ kind: 'refused', reason: 'timeout' });
    mainEnd.send({ kind: 'answer', callId: 1, result: { kind: 'cleared', punches: 1 } });
    await turn();
    expect(heard.late).toEqual([1]);
  });

  it('J3 drops a message that the contract does not know, and passes on those it does', async () => {
    const { mainEnd, heard } = arrange(() => undefined);
    for (const message of [{ kind: 'format' }, 'text', null, { kind: 'syncNow', more: 1 }, { kind: 'syncNow' }]) mainEnd.send(message);
    await turn();
    expect(heard.bad).toHaveLength(4);
    expect(heard.messages).toEqual([{ kind: 'syncNow' }]);
  });
});
