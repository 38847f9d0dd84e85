import type { CallAnswer, CallName, EventBody, EventName } from '../../shared/contracts/ipc.ts';
import type { LinkState, Transport, TransportAnswer } from '../transport.ts';
import type { Answers } from './answers.ts';

/** A main process that says what it was told to say, over a link that breaks when it is told to: for stories and tests. */
export class ScriptedTransport implements Transport {
  /** Everything that was asked, in order. */
  readonly asked: { readonly name: string; readonly input: unknown }[] = [];
  /** Everything that was said of its own accord, in order. */
  readonly said: unknown[] = [];
  readonly #answers: Map<string, unknown>;
  readonly #listeners = new Map<string, ((body: unknown) => void)[]>();
  #inFlight: ((answer: TransportAnswer) => void)[] = [];
  #state: LinkState;
  #tellState: (state: LinkState) => void = () => undefined;

  constructor(answers: Answers, state: LinkState = 'open') {
    this.#answers = new Map(Object.entries(answers));
    this.#state = state;
  }

  call(name: string, input: unknown): Promise<TransportAnswer> {
    if (this.#state !== 'open') return Promise.resolve({ kind: 'linkLost' });
    this.asked.push({ name, input });
    const answer = this.#answers.get(name);
    return answer === undefined ? new Promise((resolve) => this.#inFlight.push(resolve)) : Promise.resolve({ kind: 'answer', answer });
  }

  on(name: string, listener: (body: unknown) => void): () => void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    return () => undefined;
  }

  onState(listener: (state: LinkState) => void): void {
    this.#tellState = listener;
    listener(this.#state);
  }

  /** From now on this call is answered so. */
  answer<N extends CallName>(name: N, answer: CallAnswer<N>): void {
    this.#answers.set(name, answer);
  }

  /** From now on this call is answered with something that the contract does not know. */
  answerBadly(name: CallName, answer: unknown): void {
    this.#answers.set(name, answer);
  }

  /** From now on this call waits, until the link drops. */
  hold(name: CallName): void {
    this.#answers.delete(name);
  }

  emit<N extends EventName>(name: N, body: EventBody<N>): void {
    this.emitBadly(name, body);
  }

  /** An event that the contract does not know. */
  emitBadly(name: EventName, body: unknown): void {
    this.said.push(body);
    for (const listener of this.#listeners.get(name) ?? []) listener(body);
  }

  enter(state: LinkState): void {
    this.#state = state;
    const inFlight = state === 'open' ? [] : this.#inFlight;
    if (state !== 'open') this.#inFlight = [];
    for (const resolve of inFlight) resolve({ kind: 'linkLost' });
    this.#tellState(state);
  }
}
