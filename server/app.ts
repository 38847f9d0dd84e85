/** Composition: Fastify with the routes of the contract over one database. No port is opened here; tests inject requests. */
import { readFileSync } from 'node:fs';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { fastify, LogController, type FastifyError, type FastifyReply } from 'fastify';
import { epochHeader, sealedMediaType } from '../shared/contracts/http.ts';
import type { ServerApp, ServerDeps } from './app-deps.ts';
import type { TlsFiles } from './config.ts';
import { problem, ProblemError, problemOfFrameworkError, sendProblem } from './errors.ts';
import { Lanes } from './lanes.ts';
import { apiDescriptionText, openApiPath } from './openapi.ts';
import { registerConsoleFleetRoutes } from './routes/console-fleet.ts';
import { registerConsolePeopleRoutes } from './routes/console-people.ts';
import { registerConsolePunchRoutes } from './routes/console-punches.ts';
import { registerConsoleReportRoutes } from './routes/console-reports.ts';
import { registerConsoleSessionRoutes } from './routes/console-session.ts';
import { registerConsoleSettingsRoutes } from './routes/console-settings.ts';
import { registerConsoleUserRoutes } from './routes/console-users.ts';
import { registerDeviceRoutes } from './routes/device.ts';
import { registerIdentityRoutes } from './routes/identity.ts';
import { registerSetupRoutes } from './routes/setup.ts';
import { registerSyncRoutes, type PunchLanes } from './routes/sync.ts';
import { acceptPunches } from './use-cases/accept-punches.ts';

/** A slow sender has this long for a whole request; a kiosk on a bad line needs some of it. */
const requestTimeoutMs = 30_000;
const keepAliveMs = 75_000;
const jsonBodyLimit = 64 * 1024;
/** 1,000 kiosks with 100 punches each may come back at once; about 100 MB of parsed punches is where it ends. */
const laneLimits = { mostJobs: 4000, mostWeight: 150_000, groupWeight: 2000 };

const routeGroups = [
  registerSetupRoutes,
  registerDeviceRoutes,
  registerIdentityRoutes,
  registerConsoleSessionRoutes,
  registerConsoleSettingsRoutes,
  registerConsolePeopleRoutes,
  registerConsoleUserRoutes,
  registerConsoleFleetRoutes,
  registerConsolePunchRoutes,
  registerConsoleReportRoutes,
];

/** The server, ready to listen or to have requests injected. Closing it works off what waits and closes the database. */
export async function buildApp(deps: ServerDeps, tls: TlsFiles = { kind: 'off' }): Promise<ServerApp> {
  const app = createFastify(deps, tls);
  const lanes: PunchLanes = new Lanes(laneLimits, (batches) => acceptPunches(deps, batches));
  app.decorateRequest('caller');
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.header(epochHeader, deps.epoch).header('cache-control', 'no-store');
    done();
  });
  app.addContentTypeParser(sealedMediaType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: FastifyError, _request, reply) => answerError(deps, error, reply));
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, problem('notFound')));
  await app.register(helmet);
  await app.register(rateLimit, { global: false, errorResponseBuilder: (_request, context) => new ProblemError(problem('tooManyRequests', { retryAfterSeconds: Math.ceil(context.ttl / 1000) })) });
  registerSyncRoutes(app, deps, lanes);
  for (const registerGroup of routeGroups) registerGroup(app, deps);
  const description = apiDescriptionText();
  app.get(openApiPath, (_request, reply) => reply.type('application/json; charset=utf-8').send(description));
  app.addHook('onClose', async () => {
    await lanes.drained();
    await deps.database.close();
  });
  return app;
}

function createFastify(deps: ServerDeps, tls: TlsFiles): ServerApp {
  return fastify({
    loggerInstance: deps.log.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: jsonBodyLimit,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, problemOfFrameworkError(error) ?? problem('internal')),
    https: tls.kind === 'off' ? null : { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile), minVersion: 'TLSv1.2' },
  });
}

/** Refusals are answered as such; what is left is a defect of ours: logged with its cause, told to nobody. */
function answerError(deps: ServerDeps, error: FastifyError, reply: FastifyReply): FastifyReply {
  if (error instanceof ProblemError) return sendProblem(reply, error.problem);
  const refusal = problemOfFrameworkError(error);
  if (refusal !== null) return sendProblem(reply, refusal);
  deps.log.defect(error);
  return sendProblem(reply, problem('internal'));
}
