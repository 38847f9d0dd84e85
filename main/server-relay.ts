/** Requests to the central server, which only the daemon can make (one program speaks HTTP). */
import type { z } from 'zod';
import type { RelayedRoute, SyncFailure } from '../shared/contracts/daemon.ts';
import type { ProblemCode } from '../shared/contracts/problems.ts';
import type { routes } from '../shared/contracts/http.ts';
import type { receivedRoutes } from '../shared/contracts/received.ts';

export type RouteInput<R extends RelayedRoute> = (typeof routes)[R] extends { body: infer B extends z.ZodType } ? z.input<B> : (typeof routes)[R] extends { query: infer Q extends z.ZodType } ? z.input<Q> : Record<string, never>;
export type RouteAnswer<R extends RelayedRoute> = z.output<(typeof receivedRoutes)[R]['answer']>;

export type RelayOutcome<Answer> = { kind: 'answered'; answer: Answer } | { kind: 'problem'; code: ProblemCode; retryAfterSeconds: number | null } | { kind: 'failed'; failure: SyncFailure };

export interface RelayRequest<R extends RelayedRoute> {
  readonly route: R;
  readonly serverUrl: string;
  readonly deviceToken: string | null;
  readonly input: RouteInput<R>;
  readonly timeoutMs: number;
}

export interface ServerRelay {
  /** Always answers, within `timeoutMs` and a little; never throws. */
  ask<R extends RelayedRoute>(request: RelayRequest<R>): Promise<RelayOutcome<RouteAnswer<R>>>;
}
