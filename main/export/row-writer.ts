/** E8: what turns rows into one file. `take` only buffers; `flush` waits for the disk, so that no more than a little is ever in memory. */
import type { ExportedFile } from '../../shared/contracts/export-format.ts';
import type { ExportRow } from './export-row.ts';

export interface RowWriter {
  take(rows: readonly ExportRow[]): void | Promise<void>;
  flush(): Promise<void>;
  /** The file, on the disk. */
  finish(): Promise<ExportedFile>;
  /** Gives the file up; never throws. */
  abort(): Promise<void>;
}
