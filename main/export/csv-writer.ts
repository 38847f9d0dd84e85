import { exportFileNames } from '../../shared/contracts/export-format.ts';
import { cellsOf, columnNames, type NameOf } from './cells.ts';
import { byteOrderMark, csvHeading, csvLine } from './csv-text.ts';
import type { PartFile } from './part-file.ts';
import type { RowWriter } from './row-writer.ts';

export function csvWriter(file: PartFile, nameOf: NameOf): RowWriter {
  let rows = 0;
  file.add(byteOrderMark + csvHeading(columnNames));
  return {
    take(more) {
      rows += more.length;
      file.add(more.map((row) => csvLine(cellsOf(row, nameOf))).join(''));
    },
    flush: () => file.flush(),
    finish: async () => ({ name: exportFileNames.csv, format: 'csv', ...(await file.finish()), rows }),
    abort: () => file.close().catch(() => undefined),
  };
}
