import type { EventBody, EventName } from '../shared/contracts/ipc.ts';
import type { Host } from './host.ts';

/** The host, and somebody beside it who hears what main tells the screen. */
export function heardHost<H extends Host>(host: H, hear: <N extends EventName>(name: N, body: EventBody<N>) => void): H {
  const emit = <N extends EventName>(name: N, body: EventBody<N>): void => {
    host.emit(name, body);
    hear(name, body);
  };
  return { ...host, emit };
}

/** Whether main has just said that the kiosk is set up. */
export function isSetUp<N extends EventName>(name: N, body: EventBody<N>): boolean {
  return name === 'kioskChanged' && 'kind' in body && body.kind === 'ready';
}
