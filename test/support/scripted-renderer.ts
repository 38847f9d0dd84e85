/**
 * A renderer without a page: talks to the browser host over its WebSocket as the real one does, and checks every answer.
 * When the link drops, every call that is under way ends with `linkLost`, and so does every later one.
 */
import { WebSocket } from 'ws';
import { calls, events, frameToRenderer, type CallAnswer, type CallInput, type CallName, type CallRefusal, type EventBody, type EventName } from '../../shared/contracts/ipc.ts';
import type { Called, KioskCaller } from './kiosk-caller.ts';

type Settle = (result: { kind: 'answer'; answer: unknown } | { kind: 'refusal'; reason: CallRefusal } | { kind: 'linkLost' }) => void;

export class ScriptedRenderer implements KioskCaller {
  readonly #socket: WebSocket;
  readonly #underWay = new Map<number, Settle>();
  readonly #listeners: ((name: string, body: unknown) => void)[] = [];
  #nextCallId = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(data.toString('utf8')));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#lose());
  }

  /** @param kioskUrl as the host prints it, with the token in the fragment */
  static connect(kioskUrl: string): Promise<ScriptedRenderer> {
    const url = new URL(kioskUrl);
    const token = new URLSearchParams(url.hash.slice(1)).get('token') ?? '';
    const socket = new WebSocket(`ws://${url.host}/ipc`, ['zentime', `token.${token}`], { origin: url.origin });
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(new ScriptedRenderer(socket)));
      socket.once('error', reject);
    });
  }

  async call<N extends CallName>(name: N, input: CallInput<N>): Promise<Called<N>> {
    const result = await new Promise<Parameters<Settle>[0]>((settle) => {
      if (this.#socket.readyState !== WebSocket.OPEN) return settle({ kind: 'linkLost' });
      const callId = this.#nextCallId++;
      this.#underWay.set(callId, settle);
      this.#socket.send(JSON.stringify({ kind: 'call', callId, name, input }));
    });
    if (result.kind !== 'answer') return result;
    return { kind: 'answer', answer: calls[name].answer.parse(result.answer) as CallAnswer<N> };
  }

  on<N extends EventName>(name: N, listener: (body: EventBody<N>) => void): void {
    this.#listeners.push((heard, body) => {
      if (heard === name) listener(events[name].parse(body) as EventBody<N>);
    });
  }

  close(): void {
    this.#socket.terminate();
  }

  #receive(text: string): void {
    const frame = frameToRenderer.parse(JSON.parse(text));
    if (frame.kind === 'event') {
      for (const listener of this.#listeners) listener(frame.name, frame.body);
      return;
    }
    const settle = this.#underWay.get(frame.callId);
    this.#underWay.delete(frame.callId);
    settle?.(frame);
  }

  #lose(): void {
    const left = [...this.#underWay.values()];
    this.#underWay.clear();
    for (const settle of left) settle({ kind: 'linkLost' });
  }
}
