/** Who calls: nobody in particular, a device, or a person's session in the console. Every route says which it wants. */
import type { ServerDeps } from './app-deps.ts';
import { endPreviousToken, findReplacedToken, type DeviceRecord } from './database/devices.ts';
import { tenantScope } from './database/tenant-scope.ts';
import { findSession, visibleTimeclocks } from './database/users.ts';
import { problem, type Problem } from './errors.ts';
import { bearerToken, successorToken, tokenHash } from './secrets/tokens.ts';

export interface DeviceCaller {
  readonly kind: 'device';
  readonly tenantId: string;
  readonly deviceId: string;
  readonly timeclockId: number;
  /** Hash of the token that was shown. */
  readonly tokenHash: string;
  /** D9: the token that follows on the one that was shown. */
  readonly successorToken: () => string;
  /** I4: as noted before this call. */
  readonly lastContactMs: number;
  readonly lastAddress: string | null;
  readonly lastRun: string | null;
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
  if (auth === 'supervisor' || auth === 'administrator') return consoleCallerOf(deps, auth, token);
  const caller = await deviceOf(deps, token, auth === 'device' ? 0 : renewableForMs);
  if (caller.kind === 'problem' && caller.code === 'tokenReplaced') await logReplaced(deps, token);
  return caller;
}

async function deviceOf(deps: ServerDeps, token: string, graceMs: number): Promise<DeviceCaller | Problem> {
  const hash = tokenHash(token);
  const device = await deps.deviceLookUps.find(hash);
  if (device === null) return problem((await findReplacedToken(deps.database.reader, hash)) === null ? 'tokenUnknown' : 'tokenReplaced');
  if (device.tokenRevokedMs !== null) return problem('tokenRevoked');
  if (device.tokenExpiresMs + graceMs <= deps.clock.wallMs()) return problem('tokenExpired');
  if (device.token === 'successor') await endTokenBefore(deps, device, hash);
  const { tenantId, deviceId, timeclockId, lastContactMs, lastAddress, lastRun } = device;
  return { kind: 'device', tenantId, deviceId, timeclockId, tokenHash: hash, successorToken: () => successorToken(deps.signer, token), lastContactMs, lastAddress, lastRun };
}

/** D9: whoever shows the new token has it, so the one before is good no more. */
async function endTokenBefore(deps: ServerDeps, device: DeviceRecord, hash: string): Promise<void> {
  await deps.database.transaction((db) => endPreviousToken(tenantScope(db, device.tenantId), device.deviceId, hash, deps.clock.wallMs()));
}

/** Somebody may have copied it. The device itself is not touched: whoever has the newer token goes on. */
async function logReplaced(deps: ServerDeps, token: string): Promise<void> {
  const replaced = await findReplacedToken(deps.database.reader, tokenHash(token));
  if (replaced !== null) deps.log.log('server.tokenReplacedShown', { tenantId: replaced.tenantId, deviceId: replaced.deviceId });
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
