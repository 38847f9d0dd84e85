/**
 * The wire between one device's daemon and the server: delays, loses, doubles, holds back, cuts and forges, by seed. Answers go
 * through the daemon's own reading of raw answers.
 */
import { z } from 'zod';
import type { RouteName } from '../../shared/contracts/http.ts';
import { receivedRoutes } from '../../shared/contracts/received.ts';
import { readAnswer, type RawAnswer, type ServerReply } from '../../daemon/server-answer.ts';
import type { RouteAnswer, ServerClient, ServerRequest } from '../../daemon/server-client.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { FaultCount } from './fault-kinds.ts';
import { type WireFault } from './fault-kinds.ts';
import { problem } from './model-server.ts';
import { RequestGuard } from './request-guard.ts';
import type { ServerInput, ServerSide } from './server-side.ts';
import type { SimulatedTime } from './simulated-time.ts';

const shapes: { readonly [R in RouteName]: { answer: z.ZodType<RouteAnswer<R>> } } = receivedRoutes;

const carried = z.object({ punches: z.array(z.unknown()), records: z.array(z.unknown()) });

const page: RawAnswer = { status: 200, epoch: null, contract: null, retryAfter: null, date: null, body: '<html>Please sign in</html>' };
const wrongStatuses = [204, 301, 400, 403, 404, 405, 409, 418, 501, 505];
/** The client gives up an answer that is silent for so long. */
const silenceMs = 10_000;

export class FalseWire {
  /** No cable: nothing arrives anywhere. */
  isDown = false;
  /** A captive portal answers everything. */
  isPortal = false;
  /** Chance of a fault at each request, from 0 to 1, and which ones. */
  faultRate = 0;
  faults: readonly WireFault[] = [];
  /** Somebody on the way minds larger bodies (413). */
  maxPunches = Infinity;
  readonly violations: string[] = [];
  /** When each request that was not a ping was begun. */
  readonly syncRequestsAtMs: number[] = [];
  readonly seen: FaultCount;

  readonly #time: SimulatedTime;
  readonly #random: SeededRandom;
  readonly #server: ServerSide;
  /** The last answer to each address: what a cache on the way may give again. */
  readonly #earlier = new Map<string, RawAnswer>();

  constructor(time: SimulatedTime, random: SeededRandom, server: ServerSide, seen: FaultCount) {
    this.#time = time;
    this.#random = random;
    this.#server = server;
    this.seen = seen;
  }

  /** True where nothing of ours can answer. */
  get isCut(): boolean {
    return this.isDown || this.isPortal || !this.#server.isUp;
  }

  /** A client of one daemon's life; Retry-After binds that life alone. */
  connect(): Pick<ServerClient, 'ask'> & { silentUntilMs: () => number } {
    let silentUntilMs = 0;
    const guard = new RequestGuard(this.violations);
    return {
      silentUntilMs: () => silentUntilMs,
      ask: async (route, request) => {
        const body = bodyOf(request);
        if (route !== 'ping') this.syncRequestsAtMs.push(this.#time.now());
        guard.asks(route, body, this.#time.now(), silentUntilMs);
        const reply = await this.#exchange(route, request, body);
        if (reply.kind === 'failed') guard.failed(route, body, reply.failure.kind, this.#time.now());
        if (reply.kind === 'failed' && reply.failure.kind === 'serverError' && reply.failure.retryAfterMs !== null && (reply.failure.code !== null || route !== 'ping'))
          silentUntilMs = Math.max(silentUntilMs, this.#time.now() + reply.failure.retryAfterMs);
        return reply;
      },
    };
  }

  async #exchange<R extends RouteName>(route: R, request: ServerRequest, body: string): Promise<ServerReply<RouteAnswer<R>>> {
    const startedMs = this.#time.now();
    await this.#time.wait(1 + this.#random.below(40));
    if (this.isPortal && !this.isDown) return readAnswer(page, shapes[route].answer, this.#time.now() - startedMs);
    if (!this.#server.isUp && !this.isDown) return { kind: 'failed', failure: { kind: 'unreachable' } };
    const fault = this.#random.next() < this.faultRate ? this.#random.pick(this.faults) : null;
    if (fault !== null) this.seen.add(fault);
    const raw = this.isDown ? null : await this.#deliver(fault, { route, query: request.query, deviceToken: request.deviceToken, body }, request.timeoutMs);
    await this.#time.wait(1 + this.#random.below(40));
    if (raw === null || this.isDown) return await this.#silence(startedMs, request.timeoutMs, fault === 'halfOpen' || fault === 'heldRequest');
    return readAnswer(raw, shapes[route].answer, this.#time.now() - startedMs);
  }

  /** What comes back, or null when nothing does. */
  async #deliver(fault: WireFault | null, input: ServerInput, timeoutMs: number): Promise<RawAnswer | null> {
    switch (fault) {
      case 'dropRequest':
      case 'halfOpen':
        return null;
      case 'heldRequest':
        this.#deliverLater(input, 5_000 + this.#random.below(60_000));
        return null;
      case 'html':
        return page;
      case 'redirect':
        return { ...page, status: 302, body: '' };
      case 'wrongStatus':
        return this.#random.next() < 0.5 ? { ...page, status: this.#random.pick(wrongStatuses) } : problem(this.#random.pick(['notFound', 'invalidMessage', 'conflict', 'pageTokenUnknown', 'sealUnreadable', 'requestTimeout'] as const));
      case 'error500':
        return problem('internal');
      case 'overloaded':
        return problem('overloaded', 1 + this.#random.below(8));
      case 'proxyError':
        return { ...page, status: 502 };
      case 'oldAnswer':
        return this.#earlier.get(addressOf(input)) ?? null;
      default:
        return await this.#answer(fault, input, timeoutMs);
    }
  }

  /** The server has the request; from here on the faults are those of an answer. */
  async #answer(fault: WireFault | null, input: ServerInput, timeoutMs: number): Promise<RawAnswer | null> {
    if (this.#weighs(input) > this.maxPunches) return { ...page, status: 413 };
    const answer = await this.#server.handle(input);
    if (answer === null) return null;
    this.#earlier.set(addressOf(input), answer);
    switch (fault) {
      case 'dropAnswer':
        return null;
      case 'duplicate':
        return this.#server.isUp ? await this.#server.handle(input) : null;
      case 'lateDuplicate':
        this.#deliverLater(input, 3_000 + this.#random.below(60_000));
        return answer;
      case 'late':
        return (await this.#drips(2_000 + this.#random.below(4_000), timeoutMs)) ? answer : null;
      case 'slow':
        return (await this.#drips(6_000 + this.#random.below(40_000), timeoutMs)) ? answer : null;
      case 'truncate':
        return { ...answer, body: answer.body.slice(0, this.#random.below(answer.body.length)) };
      case 'otherBatch':
        return { ...answer, body: answer.body.replace('01930001-', '01930002-').replace('"nonce":"', '"nonce":"x') };
      default:
        return answer;
    }
  }

  /** An answer that comes drop by drop; false where the client has given it up, or the wire was cut meanwhile. */
  async #drips(forMs: number, timeoutMs: number): Promise<boolean> {
    const untilMs = this.#time.now() + Math.min(forMs, timeoutMs);
    while (this.#time.now() < untilMs && !this.isCut) await this.#time.wait(Math.min(1_000, untilMs - this.#time.now()));
    return forMs < timeoutMs && !this.isCut;
  }

  /** Out of order: behind requests that were made after it. Whoever asked has gone. */
  #deliverLater(input: ServerInput, afterMs: number): void {
    this.#time.setTimeout(() => {
      if (!this.isCut) void this.#server.handle(input);
    }, afterMs);
  }

  #weighs({ route, body }: ServerInput): number {
    if (route !== 'uploadBatch' || this.maxPunches === Infinity) return 0;
    const { punches, records } = carried.parse(JSON.parse(body));
    return punches.length + records.length;
  }

  /** A reset shows at once; a black hole lasts until the client's own limits. */
  async #silence(startedMs: number, timeoutMs: number, isHole: boolean): Promise<{ kind: 'failed'; failure: { kind: 'timeout' | 'unreachable' } }> {
    if (!isHole && this.#random.next() < 0.5) return { kind: 'failed', failure: { kind: 'unreachable' } };
    const fromMs = isHole ? startedMs : Math.max(startedMs, this.#time.now() - silenceMs);
    await this.#time.wait(Math.max(0, fromMs + Math.min(timeoutMs, silenceMs) - this.#time.now()));
    return { kind: 'failed', failure: { kind: 'timeout' } };
  }
}

/** A ping's differs in its nonce alone, and a batch has none: those are given again whatever was asked. */
function addressOf({ route, query }: ServerInput): string {
  return route === 'ping' ? route : `${route} ${[...query].join('&')}`;
}

function bodyOf({ body }: ServerRequest): string {
  return body.kind === 'sealed' ? body.jwe : '';
}
