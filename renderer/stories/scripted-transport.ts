import type { CallName, EventBody, EventName } from '../../shared/contracts/ipc.ts';
import type { LinkState, Transport, TransportAnswer } from '../transport.ts';
import type { Answers } from './story.ts';

/** A main process that says what it was told to say. */
export class ScriptedTransport implements Transport {
  readonly #answers: ReadonlyMap<string, unknown>;
  readonly #listeners = new Map<string, ((body: unknown) => void)[]>();
  #tellState: (state: LinkState) => void = () => undefined;

  constructor(answers: Answers) {
    this.#answers = new Map(Object.entries(answers));
  }

  call(name: CallName): Promise<TransportAnswer> {
    const answer = this.#answers.get(name);
    return answer === undefined ? new Promise(() => undefined) : Promise.resolve({ kind: 'answer', answer });
  }

  on(name: string, listener: (body: unknown) => void): () => void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    return () => undefined;
  }

  onState(listener: (state: LinkState) => void): void {
    this.#tellState = listener;
    listener('open');
  }

  emit<N extends EventName>(name: N, body: EventBody<N>): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(body);
  }

  enter(state: LinkState): void {
    this.#tellState(state);
  }
}
