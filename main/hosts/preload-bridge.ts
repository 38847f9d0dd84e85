/**
 * What the page gets instead of Electron: two functions of the contract (security list, item 20). No channel can be chosen, no event object passes, and
 * what is called is checked by main.
 */
import type { CallRefusal, KioskBridge } from '../../shared/contracts/ipc.ts';

export const callChannel = 'zentime:call';
export const eventChannel = 'zentime:event';

type Answer = { kind: 'answer'; answer: unknown } | { kind: 'refusal'; reason: CallRefusal };

export interface RendererIpc {
  invoke(channel: string, ...args: unknown[]): Promise<Answer>;
  on(channel: string, listener: (event: unknown, ...args: unknown[]) => void): unknown;
}

export function makeBridge(ipc: RendererIpc): KioskBridge {
  const listeners = new Map<string, Set<(body: unknown) => void>>();
  ipc.on(eventChannel, (_event, name, body) => {
    if (typeof name !== 'string') return;
    for (const listener of listeners.get(name) ?? []) listener(body);
  });
  return {
    call: (name, input) => ipc.invoke(callChannel, name, input),
    on: (name, listener) => {
      const ofName = listeners.get(name) ?? new Set();
      listeners.set(name, ofName.add(listener));
      return () => void ofName.delete(listener);
    },
  };
}
