/** D2, D9, G1: what a device does about itself. */
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { renewToken } from '../use-cases/renew-token.ts';
import { verifyOperator } from '../use-cases/verify-operator.ts';
import { register } from './register.ts';

export function registerDeviceRoutes(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'readSealingKeys', async ({ query }) => ({ kind: 'answer', answer: { successors: await deps.seal.successorsOf(query.from) } }));
  register(app, deps, 'renewToken', async ({ caller }) => {
    const outcome = await renewToken(deps, caller);
    if (outcome.kind === 'problem') return outcome;
    deps.log.log('server.tokenRenewed', { tenantId: caller.tenantId, deviceId: caller.deviceId });
    return { kind: 'answer', answer: outcome.answer };
  });
  register(app, deps, 'verifyOperator', async ({ caller, body }) => {
    const { tenantId, deviceId } = caller;
    const outcome = await verifyOperator(deps, caller, body);
    // Not the user name where it was refused: what stands there may be a password.
    if (outcome.kind === 'problem') deps.log.log('server.signInRefused', { code: outcome.code, deviceId });
    else deps.log.log('server.operatorVerified', { tenantId, deviceId, userId: outcome.answer.userId });
    return outcome.kind === 'problem' ? outcome : { kind: 'answer', answer: outcome.answer };
  });
}
