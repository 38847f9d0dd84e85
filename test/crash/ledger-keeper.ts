/** Starts the process that punches and keeps the ledger, and speaks with it. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fromLedgerKeeper, type LedgerOrder, type LedgerReport } from './ledger-messages.ts';

export interface LedgerKeeper {
  /** Gives an order and waits for its report; rejects when the keeper ended instead (its defect, not the kiosk's). */
  order(order: Exclude<LedgerOrder, { kind: 'stop' }>): Promise<LedgerReport>;
  stop(): Promise<void>;
}

/** @param longestPauseMs between two people: short enough that they meet every step of a sync, long enough that a long life does not fill a day */
export function startLedgerKeeper(ledgerPath: string, seed: number, pins: readonly string[], longestPauseMs: number): LedgerKeeper {
  const script = fileURLToPath(new URL('ledger-process.ts', import.meta.url));
  const child = fork(script, [ledgerPath, String(seed), String(longestPauseMs), ...pins], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-4000)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    order: (order) => {
      const { promise, resolve, reject } = Promise.withResolvers<LedgerReport>();
      const onEnd = (): void => reject(new Error(`The keeper of the ledger ended: ${complaint}`));
      child.once('exit', onEnd);
      child.once('message', (raw) => {
        child.off('exit', onEnd);
        resolve(fromLedgerKeeper.parse(raw));
      });
      child.send(order);
      // Whoever gave the order may be at something else when the keeper ends; it is told when it asks.
      promise.catch(() => undefined);
      return promise;
    },
    stop: async () => {
      if (child.connected) child.send({ kind: 'stop' } satisfies LedgerOrder);
      await ended;
    },
  };
}
