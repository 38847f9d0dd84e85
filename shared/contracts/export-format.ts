/**
 * E8: what an export is made of, as the kiosk writes it and the server's import reads it. An export is a folder: `manifest.json` with
 * size and SHA-256 of every other file, `manifest.mac` (HMAC of the manifest under the tenant's key), `SHA256SUMS` for people, and the
 * files of the formats that were asked for. `punches.json` is one JSON document whose rows stand on a line each, so that a million of
 * them are read one by one; `forms.jose` holds what may only be read by the server (K10), sealed as batches are, one on a line.
 */
import { z } from 'zod';
import { clockConfidence, identifier, instant, matchFailure, maxTextLength, refusalCode, timeZone, workDate } from './entities.ts';
import { recordRefusal } from './records.ts';

/** A reader refuses what is newer than it knows. 1: first. */
export const exportFormatVersion = 1;
export const exportFormat = 'zentime-export';

export const manifestName = 'manifest.json';
export const manifestMacName = 'manifest.mac';
export const checksumsName = 'SHA256SUMS';
/** One file of each format. */
export const exportFileNames = { csv: 'punches.csv', xlsx: 'punches.xlsx', json: 'punches.json', forms: 'forms.jose' } as const;

export const exportFileFormat = z.enum(['csv', 'xlsx', 'json']);
export type ExportFileFormat = z.infer<typeof exportFileFormat>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

export const exportedFile = z.strictObject({
  name: z.string().regex(/^[a-z]+\.(csv|xlsx|json|jose)$/),
  format: z.enum(['csv', 'xlsx', 'json', 'forms']),
  bytes: count,
  sha256,
  /** Rows below the heading; of `forms`, identification forms. */
  rows: count,
});
export type ExportedFile = z.infer<typeof exportedFile>;

/** Punches by what the device says of them. `refused` is pending as well: the server said no, and is asked again. `unknown`: read from the journal, and nothing says what became of it. */
export const punchCounts = z.strictObject({ pending: count, refused: count, failed: count, synced: count, unknown: count });
export type PunchCounts = z.infer<typeof punchCounts>;

export const exportManifest = z.strictObject({
  format: z.literal(exportFormat),
  formatVersion: z.literal(exportFormatVersion),
  exportId: z.uuid(),
  /** Whoever reads it knows what it is not: other kiosks' punches are not in it. */
  covers: z.literal('thisDeviceAlone'),
  device: z.strictObject({ deviceId: identifier, deviceName: z.string().max(maxTextLength), platform: z.string().max(64), appVersion: z.string().max(32) }),
  tenant: z.strictObject({ tenantId: identifier, company: z.string().max(maxTextLength) }),
  timeclock: z.strictObject({ timeclockId: z.int(), name: z.string().max(maxTextLength), timeZone }),
  zoneDataEdition: z.string().max(32),
  madeAt: instant,
  deviceInstant: instant,
  clockConfidence,
  madeBy: z.strictObject({ userId: identifier, username: z.string().max(maxTextLength) }),
  /** Work dates and best-known instants of the punches in it; null where there is none. */
  range: z.strictObject({ firstWorkDate: workDate, lastWorkDate: workDate, firstInstant: instant, lastInstant: instant }).nullable(),
  /** Everything that was made up to here and could be read is in it. */
  upTo: z.strictObject({ sequenceNumber: count, outboxNumber: count }),
  punches: punchCounts,
  records: z.strictObject({ pending: count, refused: count, settled: count }),
  /** K17: how many of the rows have left the database and were read from the journal; segments that could not be read. */
  journal: z.strictObject({ rows: count, unreadableSegments: count }),
  /** True when `zentime-server import-export` can load it. */
  importable: z.boolean(),
  files: z.array(exportedFile).max(8),
});
export type ExportManifest = z.infer<typeof exportManifest>;

/** The version before anything else is looked at. */
export const anyManifest = z.looseObject({ format: z.literal(exportFormat), formatVersion: z.int() });

/** K17: where a row was read. */
export const rowSource = z.enum(['database', 'journal']);
export type RowSource = z.infer<typeof rowSource>;

/** `punch` and `record` are the texts as they travel (decision 4): whoever reads them checks them as those of a batch. */
export const exportRow = z.discriminatedUnion('row', [
  z.strictObject({
    row: z.literal('punch'),
    source: rowSource,
    status: z.enum(['pending', 'refused', 'failed', 'synced', 'unknown']),
    refusal: z.strictObject({ code: refusalCode, text: z.string() }).nullable(),
    matchFailure: matchFailure.nullable(),
    duplicateOf: z.string().nullable(),
    roundedInstant: instant.nullable(),
    settledAt: instant.nullable(),
    punch: z.looseObject({ punchId: z.string() }),
  }),
  z.strictObject({
    row: z.literal('record'),
    source: rowSource,
    status: z.enum(['pending', 'refused', 'settled']),
    refusal: recordRefusal.nullable(),
    /** K10: the last four digits are in no row; where the server has not got them yet, they are in `forms.jose`. */
    record: z.looseObject({ recordId: z.string(), kind: z.string() }),
  }),
]);
export type ExportRow = z.infer<typeof exportRow>;

/** How `punches.json` begins and ends; between them a row a line, with commas between. */
export const jsonRowsBegin = ',"rows":[';
export const jsonRowsEnd = ']}';
