/** Who calls: nobody in particular, a device, or an administrator's session. Every route says which it wants. */
import type { ServerDeps } from './app-deps.ts';
import { findDeviceByToken } from './database/devices.ts';
import { findSession } from './database/users.ts';
import { problem, type Problem } from './errors.ts';
import { bearerToken, tokenHash } from './tokens.ts';

export interface DeviceCaller {
  readonly kind: 'device';
  readonly tenantId: string;
  readonly deviceId: string;
  readonly timeclockId: number;
}

export interface AdministratorCaller {
  readonly kind: 'administrator';
  readonly tenantId: string;
  readonly userId: string;
}

export interface Anybody {
  readonly kind: 'anybody';
}

export type Caller = DeviceCaller | AdministratorCaller | Anybody;
export type Auth = 'none' | 'optionalDevice' | 'device' | 'administrator';
export type CallerOf<A extends Auth> = A extends 'device' ? DeviceCaller : A extends 'administrator' ? AdministratorCaller : A extends 'optionalDevice' ? DeviceCaller | Anybody : Anybody;

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
}

const anybody: Anybody = { kind: 'anybody' };

/** The caller by the Authorization header, as far as the route wants to know, or why it is refused (D9). */
export async function identifyCaller(deps: ServerDeps, auth: Auth, header: string | undefined): Promise<Caller | Problem> {
  if (auth === 'none') return anybody;
  const token = bearerToken(header);
  if (auth === 'optionalDevice') {
    const caller = token === null ? anybody : await deviceOf(deps, token);
    return caller.kind === 'problem' ? anybody : caller;
  }
  if (token === null) return problem('tokenMissing');
  return auth === 'device' ? deviceOf(deps, token) : administratorOf(deps, token);
}

async function deviceOf(deps: ServerDeps, token: string): Promise<DeviceCaller | Problem> {
  const device = await findDeviceByToken(deps.database.reader, tokenHash(token));
  if (device === null) return problem('tokenUnknown');
  if (device.tokenRevokedMs !== null) return problem('tokenRevoked');
  if (device.tokenExpiresMs <= deps.clock.wallMs()) return problem('tokenExpired');
  return { kind: 'device', tenantId: device.tenantId, deviceId: device.deviceId, timeclockId: device.timeclockId };
}

async function administratorOf(deps: ServerDeps, token: string): Promise<AdministratorCaller | Problem> {
  const session = await findSession(deps.database.reader, tokenHash(token));
  if (session === null) return problem('tokenUnknown');
  if (session.expiresMs <= deps.clock.wallMs()) return problem('tokenExpired');
  if (session.role === 'viewer') return problem('roleNotAllowed');
  return { kind: 'administrator', tenantId: session.tenantId, userId: session.userId };
}
