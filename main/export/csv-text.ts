/**
 * CSV as in RFC 4180: commas, CRLF, quotes doubled. UTF-8 with a byte order mark, without which Excel reads names in the code page of
 * the machine. A text that a spreadsheet could take for a formula gets an apostrophe in front (OWASP, CSV injection): the JSON stays exact.
 */
import { wallTimeText, type Cell } from './cells.ts';

export const byteOrderMark = '\uFEFF';

/** The full-width forms are signs to some spreadsheets as well. */
const formulaStart = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const needsQuotes = /[",\r\n]/;

/** True for a text that a spreadsheet could run. */
export function looksLikeFormula(text: string): boolean {
  return formulaStart.test(text);
}

export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map((cell) => quoted(plainText(cell))).join(',')}\r\n`;
}

export function csvHeading(names: readonly string[]): string {
  return `${names.map(quoted).join(',')}\r\n`;
}

/** What stands in the cell before it is quoted. */
export function plainText(cell: Cell): string {
  switch (cell.kind) {
    case 'empty':
      return '';
    case 'text':
      return looksLikeFormula(cell.text) ? `'${cell.text}` : cell.text;
    case 'number':
      return String(cell.value);
    case 'date':
      return cell.date;
    case 'wallTime':
      return wallTimeText(cell.wallMs);
  }
}

function quoted(text: string): string {
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
