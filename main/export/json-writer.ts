/** E8: the exact copy, one JSON document with a row on each line. A punch stands in it to the letter as it travels, so that chain and ids hold. */
import { exportFileNames, jsonRowsBegin, jsonRowsEnd } from '../../shared/contracts/export-format.ts';
import type { ExportRow } from './export-row.ts';
import type { PartFile } from './part-file.ts';
import type { RowWriter } from './row-writer.ts';

/** @param facts of the export, first in the document */
export function jsonWriter(file: PartFile, facts: object): RowWriter {
  let rows = 0;
  file.add(JSON.stringify(facts).slice(0, -1) + jsonRowsBegin);
  return {
    take(more) {
      file.add(more.map((row, index) => `${rows + index === 0 ? '' : ','}\n${rowText(row)}`).join(''));
      rows += more.length;
    },
    flush: () => file.flush(),
    finish: async () => {
      file.add(`\n${jsonRowsEnd}\n`);
      return { name: exportFileNames.json, format: 'json', ...(await file.finish()), rows };
    },
    abort: () => file.close().catch(() => undefined),
  };
}

export function rowText(row: ExportRow): string {
  if (row.row === 'record') {
    const { sealed: _sealed, ...open } = row;
    return JSON.stringify(open);
  }
  const { punch: _punch, text, ...facts } = row;
  return `${JSON.stringify(facts).slice(0, -1)},"punch":${text}}`;
}
