/** I4, A9: the fleet of kiosks, and the codes by which they enrol themselves. */
import type { z } from 'zod';
import type { enrolmentCode } from '../../shared/contracts/console-entities.ts';
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import type { EnrolmentCodeRow } from '../database/enrolment-codes.ts';
import { issueEnrolmentCode } from '../use-cases/issue-enrolment-code.ts';
import { listDevices } from '../use-cases/list-devices.ts';
import { listEnrolmentCodes } from '../use-cases/list-enrolment-codes.ts';
import { readDevice } from '../use-cases/read-device.ts';
import { revokeDevice } from '../use-cases/revoke-device.ts';
import { revokeEnrolmentCode } from '../use-cases/revoke-enrolment-code.ts';
import { register } from './register.ts';

export function registerConsoleFleetRoutes(app: ServerApp, deps: ServerDeps): void {
  registerDevices(app, deps);
  registerCodes(app, deps);
}

function registerDevices(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'listDevices', async ({ query, caller }) => {
    const outcome = await listDevices(deps, caller, query);
    if (outcome.kind === 'problem') return outcome;
    return { kind: 'answer', answer: { devices: outcome.devices, next: outcome.next, serverInstant: new Date(deps.clock.wallMs()).toISOString() } };
  });
  register(app, deps, 'readDevice', async ({ caller, params }) => {
    const outcome = await readDevice(deps, caller, params);
    return outcome.kind === 'found' ? { kind: 'answer', answer: outcome.answer } : outcome;
  });
  register(app, deps, 'revokeDevice', async ({ caller, params, body }) => {
    const outcome = await revokeDevice(deps, caller, { ...params, ...body });
    if (outcome.kind === 'problem') return outcome;
    deps.log.log('server.deviceRevoked', { tenantId: caller.tenantId, deviceId: params.deviceId, userId: caller.userId });
    return { kind: 'answer', answer: {} };
  });
}

function registerCodes(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'issueEnrolmentCode', async ({ caller, body }) => {
    const outcome = await issueEnrolmentCode(deps, caller, body);
    return outcome.kind === 'issued' ? { kind: 'answer', answer: { code: outcome.code, enrolmentCode: view(outcome.row, caller.username) } } : outcome;
  });
  register(app, deps, 'listEnrolmentCodes', async ({ caller }) => {
    const listed = await listEnrolmentCodes(deps, caller);
    return { kind: 'answer', answer: { enrolmentCodes: listed.map((one) => view(one.row, one.issuedBy)) } };
  });
  register(app, deps, 'revokeEnrolmentCode', async ({ caller, params }) => {
    const outcome = await revokeEnrolmentCode(deps, caller, params);
    return outcome.kind === 'revoked' ? { kind: 'answer', answer: {} } : outcome;
  });
}

function view(row: EnrolmentCodeRow, issuedBy: string): z.output<typeof enrolmentCode> {
  return {
    codeId: row.code_id,
    timeclockId: row.timeclock_id,
    note: row.note,
    issuedAt: new Date(row.issued_ms).toISOString(),
    issuedBy,
    expiresAt: new Date(row.expires_ms).toISOString(),
    usedAt: row.used_ms === null ? null : new Date(row.used_ms).toISOString(),
    usedByDevice: row.used_by_device,
    revokedAt: row.revoked_ms === null ? null : new Date(row.revoked_ms).toISOString(),
  };
}
