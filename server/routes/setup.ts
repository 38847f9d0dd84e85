/** A2 to A4: what a kiosk asks before it has a token. Limited by address, for anybody may call. */
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { problem } from '../errors.ts';
import { enrolDevice } from '../use-cases/enrol-device.ts';
import { findCompany } from '../use-cases/find-company.ts';
import { readTimeclock } from '../use-cases/read-timeclock.ts';
import { register } from './register.ts';

export function registerSetupRoutes(app: ServerApp, deps: ServerDeps): void {
  const limited = { limitedByAddress: 'yes' } as const;
  register(
    app,
    deps,
    'findCompany',
    async ({ body }) => {
      const outcome = await findCompany(deps, body);
      return outcome.kind === 'found' ? { kind: 'answer', answer: outcome.answer } : problem(outcome.kind);
    },
    limited,
  );
  register(
    app,
    deps,
    'readTimeclock',
    async ({ body }) => {
      const outcome = await readTimeclock(deps, body);
      return outcome.kind === 'found' ? { kind: 'answer', answer: { properties: outcome.properties } } : problem(outcome.kind);
    },
    limited,
  );
  register(
    app,
    deps,
    'enrolDevice',
    async ({ body }) => {
      const outcome = await enrolDevice(deps, body);
      if (outcome.kind === 'problem') {
        // Not the user name: what stands there may be a password.
        deps.log.log('server.signInRefused', { code: outcome.code, deviceId: body.device.deviceId });
        return outcome;
      }
      deps.log.log('server.deviceEnrolled', { tenantId: body.tenantId, timeclockId: body.timeclockId, deviceId: body.device.deviceId });
      return { kind: 'answer', answer: outcome.credentials };
    },
    limited,
  );
}
