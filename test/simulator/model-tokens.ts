/** The server's side of devices' tokens (D9): a renewed one replaces the old one when it is first shown, not before. */
import type { RenewedToken } from '../../shared/contracts/http.ts';
import type { ProblemCode } from '../../shared/contracts/problems.ts';

export const goodToken = 'a-good-token-of-more-than-thirty-two-characters';
const dayMs = 86_400_000;

interface DeviceTokens {
  current: string;
  /** Given out and never shown. */
  next: string | null;
  isExpired: boolean;
  isRevoked: boolean;
}

export class ModelTokens {
  readonly #devices = new Map<string, DeviceTokens>();
  readonly #replaced = new Set<string>();
  #renewals = 0;
  #enrolments = 0;

  /** The device's first token, or a new one that ends the others. */
  enrol(deviceId: string): string {
    this.#enrolments += 1;
    const token = this.#enrolments === 1 ? goodToken : `${goodToken}-enrolled-${this.#enrolments}`;
    this.#devices.set(deviceId, { current: token, next: null, isExpired: false, isRevoked: false });
    return token;
  }

  /** What is wrong with a token, null when nothing is. Showing a renewed one ends the one before it. */
  refusal(token: string | null): ProblemCode | null {
    if (token === null) return 'tokenMissing';
    const device = this.#deviceOf(token);
    if (device === null) return this.#replaced.has(token) ? 'tokenReplaced' : 'tokenUnknown';
    if (device.isRevoked) return 'tokenRevoked';
    if (token === device.next) {
      this.#replaced.add(device.current);
      Object.assign(device, { current: token, next: null, isExpired: false });
    }
    return device.isExpired ? 'tokenExpired' : null;
  }

  /** A new token for the one that is shown, which may have expired. Every other renewal lasts so short that it is due at once. */
  renew(token: string | null, wallMs: number): RenewedToken | ProblemCode {
    const refusal = this.refusal(token);
    if (refusal !== null && refusal !== 'tokenExpired') return refusal;
    const device = token === null ? null : this.#deviceOf(token);
    if (device === null) return 'tokenUnknown';
    this.#renewals += 1;
    // Asked once more, it gives the same again.
    const renewed = device.next ?? `${goodToken}-renewed-${this.#renewals}`;
    device.next = renewed;
    return { deviceToken: renewed, tokenExpiresAt: new Date(wallMs + (this.#renewals % 2 === 0 ? 90 : 44) * dayMs).toISOString() };
  }

  /** Its time is over; only a renewal helps. */
  expire(deviceId: string): void {
    const device = this.#devices.get(deviceId);
    if (device !== undefined) device.isExpired = true;
  }

  /** Only a new sign-in helps. */
  revoke(deviceId: string): void {
    const device = this.#devices.get(deviceId);
    if (device !== undefined) device.isRevoked = true;
  }

  /** How many were given out by renewals. */
  get renewals(): number {
    return this.#renewals;
  }

  /** True for a token with which the device can get on by itself, if need be by a renewal. */
  isOfUse(deviceId: string, token: string): boolean {
    const device = this.#devices.get(deviceId);
    return device !== undefined && !device.isRevoked && (token === device.current || token === device.next);
  }

  deviceIdOf(token: string): string | null {
    for (const [deviceId, { current, next }] of this.#devices) if (token === current || token === next) return deviceId;
    return null;
  }

  #deviceOf(token: string): DeviceTokens | null {
    const deviceId = this.deviceIdOf(token);
    return deviceId === null ? null : (this.#devices.get(deviceId) ?? null);
  }

  /** What a backup keeps. */
  copy(): ReadonlyMap<string, DeviceTokens> {
    return new Map([...this.#devices].map(([deviceId, tokens]) => [deviceId, { ...tokens }]));
  }

  restore(copy: ReturnType<ModelTokens['copy']>): void {
    this.#devices.clear();
    for (const [deviceId, tokens] of copy) this.#devices.set(deviceId, { ...tokens });
  }
}
