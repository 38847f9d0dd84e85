/** One line for each request that was refused or that failed: which route, why, who, how long. Never a body, a query, a header or an address. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LogFields } from '../../shared/lib/log-events.ts';
import type { Caller } from '../callers.ts';
import type { ServerLog } from '../log.ts';

function callerFields(caller: Caller): LogFields {
  switch (caller.kind) {
    case 'device':
      return { tenantId: caller.tenantId, deviceId: caller.deviceId };
    case 'console':
      return { tenantId: caller.tenantId, userId: caller.userId };
    case 'anybody':
      return {};
  }
}

export function logRefused(log: ServerLog, request: FastifyRequest, reply: FastifyReply): void {
  if (reply.statusCode < 400) return;
  const fields: LogFields = {
    method: request.method,
    // The route's own pattern: what stands in its places is the caller's text.
    route: request.routeOptions.url ?? 'none',
    status: reply.statusCode,
    code: reply.problemCode,
    ...callerFields(request.caller),
    durationMs: Math.round(reply.elapsedTime),
  };
  log.log(reply.statusCode < 500 ? 'server.requestRefused' : 'server.requestFailed', fields);
}
