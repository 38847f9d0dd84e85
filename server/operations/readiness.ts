/**
 * What a load balancer and a supervisor ask: is the process alive (/healthz), and should it get requests (/readyz). No caller is known
 * there and nothing of any tenant is told.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { readDatabaseState } from '../database/readiness.ts';
import type { Db } from '../database/schema.ts';

/** Beyond this a database counts as not answering: a kiosk's own limits are not much longer. */
const answerWithinMs = 2000;

/** How far the server's end has come; everything that should know asks. */
export class Stopping {
  #phase: 'running' | 'draining' | 'leaving' = 'running';

  /** Whoever asks for readiness hears no; everything else goes on. */
  begin(): void {
    this.#phase = 'draining';
  }

  /** Nobody new is taken, and each answer is the last one of its connection. */
  leave(): void {
    this.#phase = 'leaving';
  }

  get hasBegun(): boolean {
    return this.#phase !== 'running';
  }

  get isLeaving(): boolean {
    return this.#phase === 'leaving';
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
