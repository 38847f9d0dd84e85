/**
 * The server of the kill tests: as it ships, with a clock that the test moves, and commits and answers that can be died at. An answer
 * is seen where Node sends it, a commit where the database is asked for it: nothing of the server's own knows of either.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import { basename } from 'node:path';
import type { ServerDeps } from '../../server/app-deps.ts';
import { runCommand } from '../../server/cli/command.ts';
import { readConfig } from '../../server/settings/config.ts';
import { serve, start } from '../../server/cli/start.ts';
import { routes } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { clockAhead, dyingAs, folderVariable, keepCompiled } from './aim.ts';
import type { ServerStep } from './failpoints.ts';

const folder = process.env[folderVariable] ?? '';
const dying = dyingAs(folder, 'server');
const routeOf = new AsyncLocalStorage<string>();

const answers: Readonly<Record<string, ServerStep>> = { [routes.uploadBatch.path]: 'answerBatch', [routes.renewToken.path]: 'answerToken', [routes.readChanges.path]: 'answerChanges' };

subscribe('http.server.request.start', (message) => {
  const { request, response } = message as { request: unknown; response: unknown };
  if (!(request instanceof IncomingMessage) || !(response instanceof ServerResponse)) return;
  const path = new URL(request.url ?? '/', 'http://server').pathname.slice(apiPrefix.length);
  routeOf.enterWith(path);
  const step = answers[path];
  if (step === undefined) return;
  const end = response.end.bind(response);
  response.end = (...given: unknown[]) => {
    dying.at(step, 'before');
    return Reflect.apply(end, response, given) as ServerResponse;
  };
  response.once('finish', () => dying.at(step, 'after'));
});

/** Which step the transaction is that gave this result, if it is one of those that are died at; batches are stored in another thread (intake-program.ts). */
function stepOf(result: unknown): ServerStep | null {
  return result === 'renewed' && routeOf.getStore() === routes.renewToken.path ? 'renewToken' : null;
}

function dress(deps: ServerDeps): ServerDeps {
  const { database } = deps;
  const transaction: typeof database.transaction = async (work) => {
    const result = await database.transaction(async (db) => {
      const inside = await work(db);
      const step = stepOf(inside);
      if (step !== null) dying.at(step, 'before');
      return inside;
    });
    const step = stepOf(result);
    if (step !== null) dying.at(step, 'after');
    return result;
  };
  return { ...deps, clock: clockAhead(folder), database: { ...database, transaction, reader: database.reader } };
}

/** Beside this program, as source or as bundle. */
const intakeProgram = new URL(basename(import.meta.filename).replace('server', 'intake'), import.meta.url);

keepCompiled();
await runCommand(
  {
    ...start,
    run: async ({ environment, workingDir }) => {
      const config = readConfig({ environment, configFile: null, tenants: 'kept', workingDir, readText: () => null });
      return config.kind === 'refused' ? config : serve(config.config, { dress, intakeProgram });
    },
  },
  { environment: process.env, argv: [], workingDir: process.cwd() },
);
