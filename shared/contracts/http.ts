/**
 * Kiosk and central server. One entry a route: method, path below `apiPrefix`, who may call, input and answer.
 * The receiver checks: the server every input, the daemon every answer. Refusals are in problems.ts.
 *
 * Every answer carries the header `zentime-epoch` (D10). TLS is required except on loopback (D2).
 */
import { z } from 'zod';
import { consoleRoutes } from './console-routes.ts';
import { diskStatus, passedOverStatus, restoredStatus } from './device-care.ts';
import { change, settledTemporary } from './entries.ts';
import { record, recordVerdict } from './records.ts';
import { sealingKey, sealingKeysAnswer } from './sealing.ts';
import { employee, identifier, instant, keyedHash, languageTag, maxTextLength, name, organisation, punch, storableText, textBundle, timeclockProperties, verdict } from './entities.ts';

export const epochHeader = 'zentime-epoch';
/** On every answer since 1.6: the server's version of this contract (A8). */
export const contractHeader = 'zentime-contract';
/** H5: names the run of the daemon that asks; two machines with one identity show by it. */
export const runHeader = 'zentime-run';
/** Most punches in one batch, and most bytes of its plain JSON (D2). */
export const maxBatchPunches = 1000;
export const maxBatchBytes = 4 * 1024 * 1024;
/** Media type of a sealed batch: a JWE in compact form, encrypted to the server's key. */
export const sealedMediaType = 'application/jose';
/** `cty` of that JWE: what its plaintext is. */
export const sealedContentTypes = ['zentime-batch+json;zstd', 'zentime-batch+json;gzip'] as const;

const cursor = z.string().min(1).max(400);
const typed = z.string().max(maxTextLength);

export const device = z.strictObject({
  deviceId: identifier,
  deviceName: name,
  platform: storableText(64),
  appVersion: storableText(32),
});

/** Only an answer of this shape that repeats the nonce counts as online (E3): no portal and no proxy page can give it. */
export const pingAnswer = z.object({
  service: z.literal('zentime'),
  contractVersion: z.string().max(16),
  nonce: z.string(),
  serverEpoch: identifier,
  serverInstant: instant,
  /** True when the request bore a valid device token: the answers that K5 counts. */
  authenticated: z.boolean(),
  /** C8, K14: the caller's address as the server sees it; null for strangers. */
  seenAddress: z.string().max(64).nullable(),
  /** H4: edition of the server's zone data; a difference to the kiosk's is shown to support. */
  zoneDataEdition: z.string().max(32).nullable().default(null),
  /** G3: the version of the server's program, for support; null for strangers, and from a server before 1.7. */
  programVersion: z.string().max(32).nullable().default(null),
});
export type PingAnswer = z.infer<typeof pingAnswer>;

export const companyAnswer = z.object({
  organisation,
  timeclocks: z.array(z.object({ timeclockId: z.int(), name })).max(5000),
  /** Base address to use from now on, without the path prefix; null keeps the one that was used. */
  endpoints: z.object({ api: z.url().nullable() }),
});
export type CompanyAnswer = z.infer<typeof companyAnswer>;

/** The device's own credentials (A4): they do not depend on the person who signed in. */
export const deviceCredentials = z.object({
  deviceToken: z.string().min(32).max(512),
  tokenExpiresAt: instant,
  /** Hex of the 32-byte key for keyed hashes of PINs and last-4 numbers. */
  tenantKey: z.string().regex(/^[0-9a-f]{64}$/),
  sealingKey,
  serverEpoch: identifier,
  /** Next sequence number and chain hash that the server expects from this device; 1 and zeroes for a new one. */
  nextSequenceNumber: z.int().min(1),
  lastHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type DeviceCredentials = z.infer<typeof deviceCredentials>;

export const renewedToken = z.object({ deviceToken: deviceCredentials.shape.deviceToken, tokenExpiresAt: instant });
export type RenewedToken = z.infer<typeof renewedToken>;

/** I4: how a kiosk stands, told with every batch; one that has nothing to send sends a batch without anything else every six hours. What a newer kiosk tells beyond it must not stop its punches. */
export const deviceStatus = z.object({
  /** Punches and records (K9) that the server has not taken, those of this batch and of batches under way left out. */
  pending: z.int().min(0).max(1_000_000_000),
  failed: z.int().min(0).max(1_000_000_000),
  /** Best-known time of the oldest punch that is pending in this sense, or failed. */
  oldestPendingAt: instant.nullable(),
  /** Device's wall clock minus best-known time (H4); null while unknown. */
  clockOffsetMs: z.int().nullable(),
  zoneDataEdition: storableText(32),
  deviceName: name,
  platform: storableText(64),
  appVersion: storableText(32),
  /** The last time; null: never, or a kiosk before 1.5. */
  restored: restoredStatus.nullable().default(null),
  disk: diskStatus.nullable().default(null),
  /** Null: nothing, or a kiosk before 1.8. */
  passedOver: passedOverStatus.nullable().default(null),
});
export type DeviceStatus = z.infer<typeof deviceStatus>;

/** What a sealed batch holds, once opened and inflated. Records are taken before punches: a temporary employee comes before what they punched. */
export const batch = z.strictObject({
  batchId: z.uuid(),
  deviceId: identifier,
  recovery: z.boolean(),
  lastSyncAt: instant.nullable(),
  status: deviceStatus.nullable().default(null),
  records: z.array(record).max(maxBatchPunches).default([]),
  punches: z.array(punch).max(maxBatchPunches),
});
export type Batch = z.infer<typeof batch>;
/** A batch as it is sent. */
export type BatchInput = z.input<typeof batch>;

/** The end of a device's chain as the server has it (H5, D10): 0 and zeroes before the first punch. */
export const chainEnd = z.object({ sequenceNumber: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) });

export const batchAnswer = z.object({
  batchId: z.uuid(),
  serverInstant: instant,
  verdicts: z.array(verdict).max(maxBatchPunches),
  recordVerdicts: z.array(recordVerdict).max(maxBatchPunches),
  /** What became of the temporary employees that this batch spoke of (F5). */
  temporaryEmployees: z.array(settledTemporary).max(2 * maxBatchPunches),
  chainEnd,
  /** D10: punches of this batch before which the server misses one of the device's chain, whatever it says of them. A device that was told the missing one is stored knows that the server was restored from a backup. */
  chainGaps: z.array(z.uuid()).max(maxBatchPunches).default([]),
});
export type BatchAnswer = z.infer<typeof batchAnswer>;

export const employeesAnswer = z.object({
  employees: z.array(employee).max(1000),
  /** Where the next page starts; null after the last one. Opaque, valid for a resumed download. */
  next: cursor.nullable(),
  total: z.int().min(0),
  /** Changes after the snapshot begin here; the same on every page of one download. */
  cursor,
});
export type EmployeesAnswer = z.infer<typeof employeesAnswer>;

export const changesAnswer = z.object({
  changes: z.array(change).max(1000),
  cursor,
  more: z.boolean(),
  serverInstant: instant,
  chainEnd,
  /** D2: id of the key that batches should be sealed to; where it is another one than the device's, `readSealingKeys` proves it. */
  sealingKid: identifier.nullable().default(null),
});
export type ChangesAnswer = z.infer<typeof changesAnswer>;

export const textsAnswer = z.object({ texts: z.record(languageTag, textBundle) });

export const routes = {
  ping: { method: 'GET', path: '/ping', auth: 'optionalDevice', query: z.object({ nonce: z.string().min(8).max(64) }), answer: pingAnswer },
  findCompany: { method: 'POST', path: '/setup/company', auth: 'none', body: z.strictObject({ company: typed, alias: typed }), answer: companyAnswer },
  readTimeclock: {
    method: 'POST',
    path: '/setup/timeclock',
    auth: 'none',
    body: z.strictObject({ tenantId: identifier, timeclockId: z.int() }),
    answer: z.object({ properties: timeclockProperties }),
  },
  enrolDevice: {
    method: 'POST',
    path: '/setup/sign-in',
    auth: 'none',
    body: z.strictObject({ tenantId: identifier, timeclockId: z.int(), username: typed, password: typed, device }),
    answer: deviceCredentials,
  },
  readEmployees: {
    method: 'GET',
    path: '/employees',
    auth: 'device',
    query: z.object({ after: cursor.optional(), limit: z.coerce.number().int().min(1).max(1000).default(500) }),
    answer: employeesAnswer,
  },
  readTexts: { method: 'GET', path: '/texts', auth: 'device', answer: textsAnswer },
  uploadBatch: {
    method: 'POST',
    path: '/batches',
    auth: 'device',
    /** Recovery batches are taken first (F2); the lane stands outside the seal. The body is the sealed batch. */
    query: z.object({
      lane: z.enum(['recovery', 'normal']),
      /** G3: a batch without records, and with no punch but one of nobody (self-test.ts): opened, checked and judged as every other, it leaves nothing behind. */
      dryRun: z.enum(['yes']).optional(),
    }),
    answer: batchAnswer,
  },
  readChanges: {
    method: 'GET',
    path: '/changes',
    auth: 'device',
    query: z.object({ cursor, limit: z.coerce.number().int().min(1).max(1000).default(500) }),
    answer: changesAnswer,
  },
  findByPin: { method: 'POST', path: '/identify/pin', auth: 'device', body: z.strictObject({ pinHash: keyedHash }), answer: z.object({ employees: z.array(employee).max(50) }) },
  /** B3: exact match by normalised names and last-4 hash (F5's rule). */
  findByForm: { method: 'POST', path: '/identify/form', auth: 'device', body: z.strictObject({ firstName: name, lastName: name, lastFourHash: keyedHash }), answer: z.object({ employees: z.array(employee).max(50) }) },
  /** G1, K15: somebody wants to work on the kiosk's administration. Counted and locked as a sign-in at setup is. */
  verifyOperator: {
    method: 'POST',
    path: '/device/operator',
    auth: 'device',
    body: z.strictObject({ username: typed, password: typed }),
    answer: z.object({ userId: identifier, username: typed, role: z.enum(['administrator', 'supervisor']) }),
  },
  /** A9: as `enrolDevice`, by a code from the console instead of a person's password. */
  enrolByCode: { method: 'POST', path: '/setup/enrolment-code', auth: 'none', body: z.strictObject({ tenantId: identifier, timeclockId: z.int(), code: typed, device }), answer: deviceCredentials },
  /** D9: a new token without a person. The old one stays good until the new one is first used, so that a lost answer locks nobody out. */
  renewToken: { method: 'POST', path: '/device/token', auth: 'renewableDevice', answer: renewedToken },
  /** D2: from the key that the device has to the one in use. Answered `sealingKeyUnknown` to a batch, or told of another key, it asks here. */
  readSealingKeys: { method: 'GET', path: '/device/sealing-keys', auth: 'device', query: z.object({ from: identifier }), answer: sealingKeysAnswer },
  ...consoleRoutes,
} as const;
export type RouteName = keyof typeof routes;
