/** The punch of the anchors bench: about 420 bytes of JSON, decided by its index alone. Floors carry these. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

export const anchorPunch = z.object({
  id: z.uuid(),
  seq: z.int(),
  deviceId: z.string(),
  employeeId: z.string(),
  type: z.enum(['IN', 'BREAK_OUT', 'BREAK_IN', 'OUT']),
  at: z.iso.datetime(),
  workDate: z.iso.date(),
  monotonicMs: z.int(),
});
export type AnchorPunch = z.infer<typeof anchorPunch>;

const types = anchorPunch.shape.type.options;
const firstMs = Date.UTC(2026, 0, 5, 6);
const stepMs = 7919;

/** The `index`-th of them, with the fields that make up its size. */
export function makeAnchorPunch(index: number): AnchorPunch & Record<string, unknown> {
  const digest = createHash('sha256').update(`kiosk-0001:${index}`).digest('hex');
  const atMs = firstMs + index * stepMs;
  const at = new Date(atMs).toISOString();
  const time = atMs.toString(16).padStart(12, '0');
  return {
    id: `${time.slice(0, 8)}-${time.slice(8)}-7${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`,
    seq: index,
    deviceId: 'kiosk-0001',
    tenantId: 'tenant-42',
    timeclockId: 'TC-000117',
    employeeId: `E${String(index % 500).padStart(6, '0')}`,
    assignmentId: `A${String((index * 7) % 900).padStart(6, '0')}`,
    type: types[index % types.length] ?? 'IN',
    at,
    tz: 'America/Chicago',
    offsetMin: -360,
    workDate: at.slice(0, 10),
    source: 'offline',
    monotonicMs: index * stepMs,
    bootId: 'c0ffee00-0000-4000-8000-000000000001',
    digest: digest.slice(0, 32),
  };
}
