/** What administrators and supervisors do with a session of their own (I3). */
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { openSession } from '../use-cases/open-session.ts';
import { readPunches } from '../use-cases/read-punches.ts';
import { register } from './register.ts';

export function registerConsoleRoutes(app: ServerApp, deps: ServerDeps): void {
  register(
    app,
    deps,
    'openSession',
    async ({ body }) => {
      const outcome = await openSession(deps, body);
      return outcome.kind === 'opened' ? { kind: 'answer', answer: { sessionToken: outcome.sessionToken, expiresAt: outcome.expiresAt } } : outcome;
    },
    { limitedByAddress: 'yes' },
  );
  register(app, deps, 'readPunches', async ({ query, caller }) => {
    const outcome = await readPunches(deps, caller, query);
    return outcome.kind === 'page' ? { kind: 'answer', answer: outcome.answer } : outcome;
  });
}
