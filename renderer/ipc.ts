/** Picks the way to main: the preload's bridge where there is one (Electron), else the browser host's socket. */
import type { KioskBridge } from '../shared/contracts/ipc.ts';
import { takeLaunchToken } from './launch-token.ts';
import { SocketTransport } from './socket-transport.ts';
import { browserTimers } from './timers.ts';
import { preloadTransport, refusedTransport } from './transport.ts';
import type { Transport } from './transport.ts';

declare global {
  interface Window {
    /** What the preload exposes; absent under the browser host. */
    readonly zentime?: KioskBridge;
  }
}

/** The transport for this page. */
export function openTransport(page: Window): Transport {
  if (page.zentime) return preloadTransport(page.zentime);
  const token = takeLaunchToken(page);
  if (token === null) return refusedTransport;
  const address = new URL('/ipc', page.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return new SocketTransport({
    openSocket: () => new WebSocket(address, ['zentime', `token.${token}`]),
    originAnswers: () => originAnswers(page),
    timers: browserTimers,
  });
}

async function originAnswers(page: Window): Promise<boolean> {
  try {
    return (await page.fetch(page.location.pathname, { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
