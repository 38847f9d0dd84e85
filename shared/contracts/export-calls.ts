/** E8: exporting what this device holds. The page never names a path: it picks one of the places that main found, by an id. */
import { z } from 'zod';
import { operatorRefusals, operatorSessionId } from './admin-calls.ts';
import { exportedFile, exportFileFormat, punchCounts } from './export-format.ts';

const count = z.int().min(0);

/** Somewhere to write to: the kiosk's own folder, or a drive. */
export const exportTarget = z.strictObject({
  targetId: z.string().max(64),
  kind: z.enum(['device', 'drive']),
  /** The drive's name; of the kiosk's own folder, where it is. */
  label: z.string(),
  freeBytes: z.number().min(0).nullable(),
  isWritable: z.boolean(),
});
export type ExportTarget = z.infer<typeof exportTarget>;

export const exportFailure = z.enum(['diskFull', 'readOnly', 'driveGone', 'driveHangs', 'alreadyThere', 'notReady', 'internal']);
export type ExportFailure = z.infer<typeof exportFailure>;

/** How an export stands; `isDriveSilent`: the drive has not answered for a while, and may never. `exportChanged` brings a new one whenever that changes. */
export const exportView = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('running'), exportId: z.string(), phase: z.enum(['journal', 'punches', 'closing']), written: count, total: count, isDriveSilent: z.boolean() }),
  z.strictObject({
    kind: z.literal('done'),
    exportId: z.string(),
    /** Name of the export's folder, and where it is. */
    folder: z.string(),
    target: z.strictObject({ kind: z.enum(['device', 'drive']), label: z.string() }),
    files: z.array(exportedFile),
    punches: punchCounts,
    records: count,
    fromJournal: count,
    unreadableSegments: count,
    /** SHA-256 of the manifest, which holds those of the files. */
    manifestSha256: z.string(),
  }),
  z.strictObject({ kind: z.literal('cancelled'), exportId: z.string() }),
  z.strictObject({ kind: z.literal('failed'), exportId: z.string(), reason: exportFailure }),
]);
export type ExportView = z.infer<typeof exportView>;

export const exportCalls = {
  readExportTargets: {
    input: z.strictObject({ operatorSessionId }),
    answer: z.discriminatedUnion('kind', [
      /** `current`: the export that runs, or the last one since the program began. */
      z.strictObject({ kind: z.literal('targets'), targets: z.array(exportTarget), current: exportView.nullable() }),
      ...operatorRefusals,
    ]),
  },
  startExport: {
    input: z.strictObject({ operatorSessionId, targetId: z.string().max(64), formats: z.array(exportFileFormat).min(1).max(3) }),
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('started'), exportId: z.string() }),
      /** One at a time. */
      z.strictObject({ kind: z.literal('busy') }),
      /** Main offered no such place, or it is gone: read them again. */
      z.strictObject({ kind: z.literal('unknownTarget') }),
      ...operatorRefusals,
    ]),
  },
  cancelExport: {
    input: z.strictObject({ operatorSessionId }),
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('cancelling') }), z.strictObject({ kind: z.literal('nothingRuns') }), ...operatorRefusals]),
  },
} as const;
