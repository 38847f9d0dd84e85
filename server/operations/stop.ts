/**
 * The graceful stop. From the signal on /readyz says no, and for the drain time that is all: a load balancer turns away by itself. Then no
 * new connection is taken, every answer is the last one of its connection, what is in hand is finished and answered, and the process
 * ends. What takes longer than the limit is cut, and the exit code says so. A second signal ends at once.
 */
import { Server as NetServer } from 'node:net';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { ServerApp } from '../app-deps.ts';
import type { ServerLog } from '../log.ts';
import type { Stopping } from './readiness.ts';

/** A full queue of batches needs a few seconds. */
export const stopLimitMs = 20_000;

/** How long idle connections are waited for: over each of them one more request may be on its way. */
const lastRequestsMs = 500;
const mostTurns = 200;

export interface StopInput {
  readonly app: ServerApp;
  readonly log: ServerLog;
  readonly stopping: Stopping;
  readonly drainMs: number;
  /** For what is in hand, from the end of the drain time. */
  readonly limitMs: number;
}

/** Listens for SIGTERM and SIGINT from now on. */
export function stopOnSignal(input: StopInput): void {
  let isAsked = false;
  const onSignal = (): void => {
    if (isAsked) process.exit(1);
    isAsked = true;
    void stopGracefully(input).then((code) => process.exit(code));
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}

/** @returns the exit code: 1 when something had to be cut */
export async function stopGracefully({ app, log, stopping, drainMs, limitMs }: StopInput): Promise<0 | 1> {
  stopping.begin();
  log.log('server.stopping', { drainMs });
  await wait(drainMs);
  const cut = wait(limitMs, 'cut' as const, { ref: false });
  const outcome = await Promise.race([finish(app, stopping), cut]);
  log.log(outcome === 'closed' ? 'server.stopped' : 'server.stopCut');
  return outcome === 'closed' ? 0 : 1;
}

async function finish(app: ServerApp, stopping: Stopping): Promise<'closed'> {
  await calmMoment();
  stopping.leave();
  // The HTTP server's own close would also cut idle connections, over which a kiosk may be sending just now; the listener alone is
  // closed, and connections end with their next answer.
  const ended = new Promise<void>((resolve) => NetServer.prototype.close.call(app.server, () => resolve()));
  await Promise.race([ended, wait(lastRequestsMs)]);
  const sweep = setInterval(() => app.server.closeIdleConnections(), 100);
  await ended;
  clearInterval(sweep);
  await app.close();
  return 'closed';
}

/** Whoever has connected by now has been accepted: closing the listener would reset those that still wait for it. */
async function calmMoment(): Promise<void> {
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const startedMs = performance.now();
    await nextTurn();
    if (performance.now() - startedMs < 1) return;
  }
}
