/**
 * The way to main as the renderer sees it: a `KioskBridge` that may also lose its link. Two kinds exist: the preload's
 * bridge under Electron, a WebSocket under the browser host.
 */
import type { CallRefusal, KioskBridge } from '../shared/contracts/ipc.ts';

/** `refused`: main is there and does not take this page (no launch token, or a wrong one). */
export type LinkState = 'connecting' | 'open' | 'lost' | 'refused';

export type TransportAnswer = { kind: 'answer'; answer: unknown } | { kind: 'refusal'; reason: CallRefusal } | { kind: 'linkLost' };

export interface Transport {
  /** Never rejects. A call while the link is not open, or in flight when it drops, is `linkLost`. */
  call(name: string, input: unknown): Promise<TransportAnswer>;
  /** Returns the way to stop listening. */
  on(name: string, listener: (body: unknown) => void): () => void;
  /** Tells the state at once, and every change of it. */
  onState(listener: (state: LinkState) => void): void;
}

/** Electron: the preload's bridge lives as long as the window. A call that it rejects is a defect on the other side. */
export function preloadTransport(bridge: KioskBridge): Transport {
  return {
    call: (name, input) => bridge.call(name, input).catch((): TransportAnswer => ({ kind: 'refusal', reason: 'internal' })),
    on: (name, listener) => bridge.on(name, listener),
    onState: (listener) => listener('open'),
  };
}

/** No launch token: there is nothing to connect with, and the page says so. */
export const refusedTransport: Transport = {
  call: () => Promise.resolve({ kind: 'linkLost' }),
  on: () => () => undefined,
  onState: (listener) => listener('refused'),
};
