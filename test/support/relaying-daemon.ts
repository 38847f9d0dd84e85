/** A daemon that relays main's requests to a server in this process, as the real one does over HTTP; it syncs nothing. */
import type { RouteName } from '../../shared/contracts/http.ts';
import { receivedRoutes } from '../../shared/contracts/received.ts';
import { toDaemon, type ServerOutcome, type SyncFailure } from '../../shared/contracts/daemon.ts';
import type { DaemonPort } from '../../main/host.ts';
import { relayServerCall } from '../../daemon/relay.ts';
import { readAnswer, type ServerReply } from '../../daemon/server-answer.ts';
import type { RouteAnswer, ServerClient } from '../../daemon/server-client.ts';
import type { z } from 'zod';
import type { ServerInProcess } from './server-in-process.ts';

const shapes: { readonly [R in RouteName]: { answer: z.ZodType<RouteAnswer<R>> } } = receivedRoutes;

export class RelayingDaemon {
  /** Null: the server answers; else every request fails so. */
  failure: SyncFailure | null = null;
  /** What becomes of the answer to a route, once asked: lost on its way back, after the server has done its work. */
  readonly loses = new Set<RouteName>();
  readonly asked: RouteName[] = [];
  readonly configured: unknown[] = [];
  readonly #server: ServerInProcess;
  #say: (message: unknown) => void = () => undefined;

  constructor(server: ServerInProcess) {
    this.#server = server;
  }

  start(): DaemonPort {
    const said: ((message: unknown) => void)[] = [];
    const exited: ((exitCode: number | null) => void)[] = [];
    const say = (message: unknown): void => said.forEach((listener) => listener(message));
    const end = (): void => exited.splice(0).forEach((listener) => listener(0));
    this.#say = say;
    setImmediate(() => say({ kind: 'ready' }));
    return {
      pid: 1,
      send: (message) => void this.#receive(message, say, end),
      onMessage: (listener) => void said.push(listener),
      onExit: (listener) => void exited.push(listener),
      kill: end,
    };
  }

  /** As the machine would report it. */
  report(report: unknown): void {
    this.#say({ kind: 'report', report });
  }

  async #receive(message: unknown, say: (message: unknown) => void, end: () => void): Promise<void> {
    const read = toDaemon.parse(message);
    if (read.kind === 'configure') this.configured.push(read.configuration);
    if (read.kind === 'stop') setImmediate(end);
    if (read.kind !== 'serverCall') return;
    this.asked.push(read.route);
    const outcome: ServerOutcome = this.failure === null ? await relayServerCall(this.#client(), read) : { kind: 'failed', failure: this.failure };
    say({ kind: 'serverAnswer', callId: read.callId, outcome: this.loses.delete(read.route) ? { kind: 'failed', failure: { kind: 'timeout' } } : outcome });
  }

  #client(): ServerClient {
    return {
      ask: async (route, { body, query, deviceToken }) => {
        const content = body.kind === 'json' ? { body: body.value } : {};
        const answer = await this.#server.ask(route, { query: Object.fromEntries(query), ...content, ...(deviceToken === null ? {} : { token: deviceToken }) });
        return read(route, answer);
      },
      forgetConnections: () => undefined,
      close: () => undefined,
    };
  }
}

function read<R extends RouteName>(route: R, { status, headers, body }: { readonly status: number; readonly headers: Record<string, unknown>; readonly body: unknown }): ServerReply<RouteAnswer<R>> {
  const header = (name: string): string | null => (typeof headers[name] === 'string' ? headers[name] : null);
  return readAnswer({ status, epoch: header('zentime-epoch'), contract: header('zentime-contract'), retryAfter: header('retry-after'), date: header('date'), body: JSON.stringify(body) }, shapes[route].answer, 1);
}
