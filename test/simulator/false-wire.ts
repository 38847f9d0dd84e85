/**
 * The wire between the daemon's steps and the model server: delays, loses, doubles, cuts and forges, by seed. Answers go
 * through the daemon's own reading of raw answers.
 */
import type { z } from 'zod';
import { routes, type RouteName } from '../../shared/contracts/http.ts';
import { readAnswer, type RawAnswer, type ServerReply } from '../../daemon/server-answer.ts';
import type { RouteAnswer, ServerClient, ServerRequest } from '../../daemon/server-client.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { ModelRequest, ModelServer } from './model-server.ts';
import { problem } from './model-server.ts';
import type { SimulatedTime } from './simulated-time.ts';

export const faults = ['dropRequest', 'dropAnswer', 'duplicate', 'late', 'truncate', 'html', 'redirect', 'error500', 'overloaded', 'proxyError', 'otherBatch'] as const;
export type Fault = (typeof faults)[number];

const shapes: { readonly [R in RouteName]: { answer: z.ZodType<RouteAnswer<R>> } } = routes;

const page: RawAnswer = { status: 200, epoch: null, retryAfter: null, date: null, body: '<html>Please sign in</html>' };

export class FalseWire {
  /** No cable: nothing arrives anywhere. */
  isDown = false;
  /** Chance of a fault at each request, from 0 to 1. */
  faultRate = 0;
  /** The server process is not running: connections are refused. */
  isServerDown = false;
  /** When each request that was not a ping was begun, and the moment before which the server asked for silence. */
  readonly syncRequestsAtMs: number[] = [];
  readonly violations: string[] = [];
  readonly seen = new Map<Fault, number>();

  readonly time: SimulatedTime;
  readonly random: SeededRandom;
  readonly server: ModelServer;

  constructor(time: SimulatedTime, random: SeededRandom, server: ModelServer) {
    this.time = time;
    this.random = random;
    this.server = server;
  }

  /** A client of one daemon's life; Retry-After binds that life alone. */
  connect(): Pick<ServerClient, 'ask'> & { silentUntilMs: () => number } {
    let silentUntilMs = 0;
    return {
      silentUntilMs: () => silentUntilMs,
      ask: async (route, request) => {
        const startedMs = this.time.now();
        if (route !== 'ping') {
          this.syncRequestsAtMs.push(startedMs);
          if (startedMs < silentUntilMs) this.violations.push(`K8: ${route} at ${startedMs}, though the server asked for silence until ${silentUntilMs}`);
        }
        const reply = await this.#exchange(route, request);
        if (reply.kind === 'failed' && reply.failure.kind === 'serverError' && reply.failure.retryAfterMs !== null && reply.failure.code !== null) silentUntilMs = Math.max(silentUntilMs, this.time.now() + reply.failure.retryAfterMs);
        return reply;
      },
    };
  }

  async #exchange<R extends RouteName>(route: R, request: ServerRequest): Promise<ServerReply<RouteAnswer<R>>> {
    const startedMs = this.time.now();
    await this.time.wait(1 + this.random.below(40));
    if (this.isServerDown) return { kind: 'failed', failure: { kind: 'unreachable' } };
    const fault = this.random.next() < this.faultRate ? this.random.pick(faults) : null;
    if (fault !== null) this.seen.set(fault, (this.seen.get(fault) ?? 0) + 1);
    const raw = this.isDown ? null : await this.#deliver(fault, { route, query: request.query, deviceToken: request.deviceToken, body: bodyOf(request) }, request.timeoutMs);
    await this.time.wait(1 + this.random.below(40));
    if (raw === null || this.isDown) return await this.#silence(startedMs, request.timeoutMs);
    return readAnswer(raw, shapes[route].answer, this.time.now() - startedMs);
  }

  /** What comes back, or null when nothing does. */
  async #deliver(fault: Fault | null, request: ModelRequest, timeoutMs: number): Promise<RawAnswer | null> {
    switch (fault) {
      case 'dropRequest':
        return null;
      case 'html':
        return page;
      case 'redirect':
        return { ...page, status: 302, body: '' };
      case 'error500':
        return problem('internal');
      case 'overloaded':
        return problem('overloaded', 1 + this.random.below(8));
      case 'proxyError':
        return { ...page, status: 502 };
      default:
        return await this.#answer(fault, request, timeoutMs);
    }
  }

  /** The server has the request; from here on the faults are those of an answer. */
  async #answer(fault: Fault | null, request: ModelRequest, timeoutMs: number): Promise<RawAnswer | null> {
    const answer = this.server.handle(request);
    if (fault === 'dropAnswer') return null;
    if (fault === 'duplicate') return this.server.handle(request);
    if (fault === 'late') {
      const latenessMs = 2_000 + this.random.below(4_000);
      await this.time.wait(Math.min(latenessMs, timeoutMs));
      if (latenessMs >= timeoutMs) return null;
    }
    if (fault === 'truncate') return { ...answer, body: answer.body.slice(0, this.random.below(answer.body.length)) };
    if (fault === 'otherBatch') return { ...answer, body: answer.body.replace('01930001-', '01930002-').replace('"nonce":"', '"nonce":"x') };
    return answer;
  }

  /** A reset shows at once; a black hole lasts until the request's own limit. */
  async #silence(startedMs: number, timeoutMs: number): Promise<{ kind: 'failed'; failure: { kind: 'timeout' | 'unreachable' } }> {
    if (this.random.next() < 0.5) return { kind: 'failed', failure: { kind: 'unreachable' } };
    const silenceMs = Math.min(timeoutMs, 10_000);
    await this.time.wait(Math.max(0, startedMs + silenceMs - this.time.now()));
    return { kind: 'failed', failure: { kind: 'timeout' } };
  }
}

function bodyOf({ body }: ServerRequest): string {
  return body.kind === 'sealed' ? body.jwe : '';
}
