/** B2, B3: who is this, when the kiosk does not know. */
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { findByForm } from '../use-cases/find-by-form.ts';
import { findByPin } from '../use-cases/find-by-pin.ts';
import { register } from './register.ts';

export function registerIdentityRoutes(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'findByPin', async ({ body, caller }) => {
    const outcome = await findByPin(deps, caller, body);
    return outcome.kind === 'found' ? { kind: 'answer', answer: { employees: outcome.employees } } : outcome;
  });
  register(app, deps, 'findByForm', async ({ body, caller }) => {
    const outcome = await findByForm(deps, caller, body);
    return outcome.kind === 'found' ? { kind: 'answer', answer: { employees: outcome.employees } } : outcome;
  });
}
