/** Typed calls and events over a transport. Everything that comes in is checked; a wrong shape never reaches a screen. */
import { calls, events } from '../shared/contracts/ipc.ts';
import type { CallAnswer, CallInput, CallName, CallRefusal, EventBody, EventName } from '../shared/contracts/ipc.ts';
import type { Timers } from './timers.ts';
import type { LinkState, Transport, TransportAnswer } from './transport.ts';

/** `badAnswer`: main answered in a shape that the contract does not know. `noAnswer`: it did not answer in time. */
export type CallFailure = CallRefusal | 'linkLost' | 'badAnswer' | 'noAnswer';
export type CallOutcome<N extends CallName> = { kind: 'answered'; answer: CallAnswer<N> } | { kind: 'failed'; reason: CallFailure };

const answerWithinMs = 10_000;
/** Setup asks the server, with retries of its own. */
const setupAnswerWithinMs = 90_000;
const setupCalls: readonly CallName[] = ['findCompany', 'chooseTimeclock', 'signInDevice'];

export class Link {
  state = $state<LinkState>('connecting');
  readonly #transport: Transport;
  readonly #timers: Timers;
  #waitingForOpen: (() => void)[] = [];
  #onOpen: (() => void)[] = [];

  constructor(transport: Transport, timers: Timers) {
    this.#transport = transport;
    this.#timers = timers;
  }

  /** Begins to follow the transport; `onOpen` listeners run on every opening of the link. */
  start(): void {
    this.#transport.onState((state) => {
      this.state = state;
      if (state !== 'open') return;
      for (const listener of this.#onOpen) listener();
      const waiting = this.#waitingForOpen;
      this.#waitingForOpen = [];
      for (const resolve of waiting) resolve();
    });
  }

  onOpen(listener: () => void): void {
    this.#onOpen.push(listener);
  }

  /** Resolves when the link is open; at once if it is. */
  whenOpen(): Promise<void> {
    if (this.state === 'open') return Promise.resolve();
    return new Promise((resolve) => this.#waitingForOpen.push(resolve));
  }

  async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutcome<N>> {
    const answer = await this.#withinTime(name, this.#transport.call(name, input));
    if (answer === 'noAnswer') return { kind: 'failed', reason: 'noAnswer' };
    if (answer.kind === 'linkLost') return { kind: 'failed', reason: 'linkLost' };
    if (answer.kind === 'refusal') return { kind: 'failed', reason: answer.reason };
    return readAnswer(name, answer.answer);
  }

  on<N extends EventName>(name: N, listener: (body: EventBody<N>) => void): void {
    this.#transport.on(name, (body) => {
      const known = readEvent(name, body);
      if (known !== null) listener(known);
    });
  }

  #withinTime(name: CallName, answer: Promise<TransportAnswer>): Promise<TransportAnswer | 'noAnswer'> {
    return new Promise((resolve) => {
      const callOff = this.#timers.after(setupCalls.includes(name) ? setupAnswerWithinMs : answerWithinMs, () => resolve('noAnswer'));
      void answer.then((value) => {
        callOff();
        resolve(value);
      });
    });
  }
}

/** The parser of an answer: the one place where the contract's record is tied to the name's type. */
function readAnswer<N extends CallName>(name: N, answer: unknown): CallOutcome<N> {
  const parsed = calls[name].answer.safeParse(answer);
  return parsed.success ? { kind: 'answered', answer: parsed.data as CallAnswer<N> } : { kind: 'failed', reason: 'badAnswer' };
}

function readEvent<N extends EventName>(name: N, body: unknown): EventBody<N> | null {
  const parsed = events[name].safeParse(body);
  return parsed.success ? (parsed.data as EventBody<N>) : null;
}
