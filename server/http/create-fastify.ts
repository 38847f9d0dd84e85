/** Fastify as this server runs it: limits, TLS, whose word on an address counts, and what is the same for every answer. */
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import compress from '@fastify/compress';
import rateLimit from '@fastify/rate-limit';
import { fastify, LogController, type ConnectionError, type FastifyError, type FastifyReply } from 'fastify';
import { contractHeader, epochHeader } from '../../shared/contracts/http.ts';
import { contractVersion } from '../../shared/contracts/version.ts';
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import type { TlsFiles } from '../settings/config.ts';
import { problem, ProblemError, problemOfFrameworkError, sendProblem } from '../errors.ts';
import { Stopping } from '../operations/readiness.ts';
import { lowestTls } from '../operations/tls-renewal.ts';
import { answerBrokenRequest, requestLimits, type RequestLimits } from './request-limits.ts';
import { logRefused } from './request-log.ts';
import { securityHeaders } from './security-headers.ts';

export interface AppOptions {
  readonly tls: TlsFiles;
  /** Whose X-Forwarded-For is believed (C8). */
  readonly trustedProxies: readonly string[];
  readonly mostConnections: number;
  readonly limits: RequestLimits;
  readonly stopping: Stopping;
}

/** Below this an answer is sent as it is: the saving would not pay for the work. */
const compressFromBytes = 2048;
/** The kiosk's client asks for all three. Levels are the library's own: zstd 3, brotli 4, gzip 6. */
const encodings: ('zstd' | 'br' | 'gzip')[] = ['zstd', 'br', 'gzip'];

/** @param options what is left out is as on loopback, without a proxy */
export async function createFastify(deps: ServerDeps, options: Partial<AppOptions>): Promise<ServerApp> {
  const { limits = requestLimits, stopping = new Stopping() } = options;
  const app = fastify(fastifyOptions(deps, { tls: { kind: 'off' }, trustedProxies: [], ...options, limits }));
  app.server.maxConnections = options.mostConnections ?? Infinity;
  app.decorateRequest('caller');
  app.decorateReply('problemCode', null);
  const everyAnswers = { ...(await securityHeaders()), [epochHeader]: deps.epoch, [contractHeader]: contractVersion, 'cache-control': 'no-store' };
  app.addHook('onRequest', (request, reply, done) => {
    request.caller = { kind: 'anybody' };
    void reply.headers(everyAnswers);
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (stopping.isLeaving) void reply.header('connection', 'close');
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    logRefused(deps.log, request, reply);
    done();
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => answerError(deps, error, reply));
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, problem('notFound')));
  await app.register(rateLimit, { global: false, errorResponseBuilder: (_request, context) => new ProblemError(problem('tooManyRequests', { retryAfterSeconds: Math.ceil(context.ttl / 1000) })) });
  // Only answers: what comes in is never inflated here, sealed batches have a check of their own.
  await app.register(compress, { globalDecompression: false, threshold: compressFromBytes, encodings });
  return app;
}

function fastifyOptions(deps: ServerDeps, options: Pick<AppOptions, 'tls' | 'trustedProxies' | 'limits'>) {
  const { limits, tls } = options;
  const connection = { headersTimeout: limits.headersWithinMs, requestTimeout: limits.requestWithinMs, connectionsCheckingInterval: limits.checkEveryMs, maxHeaderSize: limits.headerBytes };
  return {
    loggerInstance: deps.log.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestWithinMs,
    keepAliveTimeout: limits.keepAliveMs,
    forceCloseConnections: 'idle' as const,
    // What comes on an open connection during the stop is still answered, with `connection: close`.
    return503OnClosing: false,
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    clientErrorHandler: (error: ConnectionError, socket: Socket) => answerBrokenRequest(deps.log, error, socket),
    frameworkErrors: (error: FastifyError, _request: unknown, reply: FastifyReply) => void sendProblem(reply, problemOfFrameworkError(error) ?? problem('internal')),
    http: connection,
    https: tls.kind === 'off' ? null : { ...connection, cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile), minVersion: lowestTls, handshakeTimeout: limits.tlsHandshakeWithinMs },
  };
}

/** Refusals are answered as such; what is left is a defect of ours: logged with its cause, told to nobody. */
function answerError(deps: ServerDeps, error: FastifyError, reply: FastifyReply): FastifyReply {
  if (error instanceof ProblemError) return sendProblem(reply, error.problem);
  const refusal = problemOfFrameworkError(error);
  if (refusal !== null) return sendProblem(reply, refusal);
  deps.log.defect(error);
  return sendProblem(reply, problem('internal'));
}
