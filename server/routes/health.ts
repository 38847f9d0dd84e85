/** The two addresses outside of the contract: for whoever watches the process, not for kiosks and not for people. */
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { readReadiness, type Stopping } from '../operations/readiness.ts';

export const healthPath = '/healthz';
export const readinessPath = '/readyz';

const json = 'application/json; charset=utf-8';

export function registerHealthRoutes(app: ServerApp, deps: Pick<ServerDeps, 'database'>, stopping: Stopping): void {
  app.get(healthPath, (_request, reply) => reply.type(json).send('{"status":"alive"}'));
  app.get(readinessPath, async (_request, reply) => {
    const readiness = await readReadiness(deps.database.reader, stopping);
    if (readiness.kind === 'ready') return reply.type(json).send('{"status":"ready"}');
    return reply
      .code(503)
      .type(json)
      .send(JSON.stringify({ status: 'notReady', reason: readiness.reason }));
  });
}
