/**
 * PINs and last-4 numbers exist in no other form than these two: hex of HMAC-SHA-256 under the tenant's key. Kiosk and
 * server must agree to the byte, and the two kinds never collide, for the kind is part of what is hashed.
 */
import { createHmac, type KeyObject } from 'node:crypto';

/** The tenant's 32 bytes. As a key object, made once, hashing many is six times as fast. */
export type TenantKey = Uint8Array | KeyObject;

/** Keyed hash of a PIN, as typed (digits only). */
export function pinHash(digits: string, tenantKey: TenantKey): string {
  return createHmac('sha256', tenantKey).update(`pin:${digits}`).digest('hex');
}

/** Keyed hash of the last four digits of a social security number. */
export function lastFourHash(digits: string, tenantKey: TenantKey): string {
  return createHmac('sha256', tenantKey).update(`lastFour:${digits}`).digest('hex');
}

/** E8: proves to whoever has the tenant's key that a kiosk of that tenant wrote this export's manifest. */
export function manifestMac(manifest: Uint8Array | string, tenantKey: TenantKey): string {
  return createHmac('sha256', tenantKey).update('export-manifest:').update(manifest).digest('hex');
}
