/** Who calls: nobody in particular, a device, or a person's session in the console. Every route says which it wants. */
import type { ServerDeps } from './app-deps.ts';
import { findDeviceByToken } from './database/devices.ts';
import { tenantScope } from './database/tenant-scope.ts';
import { findSession, visibleTimeclocks } from './database/users.ts';
import { problem, type Problem } from './errors.ts';
import { bearerToken, tokenHash } from './tokens.ts';

export interface DeviceCaller {
  readonly kind: 'device';
  readonly tenantId: string;
  readonly deviceId: string;
  readonly timeclockId: number;
}

/** An administrator or supervisor. */
export interface ConsoleCaller {
  readonly kind: 'console';
  readonly tenantId: string;
  readonly userId: string;
  readonly username: string;
  readonly role: 'administrator' | 'supervisor';
  /** Timeclocks that the person may see and act on (I2); null for all of the tenant. */
  readonly timeclocks: readonly number[] | null;
  /** Hash of the session's token. */
  readonly sessionHash: string;
}

export interface Anybody {
  readonly kind: 'anybody';
}

export type Caller = DeviceCaller | ConsoleCaller | Anybody;
/** `supervisor`: either role. `renewableDevice`: a device whose token may have expired. */
export type Auth = 'none' | 'optionalDevice' | 'device' | 'renewableDevice' | 'supervisor' | 'administrator';
export type CallerOf<A extends Auth> = A extends 'device' | 'renewableDevice' ? DeviceCaller : A extends 'supervisor' | 'administrator' ? ConsoleCaller : A extends 'optionalDevice' ? DeviceCaller | Anybody : Anybody;

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
}

const anybody: Anybody = { kind: 'anybody' };
/** How long after its end a token may still be renewed: a kiosk in a cupboard over the season. */
const renewableForMs = 400 * 86_400_000;

/** The caller by the Authorization header, as far as the route wants to know, or why it is refused (D9). */
export async function identifyCaller(deps: ServerDeps, auth: Auth, header: string | undefined): Promise<Caller | Problem> {
  if (auth === 'none') return anybody;
  const token = bearerToken(header);
  if (auth === 'optionalDevice') {
    const caller = token === null ? anybody : await deviceOf(deps, token, 0);
    return caller.kind === 'problem' ? anybody : caller;
  }
  if (token === null) return problem('tokenMissing');
  if (auth === 'device' || auth === 'renewableDevice') return deviceOf(deps, token, auth === 'device' ? 0 : renewableForMs);
  return consoleCallerOf(deps, auth, token);
}

async function deviceOf(deps: ServerDeps, token: string, graceMs: number): Promise<DeviceCaller | Problem> {
  const device = await findDeviceByToken(deps.database.reader, tokenHash(token));
  if (device === null) return problem('tokenUnknown');
  if (device.tokenRevokedMs !== null) return problem('tokenRevoked');
  if (device.tokenExpiresMs + graceMs <= deps.clock.wallMs()) return problem('tokenExpired');
  return { kind: 'device', tenantId: device.tenantId, deviceId: device.deviceId, timeclockId: device.timeclockId };
}

async function consoleCallerOf(deps: ServerDeps, auth: 'supervisor' | 'administrator', token: string): Promise<ConsoleCaller | Problem> {
  const sessionHash = tokenHash(token);
  const session = await findSession(deps.database.reader, sessionHash);
  if (session === null) return problem('tokenUnknown');
  if (session.expiresMs <= deps.clock.wallMs()) return problem('tokenExpired');
  if (session.role === 'viewer' || (auth === 'administrator' && session.role !== 'administrator')) return problem('roleNotAllowed');
  const { tenantId, userId, username, role } = session;
  const timeclocks = await visibleTimeclocks(tenantScope(deps.database.reader, tenantId), userId);
  return { kind: 'console', tenantId, userId, username, role, timeclocks, sessionHash };
}

/** I2: may this person see and act on that timeclock. */
export function mayActOn(caller: ConsoleCaller, timeclockId: number): boolean {
  return caller.timeclocks === null || caller.timeclocks.includes(timeclockId);
}
