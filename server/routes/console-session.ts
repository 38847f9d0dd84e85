/** Sessions of administrators and supervisors. */
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { openSession } from '../use-cases/open-session.ts';
import { register } from './register.ts';

export function registerConsoleSessionRoutes(app: ServerApp, deps: ServerDeps): void {
  register(
    app,
    deps,
    'openSession',
    async ({ body }) => {
      const outcome = await openSession(deps, body);
      return outcome.kind === 'opened' ? { kind: 'answer', answer: outcome.answer } : outcome;
    },
    { limitedByAddress: 'yes' },
  );
}
