/**
 * A10, K16: what of this device's data an export holds, and so what would be lost if the data went now. Only an export that the server's
 * import can load counts; it covers everything that was made before it began.
 */
import { countUnsettledBehind } from '../database/export-rows.ts';
import { countUnsettled } from '../database/unsettled.ts';
import type { Kiosk } from '../kiosk.ts';
import type { FinishedExport } from './write-export.ts';

/** An export ended well: what it holds is noted durably. */
export function noteExport(kiosk: Pick<Kiosk, 'settings' | 'time' | 'log'>, { manifest, manifestSha256 }: FinishedExport): void {
  if (!manifest.importable) return;
  const { sequenceNumber, outboxNumber } = manifest.upTo;
  try {
    kiosk.settings.write('exported', { upToSequence: sequenceNumber, upToRecord: outboxNumber, atMs: kiosk.time.now().bestKnownMs, exportId: manifest.exportId, manifestSha256 });
  } catch (error) {
    // The export stands; only the note is missing, and whoever wants to discard data is asked for another one.
    kiosk.log('main.defect', { where: 'noteExport', why: error instanceof Error ? error.message : String(error) });
  }
}

export interface UnsafeToDiscard {
  /** Punches that are pending, refused or failed and in no export. */
  readonly punches: number;
  /** Records (K9) that the server has not taken and that are in no export. */
  readonly records: number;
  /** What is unsettled in all, exported or not. */
  readonly unsettled: number;
  /** When the last export was made that an import can load; null when there was none. */
  readonly exportedAtMs: number | null;
}

/** What would be lost if this device's data were discarded now; nothing where both counts are 0. */
export function unsafeToDiscard({ connection, settings }: Pick<Kiosk, 'connection' | 'settings'>): UnsafeToDiscard {
  const exported = settings.read('exported');
  const behind = countUnsettledBehind(connection, { sequence: exported?.upToSequence ?? 0, record: exported?.upToRecord ?? 0 });
  const { pending, failed } = countUnsettled(connection);
  return { ...behind, unsettled: pending + failed, exportedAtMs: exported?.atMs ?? null };
}
