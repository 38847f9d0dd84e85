/**
 * Requests to the server that main asks for (setup, PIN look-up): only the daemon speaks HTTP. Input is checked
 * against the route before anything is sent, and every request is answered within its time.
 */
import { z } from 'zod';
import type { RelayedRoute, ServerOutcome, SyncFailure, ToDaemon } from '../shared/contracts/daemon.ts';
import { routes } from '../shared/contracts/http.ts';
import type { RequestBody, ServerClient } from './server-client.ts';

export type ServerCall = Extract<ToDaemon, { kind: 'serverCall' }>;

interface CheckedInput {
  query: ReadonlyMap<string, string>;
  body: RequestBody;
}

const noInput = z.strictObject({});
const scalars = z.record(z.string(), z.union([z.string(), z.number()]));

/** Answers `call`: the server's checked answer, its refusal by code, or why there was none. Never rejects. */
export async function relayServerCall(client: ServerClient, call: ServerCall): Promise<ServerOutcome> {
  const input = checkInput(call.route, call.input);
  if (input === null) return { kind: 'problem', code: 'invalidMessage', retryAfterSeconds: null };
  const reply = await client.ask(call.route, { serverUrl: call.serverUrl, deviceToken: call.deviceToken, timeoutMs: call.timeoutMs, ...input });
  return reply.kind === 'answered' ? { kind: 'answered', answer: reply.answer } : refusalOf(reply.failure);
}

/** Null when the input is not what the route takes. */
function checkInput(route: RelayedRoute, input: unknown): CheckedInput | null {
  const shape = routes[route];
  if ('body' in shape) {
    const body = shape.body.safeParse(input);
    return body.success ? { query: new Map(), body: { kind: 'json', value: body.data } } : null;
  }
  const query = scalars.safeParse(('query' in shape ? shape.query : noInput).safeParse(input).data);
  if (!query.success) return null;
  return { query: new Map(Object.entries(query.data).map(([key, value]) => [key, String(value)])), body: { kind: 'none' } };
}

function refusalOf(failure: SyncFailure): ServerOutcome {
  if (failure.kind === 'unauthorised') return { kind: 'problem', code: failure.code, retryAfterSeconds: null };
  if (failure.kind !== 'serverError' || failure.code === null) return { kind: 'failed', failure };
  return { kind: 'problem', code: failure.code, retryAfterSeconds: failure.retryAfterMs === null ? null : Math.ceil(failure.retryAfterMs / 1000) };
}
