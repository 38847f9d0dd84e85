/** Users of the tenant and what was done by them (I2, I3). For administrators alone. */
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { createUser } from '../use-cases/create-user.ts';
import { listUsers, toUser } from '../use-cases/list-users.ts';
import { readAuditLog } from '../use-cases/read-audit-log.ts';
import { saveUser } from '../use-cases/save-user.ts';
import { setPassword } from '../use-cases/set-password.ts';
import { unlockUser } from '../use-cases/unlock-user.ts';
import { register } from './register.ts';

export function registerConsoleUserRoutes(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'listUsers', async ({ caller }) => ({ kind: 'answer', answer: { users: await listUsers(deps, caller) } }));
  register(app, deps, 'createUser', async ({ caller, body }) => {
    const outcome = await createUser(deps, caller, body);
    return outcome.kind === 'created' ? { kind: 'answer', answer: toUser(outcome.account) } : outcome;
  });
  register(app, deps, 'saveUser', async ({ caller, params, body }) => {
    const outcome = await saveUser(deps, caller, { userId: params.userId, ...body });
    return outcome.kind === 'saved' ? { kind: 'answer', answer: toUser(outcome.account) } : outcome;
  });
  register(app, deps, 'setPassword', async ({ caller, params, body }) => {
    const outcome = await setPassword(deps, caller, { userId: params.userId, ...body });
    return outcome.kind === 'set' ? { kind: 'answer', answer: {} } : outcome;
  });
  register(app, deps, 'unlockUser', async ({ caller, params }) => {
    const outcome = await unlockUser(deps, caller, params.userId);
    return outcome.kind === 'unlocked' ? { kind: 'answer', answer: {} } : outcome;
  });
  register(app, deps, 'readAuditLog', async ({ caller, query }) => {
    const outcome = await readAuditLog(deps, caller, query);
    return outcome.kind === 'page' ? { kind: 'answer', answer: outcome.answer } : outcome;
  });
}
