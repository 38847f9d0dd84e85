/** What a device offers: the punches of one opened batch, each parsed on its own, so that one bad punch never holds back the others (D4). */
import { isAscii } from 'node:buffer';
import { z } from 'zod';
import { punch, type Punch } from '../../shared/contracts/entities.ts';
import { batch, maxBatchPunches, type DeviceStatus } from '../../shared/contracts/http.ts';
import type { DeviceCaller } from '../callers.ts';
import { invalidMessage, problem, type Problem } from '../errors.ts';
import { isPlainPunch } from './plain-punch.ts';
import { readRecord, type RecordOffer } from './record-offers.ts';

/** A punch in its canonical form (keys in the order of the schema), or something that only has the id of one. */
export type Offer = { readonly kind: 'punch'; readonly punch: Punch; readonly content: string } | { readonly kind: 'malformed'; readonly punchId: string; readonly content: string };

/** The device that a batch comes from, as its token says. */
export type BatchSender = Pick<DeviceCaller, 'tenantId' | 'deviceId' | 'timeclockId'>;

export interface OfferedBatch {
  readonly device: BatchSender;
  /** `export`: from a drive (E8), which is no contact with the device. */
  readonly origin: 'device' | 'export';
  readonly batchId: string;
  readonly recovery: boolean;
  /** Where it came from, as this server sees it (C8). */
  readonly address: string;
  readonly lastSyncMs: number | null;
  /** I4: null from a device that tells nothing of itself. */
  readonly status: DeviceStatus | null;
  readonly records: readonly RecordOffer[];
  readonly offers: readonly Offer[];
}

export type ReadBatchOutcome = { readonly kind: 'batch'; readonly batch: OfferedBatch } | Problem;

const envelope = z.strictObject({ ...batch.shape, records: z.array(z.unknown()).max(maxBatchPunches).default([]), punches: z.array(z.unknown()).max(maxBatchPunches) });
const withId = z.object({ punchId: z.uuid() });
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @param plain the opened, inflated bytes. @param address of the device, as this server sees it */
export function readBatch(plain: Uint8Array, device: BatchSender, address: string): ReadBatchOutcome {
  const parsed = parseJson(plain);
  if (parsed.kind === 'unreadable') return problem('unreadableBody');
  const opened = envelope.safeParse(parsed.value);
  if (!opened.success) return invalidMessage(opened.error);
  if (opened.data.deviceId !== device.deviceId) return problem('invalidMessage', { errors: [{ path: 'deviceId', message: 'not the device that the token belongs to' }] });
  const offers: Offer[] = [];
  for (const [index, candidate] of opened.data.punches.entries()) {
    const offer = readOffer(candidate, device);
    if (offer === null) return problem('invalidMessage', { errors: [{ path: `punches.${index}.punchId`, message: 'not an id' }] });
    offers.push(offer);
  }
  const records: RecordOffer[] = [];
  for (const [index, candidate] of opened.data.records.entries()) {
    const offer = readRecord(candidate);
    if (offer === null) return problem('invalidMessage', { errors: [{ path: `records.${index}.recordId`, message: 'not an id' }] });
    records.push(offer);
  }
  const { batchId, recovery, lastSyncAt, status } = opened.data;
  return { kind: 'batch', batch: { device, origin: 'device', batchId, recovery, address, lastSyncMs: lastSyncAt === null ? null : Date.parse(lastSyncAt), status, records, offers } };
}

function parseJson(plain: Uint8Array): { kind: 'json'; value: unknown } | { kind: 'unreadable' } {
  try {
    // The same text either way; without other letters it need not be looked at for broken ones.
    return { kind: 'json', value: JSON.parse(isAscii(plain) ? Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString('latin1') : utf8.decode(plain)) };
  } catch {
    return { kind: 'unreadable' };
  }
}

function readOffer(candidate: unknown, device: BatchSender): Offer | null {
  if (isPlainPunch(candidate) && candidate.deviceId === device.deviceId) return { kind: 'punch', punch: candidate, content: JSON.stringify(candidate) };
  const parsed = punch.safeParse(candidate);
  if (parsed.success && parsed.data.deviceId === device.deviceId) return { kind: 'punch', punch: parsed.data, content: JSON.stringify(parsed.data) };
  const id = withId.safeParse(candidate);
  return id.success ? { kind: 'malformed', punchId: id.data.punchId, content: JSON.stringify(candidate) } : null;
}

/** How a person is named in the database: an employee and a temporary employee never share a key. */
export function personKey(person: Punch['person']): string {
  return person.kind === 'employee' ? `e:${person.employeeId}` : `t:${person.temporaryEmployeeId}`;
}
