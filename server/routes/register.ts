/**
 * Registers one route of the contract: who may call, what comes in, what goes out. Handlers see parsed input and a known caller,
 * and answer with a value or a problem; they never touch the reply.
 */
import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { z } from 'zod';
import { identifier } from '../../shared/contracts/entities.ts';
import { routes, runHeader, type RouteName } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { identifyCaller, type Auth, type CallerOf } from '../callers.ts';
import { noteAction } from '../use-cases/note-action.ts';
import { answerPayload } from './answer-text.ts';
import { invalidMessage, sendProblem, type Problem } from '../errors.ts';
import { refusalBeyondLimit } from '../secrets/setup-limit.ts';
import { refuseUnstorable } from '../http/storable-input.ts';

type Part<N extends RouteName, P extends 'params' | 'query' | 'body'> = (typeof routes)[N] extends Record<P, infer S extends z.ZodType> ? z.output<S> : undefined;
export type AnswerOf<N extends RouteName> = z.input<(typeof routes)[N]['answer']>;

export interface RouteInput<N extends RouteName> {
  readonly params: Part<N, 'params'>;
  readonly query: Part<N, 'query'>;
  readonly body: Part<N, 'body'>;
  readonly caller: CallerOf<(typeof routes)[N]['auth']>;
  /** The body as it came, where the route takes bytes or text. */
  readonly bytes: Buffer | null;
  /** C8: the caller's address as this server sees it. */
  readonly address: string;
  /** H5: the run of the device's daemon, where it names one. */
  readonly run: string | null;
}

/** `written`: as JSON already. */
export type RouteOutcome<N extends RouteName> = { readonly kind: 'answer'; readonly answer: AnswerOf<N> } | { readonly kind: 'written'; readonly answer: string } | Problem;
export type Handler<N extends RouteName> = (input: RouteInput<N>) => Promise<RouteOutcome<N>>;

interface RouteShape {
  readonly method: HTTPMethods;
  readonly path: string;
  readonly auth: Auth;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
}

export interface RouteOptions {
  readonly bodyLimit?: number;
  /** Turned away before the body is read or the token looked up. */
  readonly limitedByAddress?: 'yes' | 'no';
}

/** @throws when the route is there already. */
export function register<N extends RouteName>(app: ServerApp, deps: ServerDeps, name: N, handler: Handler<N>, options: RouteOptions = {}): void {
  const shape: RouteShape = routes[name];
  app.route({
    method: shape.method,
    url: apiPrefix + shape.path,
    ...(options.bodyLimit === undefined ? {} : { bodyLimit: options.bodyLimit }),
    config: { rateLimit: options.limitedByAddress === 'yes' ? { max: deps.setupRequestsPerMinute, timeWindow: 60_000 } : false },
    // A stranger is told so before a byte of the body is read.
    onRequest: async (request, reply) => {
      const caller = await identifyCaller(deps, shape.auth, request.headers.authorization);
      if (caller.kind === 'problem') return sendProblem(reply, caller);
      request.caller = caller;
      return undefined;
    },
    ...(options.limitedByAddress === 'yes' ? { preParsing: countedAtSetup(deps) } : {}),
    handler: async (request, reply) => {
      const input = parseInput<N>(shape, request);
      if (input.kind === 'problem') return sendProblem(reply, input);
      const outcome = await handler(input.input);
      if (outcome.kind === 'answer' && request.caller.kind === 'console' && shape.method !== 'GET') await noteAction(deps, request.caller, name, request);
      return outcome.kind === 'problem' ? sendProblem(reply, outcome) : sendAnswer(deps, shape, reply, outcome);
    },
  });
}

/** After the framework's own count in memory, and still before the body is read. */
function countedAtSetup(deps: ServerDeps) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const beyond = await refusalBeyondLimit(deps, request.ip);
    if (beyond !== null) sendProblem(reply, beyond);
  };
}

function parseInput<N extends RouteName>(shape: RouteShape, request: FastifyRequest): { kind: 'input'; input: RouteInput<N> } | Problem {
  const params = shape.params?.safeParse(request.params);
  if (params?.success === false) return invalidMessage(params.error);
  const query = shape.query?.safeParse(request.query);
  if (query?.success === false) return invalidMessage(query.error);
  const body = shape.body?.safeParse(request.body);
  if (body?.success === false) return invalidMessage(body.error);
  const unstorable = refuseUnstorable({ params: params?.data, query: query?.data, body: body?.data });
  if (unstorable !== null) return unstorable;
  const bytes = Buffer.isBuffer(request.body) ? request.body : null;
  // The one place where parsed parts get the types that their schemas, looked up by name, stand for.
  return { kind: 'input', input: { params: params?.data, query: query?.data, body: body?.data, caller: request.caller, bytes, address: request.ip, run: runOf(request) } as RouteInput<N> };
}

function runOf(request: FastifyRequest): string | null {
  const run = identifier.safeParse(request.headers[runHeader]);
  return run.success ? run.data : null;
}

function sendAnswer(deps: ServerDeps, { answer: schema }: RouteShape, reply: FastifyReply, outcome: Exclude<RouteOutcome<RouteName>, Problem>): FastifyReply {
  return reply
    .code(200)
    .type('application/json; charset=utf-8')
    .send(answerPayload(outcome.kind === 'written' ? checkedText(deps, schema, outcome.answer) : JSON.stringify(deps.answers === 'checked' ? schema.parse(outcome.answer) : outcome.answer)));
}

function checkedText(deps: ServerDeps, schema: z.ZodType, text: string): string {
  return deps.answers === 'checked' ? JSON.stringify(schema.parse(JSON.parse(text))) : text;
}
