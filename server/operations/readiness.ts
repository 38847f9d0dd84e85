/**
 * What a load balancer and a supervisor ask: is the process alive (/healthz), and should it get requests (/readyz). No caller is known
 * there and nothing of any tenant is told.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { readDatabaseState } from '../database/readiness.ts';
import type { Db } from '../database/schema.ts';

/** Beyond this a database counts as not answering: a kiosk's own limits are not much longer. */
const answerWithinMs = 2000;

/** Told once that the server is to end; everything that should know asks. */
export class Stopping {
  #begun = false;

  begin(): void {
    this.#begun = true;
  }

  get hasBegun(): boolean {
    return this.#begun;
  }
}

export type Readiness = { readonly kind: 'ready' } | { readonly kind: 'notReady'; readonly reason: 'stopping' | 'databaseSilent' | 'databaseFailed' | 'migrationsMissing' };

export async function readReadiness(db: Db, stopping: Stopping): Promise<Readiness> {
  if (stopping.hasBegun) return { kind: 'notReady', reason: 'stopping' };
  const enough = new AbortController();
  const silent = wait(answerWithinMs, 'databaseSilent' as const, { signal: enough.signal }).catch(() => 'databaseSilent' as const);
  const state = await Promise.race([readDatabaseState(db).catch(() => 'databaseFailed' as const), silent]);
  enough.abort();
  return state === 'ready' ? { kind: 'ready' } : { kind: 'notReady', reason: state };
}
