/** D2, D9: what a device does about itself. */
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { renewToken } from '../use-cases/renew-token.ts';
import { register } from './register.ts';

export function registerDeviceRoutes(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'readSealingKeys', async ({ query }) => ({ kind: 'answer', answer: { successors: await deps.seal.successorsOf(query.from) } }));
  register(app, deps, 'renewToken', async ({ caller }) => {
    const outcome = await renewToken(deps, caller);
    if (outcome.kind === 'problem') return outcome;
    deps.log.log('server.tokenRenewed', { tenantId: caller.tenantId, deviceId: caller.deviceId });
    return { kind: 'answer', answer: outcome.answer };
  });
}
