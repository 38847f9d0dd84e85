/**
 * PINs and last-4 numbers exist in no other form than these two: hex of HMAC-SHA-256 under the tenant's key. Kiosk and
 * server must agree to the byte, and the two kinds never collide, for the kind is part of what is hashed.
 */
import { createHmac } from 'node:crypto';

/** Keyed hash of a PIN, as typed (digits only). `tenantKey`: 32 bytes. */
export function pinHash(digits: string, tenantKey: Uint8Array): string {
  return createHmac('sha256', tenantKey).update(`pin:${digits}`).digest('hex');
}

/** Keyed hash of the last four digits of a social security number. `tenantKey`: 32 bytes. */
export function lastFourHash(digits: string, tenantKey: Uint8Array): string {
  return createHmac('sha256', tenantKey).update(`lastFour:${digits}`).digest('hex');
}
