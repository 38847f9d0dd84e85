/**
 * The message port to main, whichever way the daemon was started: `child_process.fork` under the browser host,
 * `utilityProcess.fork` under Electron (where the port is `process.parentPort` and a message is an event).
 */

export interface MainPort {
  /** Hands over one message; one that can no longer arrive is dropped, and `onClose` tells of it. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

/** What is used of Electron's `process.parentPort`; its types are Electron's and not for the daemon. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(name: 'message', listener: (event: { data: unknown }) => void): void;
  on(name: 'close', listener: () => void): void;
}

/** Null when the program was started by hand, with nobody to talk to. */
export function openMainPort(): MainPort | null {
  if ('parentPort' in process && isParentPort(process.parentPort)) return overParentPort(process.parentPort);
  return process.send === undefined ? null : overFork();
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value;
}

function overParentPort(port: ParentPort): MainPort {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', (event) => listener(event.data)),
    onClose: (listener) => port.on('close', listener),
  };
}

function overFork(): MainPort {
  return {
    send(message) {
      // The callback keeps a channel that has just closed from becoming an exception; `disconnect` follows.
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
    },
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) => void process.on('disconnect', listener),
  };
}
