/**
 * Talks to main over one port. Calls carry an id and end in time, whatever main does: with an answer of the contract's
 * shape, or refused. Whatever arrives is checked; a message of another shape is reported to `onBadMessage` and dropped.
 */
import type { z } from 'zod';
import { daemonCalls, toDaemon, type DaemonCallAnswer, type DaemonCallInput, type DaemonCallName, type ToDaemon, type ToMain } from '../shared/contracts/daemon.ts';
import type { MainPort } from './main-port.ts';

/** `badAnswer`: main answered, but not in the contract's shape. */
export type CallOutcome<Answer> = { kind: 'answered'; answer: Answer } | { kind: 'refused'; reason: 'invalid' | 'busy' | 'internal' | 'timeout' | 'badAnswer' };

/** What actors and jobs need of main; the simulator stands in here. */
export interface MainCalls {
  call<N extends DaemonCallName>(name: N, input: DaemonCallInput<N>): Promise<CallOutcome<DaemonCallAnswer<N>>>;
}

/** What main tells, other than answers to calls. */
export type MainMessage = Exclude<ToDaemon, { kind: 'answer' | 'refusal' }>;

export interface MainLink extends MainCalls {
  send(message: ToMain): void;
}

export interface LinkListeners {
  onMessage(message: MainMessage): void;
  onBadMessage(where: string): void;
  /** An answer to a call that had timed out, or to none. */
  onLateAnswer(callId: number): void;
}

const answerShapes: { readonly [N in DaemonCallName]: { answer: z.ZodType<DaemonCallAnswer<N>> } } = daemonCalls;

interface Waiting {
  timer: NodeJS.Timeout;
  settle(outcome: CallOutcome<unknown>): void;
}

/** Opens the link; from here on `port`'s messages go to `listeners`. A call that is not answered within `callTimeoutMs` is refused. */
export function openMainLink(port: MainPort, callTimeoutMs: number, listeners: LinkListeners): MainLink {
  const waiting = new Map<number, Waiting>();
  let lastCallId = 0;

  function settle(callId: number, outcome: CallOutcome<unknown>): void {
    const call = waiting.get(callId);
    if (call === undefined) return listeners.onLateAnswer(callId);
    waiting.delete(callId);
    clearTimeout(call.timer);
    call.settle(outcome);
  }

  port.onMessage((received) => {
    const message = toDaemon.safeParse(received);
    if (!message.success) return listeners.onBadMessage(message.error.issues[0]?.path.join('.') ?? '');
    if (message.data.kind === 'answer') settle(message.data.callId, { kind: 'answered', answer: message.data.result });
    else if (message.data.kind === 'refusal') settle(message.data.callId, { kind: 'refused', reason: message.data.reason });
    else listeners.onMessage(message.data);
  });

  return {
    send: (message) => port.send(message),
    async call(name, input) {
      lastCallId += 1;
      const callId = lastCallId;
      const outcome = await new Promise<CallOutcome<unknown>>((resolve) => {
        const timer = setTimeout(() => {
          waiting.delete(callId);
          resolve({ kind: 'refused', reason: 'timeout' });
        }, callTimeoutMs);
        waiting.set(callId, { timer, settle: resolve });
        port.send({ kind: 'call', callId, name, input } satisfies ToMain);
      });
      if (outcome.kind === 'refused') return outcome;
      const answer = answerShapes[name].answer.safeParse(outcome.answer);
      return answer.success ? { kind: 'answered', answer: answer.data } : { kind: 'refused', reason: 'badAnswer' };
    },
  };
}
