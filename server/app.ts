/** Composition: the routes of the contract over one database. No port is opened here; tests inject requests. */
import { sealedMediaType } from '../shared/contracts/http.ts';
import type { ServerApp, ServerDeps } from './app-deps.ts';
import { createFastify, type AppOptions } from './http/create-fastify.ts';
import { Lanes, type LaneLimits } from './http/lanes.ts';
import { KnownRules } from './intake/known-rules.ts';
import type { IntakeThread } from './intake-thread/intake-thread.ts';
import { Stopping } from './operations/readiness.ts';
import { RejudgeWorker } from './rejudge-worker.ts';
import { registerConsoleFleetRoutes } from './routes/console-fleet.ts';
import { registerConsolePeopleRoutes } from './routes/console-people.ts';
import { registerConsolePunchRoutes } from './routes/console-punches.ts';
import { registerConsoleReportRoutes } from './routes/console-reports.ts';
import { registerConsoleSessionRoutes } from './routes/console-session.ts';
import { registerConsoleSettingsRoutes } from './routes/console-settings.ts';
import { registerConsoleUserRoutes } from './routes/console-users.ts';
import { registerDescriptionRoutes } from './routes/description.ts';
import { registerDeviceRoutes } from './routes/device.ts';
import { registerHealthRoutes } from './routes/health.ts';
import { registerIdentityRoutes } from './routes/identity.ts';
import { registerSetupRoutes } from './routes/setup.ts';
import { registerSyncRoutes, type PunchLanes } from './routes/sync.ts';
import { takeBatches } from './use-cases/take-batches.ts';

/** 1,000 kiosks with 100 punches each may come back at once; about 100 MB of parsed punches is where it ends. */
const laneLimits = { mostJobs: 4000, mostWeight: 150_000, groupWeight: 2000, atOnce: 1 };
/** Where batches are taken in another thread: one group there, and one that lies ready. */
const atOnceBeside = 2;

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

interface Work {
  /** How much may wait at most. */
  readonly lanes?: LaneLimits;
  /** Whether what waits to be judged again is worked off by itself: a server does, tests say when. */
  readonly background?: 'on' | 'off';
  /** A thread that takes batches; left out, they are taken here. */
  readonly intake?: IntakeThread;
}

/** The server, ready to listen or to have requests injected. Closing it works off what waits and closes the database. */
export async function buildApp(deps: ServerDeps, options: Partial<AppOptions> & Work = {}): Promise<ServerApp> {
  const stopping = options.stopping ?? new Stopping();
  const app = await createFastify(deps, { ...options, stopping });
  const intake = options.intake ?? null;
  const knownRules = new KnownRules();
  const lanes: PunchLanes = new Lanes(
    options.lanes ?? (intake === null ? laneLimits : { ...laneLimits, atOnce: atOnceBeside }),
    ({ sender }) => `${sender.tenantId} ${sender.deviceId}`,
    (batches) => (intake === null ? takeBatches({ ...deps, knownRules }, batches, deps.clock.wallMs()) : intake.take(batches, deps.clock.wallMs())),
  );
  app.addContentTypeParser(sealedMediaType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  registerHealthRoutes(app, deps, stopping);
  registerSyncRoutes(app, deps, lanes);
  for (const registerGroup of routeGroups) registerGroup(app, deps);
  registerDescriptionRoutes(app);
  const worker = options.background === 'on' ? new RejudgeWorker(deps) : null;
  app.addHook('onClose', async () => {
    await worker?.stop();
    await lanes.drained();
    await intake?.close();
    await deps.database.close();
  });
  return app;
}
