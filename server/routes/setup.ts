/** A2 to A4, A9: what a kiosk asks before it has a token. Limited by address, for anybody may call. */
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { problem, type Problem } from '../errors.ts';
import { attemptSetup } from '../secrets/setup-attempts.ts';
import { enrolByCode } from '../use-cases/enrol-by-code.ts';
import { enrolDevice } from '../use-cases/enrol-device.ts';
import { findCompany } from '../use-cases/find-company.ts';
import { readTimeclock } from '../use-cases/read-timeclock.ts';
import { register } from './register.ts';

const limited = { limitedByAddress: 'yes' } as const;

export function registerSetupRoutes(app: ServerApp, deps: ServerDeps): void {
  registerLookUps(app, deps);
  register(
    app,
    deps,
    'enrolDevice',
    async ({ body, address }) => {
      const outcome = await attemptSetup(deps, address, () => enrolDevice(deps, { ...body, address }));
      // Not the user name: what stands there may be a password.
      if (outcome.kind === 'problem') deps.log.log('server.signInRefused', { code: outcome.code, deviceId: body.device.deviceId });
      return answerEnrolled(deps, body, outcome);
    },
    limited,
  );
  register(
    app,
    deps,
    'enrolByCode',
    async ({ body, address }) => {
      const outcome = await attemptSetup(deps, address, () => enrolByCode(deps, { ...body, address }));
      if (outcome.kind === 'problem') deps.log.log('server.codeRefused', { code: outcome.code, tenantId: body.tenantId, deviceId: body.device.deviceId });
      return answerEnrolled(deps, body, outcome);
    },
    limited,
  );
}

function registerLookUps(app: ServerApp, deps: ServerDeps): void {
  register(
    app,
    deps,
    'findCompany',
    ({ body, address }) =>
      attemptSetup(deps, address, async () => {
        const outcome = await findCompany(deps, body);
        return outcome.kind === 'found' ? { kind: 'answer', answer: outcome.answer } : problem(outcome.kind);
      }),
    limited,
  );
  register(
    app,
    deps,
    'readTimeclock',
    ({ body, address }) =>
      attemptSetup(deps, address, async () => {
        const outcome = await readTimeclock(deps, body);
        return outcome.kind === 'found' ? { kind: 'answer', answer: { properties: outcome.properties } } : problem(outcome.kind);
      }),
    limited,
  );
}

type Enrolled = { readonly kind: 'enrolled'; readonly credentials: DeviceCredentials } | Problem;
interface EnrolmentBody {
  readonly tenantId: string;
  readonly timeclockId: number;
  readonly device: { readonly deviceId: string };
}

function answerEnrolled(deps: ServerDeps, body: EnrolmentBody, outcome: Enrolled): { readonly kind: 'answer'; readonly answer: DeviceCredentials } | Problem {
  if (outcome.kind === 'problem') return outcome;
  deps.log.log('server.deviceEnrolled', { tenantId: body.tenantId, timeclockId: body.timeclockId, deviceId: body.device.deviceId });
  return { kind: 'answer', answer: outcome.credentials };
}
