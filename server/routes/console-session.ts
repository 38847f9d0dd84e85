/** Sessions of administrators and supervisors. */
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { changeOwnPassword } from '../use-cases/change-own-password.ts';
import { closeSession } from '../use-cases/close-session.ts';
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
  register(app, deps, 'readSession', ({ caller }) => {
    const { userId, username, role, timeclocks, tenantId } = caller;
    return Promise.resolve({ kind: 'answer', answer: { userId, username, role, timeclocks: timeclocks === null ? null : [...timeclocks], tenantId } });
  });
  register(app, deps, 'closeSession', async ({ caller }) => {
    await closeSession(deps, caller);
    return { kind: 'answer', answer: {} };
  });
  register(
    app,
    deps,
    'changeOwnPassword',
    async ({ caller, body }) => {
      const outcome = await changeOwnPassword(deps, caller, body);
      return outcome.kind === 'changed' ? { kind: 'answer', answer: {} } : outcome;
    },
    { limitedByAddress: 'yes' },
  );
}
