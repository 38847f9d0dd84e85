/** E8: what an export says of itself: counts by status, the range of time, and how much came from the journal (K17). */
import type { ExportManifest } from '../../shared/contracts/export-format.ts';
import type { ExportRow } from './export-row.ts';

export class Tally {
  readonly punches = { pending: 0, refused: 0, failed: 0, synced: 0, unknown: 0 };
  readonly records = { pending: 0, refused: 0, settled: 0 };
  journalRows = 0;
  rows = 0;
  #range: { firstWorkDate: string; lastWorkDate: string; firstInstant: string; lastInstant: string } | null = null;

  get range(): ExportManifest['range'] {
    return this.#range;
  }

  take(rows: readonly ExportRow[]): void {
    for (const row of rows) {
      this.rows += 1;
      if (row.source === 'journal') this.journalRows += 1;
      if (row.row === 'record') this.records[row.status] += 1;
      else {
        this.punches[row.status] += 1;
        this.#widen(row.punch.workDate, row.punch.bestKnownInstant);
      }
    }
  }

  /** Dates and instants in these forms sort as texts. */
  #widen(workDate: string, instant: string): void {
    const range = (this.#range ??= { firstWorkDate: workDate, lastWorkDate: workDate, firstInstant: instant, lastInstant: instant });
    if (workDate < range.firstWorkDate) range.firstWorkDate = workDate;
    if (workDate > range.lastWorkDate) range.lastWorkDate = workDate;
    if (instant < range.firstInstant) range.firstInstant = instant;
    if (instant > range.lastInstant) range.lastInstant = instant;
  }
}
