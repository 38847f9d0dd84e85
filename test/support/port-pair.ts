/** Two ends of a message port in one process: what one sends, the other receives a turn later, as JSON would carry it. */
import type { MainPort } from '../../daemon/main-port.ts';

export interface PortEnd extends MainPort {
  close(): void;
}

export function portPair(): { daemonEnd: PortEnd; mainEnd: PortEnd } {
  const daemonSide: Listeners = { message: [], close: [] };
  const mainSide: Listeners = { message: [], close: [] };
  const closing = (): void => {
    for (const listener of [...daemonSide.close, ...mainSide.close]) listener();
  };
  return { daemonEnd: endOf(daemonSide, mainSide, closing), mainEnd: endOf(mainSide, daemonSide, closing) };
}

interface Listeners {
  message: ((message: unknown) => void)[];
  close: (() => void)[];
}

function endOf(own: Listeners, other: Listeners, close: () => void): PortEnd {
  return {
    send(message) {
      const carried: unknown = JSON.parse(JSON.stringify(message));
      setImmediate(() => {
        for (const listener of other.message) listener(carried);
      });
    },
    onMessage: (listener) => void own.message.push(listener),
    onClose: (listener) => void own.close.push(listener),
    close,
  };
}
