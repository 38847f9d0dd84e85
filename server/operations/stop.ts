/**
 * The graceful stop. From the signal on /readyz says no and every answer closes its connection; new connections are taken for the drain
 * time alone; then what is in hand is finished and answered, and the process ends. What takes longer than the limit is cut, and the
 * exit code says so. A second signal ends at once.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { ServerApp } from '../app-deps.ts';
import type { ServerLog } from '../log.ts';
import type { Stopping } from './readiness.ts';

/** From the end of the drain time; a full queue of batches needs a few seconds. */
export const stopLimitMs = 20_000;

export interface StopInput {
  readonly app: ServerApp;
  readonly log: ServerLog;
  readonly stopping: Stopping;
  readonly drainMs: number;
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
async function stopGracefully({ app, log, stopping, drainMs }: StopInput): Promise<0 | 1> {
  stopping.begin();
  log.log('server.stopping', { drainMs });
  await wait(drainMs);
  const cut = wait(stopLimitMs, 'cut' as const, { ref: false });
  const outcome = await Promise.race([app.close().then(() => 'closed' as const), cut]);
  log.log(outcome === 'closed' ? 'server.stopped' : 'server.stopCut');
  return outcome === 'closed' ? 0 : 1;
}
