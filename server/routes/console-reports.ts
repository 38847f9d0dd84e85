/** The sync fail report (F5, F6, K10) and what people asked for at the kiosks (C12). */
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { attributeTemporary } from '../use-cases/attribute-temporary.ts';
import { decideRequest } from '../use-cases/decide-request.ts';
import { dismissPunch } from '../use-cases/dismiss-punch.ts';
import { dismissTemporary } from '../use-cases/dismiss-temporary.ts';
import { listRequests } from '../use-cases/list-requests.ts';
import { readSyncFailReport } from '../use-cases/read-sync-fail-report.ts';
import { register } from './register.ts';

export function registerConsoleReportRoutes(app: ServerApp, deps: ServerDeps): void {
  registerFailReport(app, deps);
  register(app, deps, 'listRequests', async ({ query, caller }) => {
    const outcome = await listRequests(deps, caller, query);
    return outcome.kind === 'page' ? { kind: 'answer', answer: outcome.answer } : outcome;
  });
  register(app, deps, 'decideRequest', async ({ params, body, caller }) => {
    const outcome = await decideRequest(deps, caller, { ...body, requestId: params.requestId });
    return outcome.kind === 'decided' ? { kind: 'answer', answer: {} } : outcome;
  });
}

function registerFailReport(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'readSyncFailReport', async ({ query, caller }) => {
    const outcome = await readSyncFailReport(deps, caller, query);
    return outcome.kind === 'report' ? { kind: 'answer', answer: outcome.answer } : outcome;
  });
  register(app, deps, 'attributeTemporary', async ({ params, body, caller }) => {
    const outcome = await attributeTemporary(deps, caller, params.temporaryEmployeeId, body.employeeId);
    return outcome.kind === 'attributed' ? { kind: 'answer', answer: {} } : outcome;
  });
  register(app, deps, 'dismissTemporary', async ({ params, body, caller }) => {
    const outcome = await dismissTemporary(deps, caller, params.temporaryEmployeeId, body.reason);
    return outcome.kind === 'dismissed' ? { kind: 'answer', answer: {} } : outcome;
  });
  register(app, deps, 'dismissPunch', async ({ params, body, caller }) => {
    const outcome = await dismissPunch(deps, caller, params.punchId, body.reason);
    return outcome.kind === 'dismissed' ? { kind: 'answer', answer: {} } : outcome;
  });
}
