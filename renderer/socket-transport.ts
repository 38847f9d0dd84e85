/**
 * The browser host's link: one WebSocket to the origin that served the page. It reconnects by itself for as long as the
 * page lives; what was in flight when it dropped is answered `linkLost`, because nobody can know whether main did it.
 */
import { frameToRenderer } from '../shared/contracts/ipc.ts';
import type { FrameToRenderer } from '../shared/contracts/ipc.ts';
import type { Timers } from './timers.ts';
import type { LinkState, Transport, TransportAnswer } from './transport.ts';

export interface SocketDeps {
  /** Opens a socket with the launch token among its sub-protocols. */
  openSocket(): WebSocket;
  /** True when the page's origin answers HTTP: a refused handshake is then about this page, not about an absent main. */
  originAnswers(): Promise<boolean>;
  readonly timers: Timers;
}

const firstDelayMs = 250;
const longestDelayMs = 2000;
/** A reload can meet its own former socket once; a second refusal in a row is meant. */
const refusalsBeforeTelling = 2;
/** Close codes of a host that takes the handshake first and then says no. */
const refusingCloseCodes: readonly number[] = [1008, 4401, 4403];

/** The kiosk was opened in another window; two windows that both reconnect would only take the link from each other. */
const replacedCloseCode = 4000;

export class SocketTransport implements Transport {
  readonly #deps: SocketDeps;
  readonly #inFlight = new Map<number, (answer: TransportAnswer) => void>();
  readonly #listeners = new Map<string, Set<(body: unknown) => void>>();
  readonly #stateListeners: ((state: LinkState) => void)[] = [];
  #state: LinkState = 'connecting';
  #socket: WebSocket | null = null;
  #nextCallId = 0;
  #attempt = 0;
  #refusals = 0;

  constructor(deps: SocketDeps) {
    this.#deps = deps;
    this.#connect();
  }

  call(name: string, input: unknown): Promise<TransportAnswer> {
    const socket = this.#socket;
    if (this.#state !== 'open' || !socket) return Promise.resolve({ kind: 'linkLost' });
    const callId = this.#nextCallId++;
    return new Promise((resolve) => {
      this.#inFlight.set(callId, resolve);
      socket.send(JSON.stringify({ kind: 'call', callId, name, input }));
    });
  }

  on(name: string, listener: (body: unknown) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  onState(listener: (state: LinkState) => void): void {
    this.#stateListeners.push(listener);
    listener(this.#state);
  }

  #connect(): void {
    const socket = this.#deps.openSocket();
    let wasOpen = false;
    socket.addEventListener('open', () => {
      wasOpen = true;
      this.#socket = socket;
      this.#attempt = 0;
      this.#enter('open');
    });
    socket.addEventListener('message', (event) => {
      this.#refusals = 0;
      this.#take(event.data);
    });
    socket.addEventListener('close', (event) => void this.#dropped(wasOpen, event.code));
  }

  async #dropped(wasOpen: boolean, code: number): Promise<void> {
    this.#socket = null;
    for (const resolve of this.#inFlight.values()) resolve({ kind: 'linkLost' });
    this.#inFlight.clear();
    if (wasOpen && code === replacedCloseCode) return this.#enter('refused');
    if (wasOpen) this.#enter('lost');
    const refused = wasOpen ? refusingCloseCodes.includes(code) : await this.#deps.originAnswers();
    this.#refusals = refused ? this.#refusals + 1 : 0;
    if (this.#refusals >= refusalsBeforeTelling) this.#enter('refused');
    else if (this.#state === 'refused') this.#enter('lost');
    this.#deps.timers.after(Math.min(firstDelayMs * 2 ** this.#attempt++, longestDelayMs), () => this.#connect());
  }

  #take(data: unknown): void {
    const frame = readFrame(data);
    if (!frame) return;
    if (frame.kind === 'event') {
      for (const listener of this.#listeners.get(frame.name) ?? []) listener(frame.body);
      return;
    }
    const resolve = this.#inFlight.get(frame.callId);
    this.#inFlight.delete(frame.callId);
    resolve?.(frame.kind === 'answer' ? { kind: 'answer', answer: frame.answer } : { kind: 'refusal', reason: frame.reason });
  }

  #enter(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }
}

/** A frame of the agreed shape; null for anything else, which is dropped. */
function readFrame(data: unknown): FrameToRenderer | null {
  if (typeof data !== 'string') return null;
  try {
    const frame = frameToRenderer.safeParse(JSON.parse(data));
    return frame.success ? frame.data : null;
  } catch {
    return null;
  }
}
