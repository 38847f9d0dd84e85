/** Punches as administrators and supervisors see and correct them (I3). */
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { readPunches } from '../use-cases/read-punches.ts';
import { register } from './register.ts';

export function registerConsolePunchRoutes(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'readPunches', async ({ query, caller }) => {
    const outcome = await readPunches(deps, caller, query);
    return outcome.kind === 'page' ? { kind: 'answer', answer: outcome.answer } : outcome;
  });
}
