/**
 * The few XML parts of an XLSX workbook (ECMA-376). Texts stand in their cells and are texts whatever they look like; one that begins
 * like a formula also bears `quotePrefix`, so that it stays a text when somebody edits it. Dates are numbers with a date's format.
 */
import type { Cell } from './cells.ts';
import { looksLikeFormula } from './csv-text.ts';

/** Most rows of one sheet, its heading included. */
export const mostSheetRows = 1_048_576;

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const mainSpace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const officeSpace = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageSpace = 'http://schemas.openxmlformats.org/package/2006';
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Places in `cellXfs` of the styles. */
const style = { text: 1, quotedText: 2, date: 3, wallTime: 4, heading: 5 } as const;

export const stylesXml = `${head}<styleSheet xmlns="${mainSpace}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`;

export const packageRelationsXml = `${head}<Relationships xmlns="${packageSpace}/relationships"><Relationship Id="rId1" Type="${officeSpace}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

export function contentTypesXml(sheets: number): string {
  const ofSheets = numbered(sheets, (n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${workbookType}.worksheet+xml"/>`);
  return `${head}<Types xmlns="${packageSpace}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${workbookType}.sheet.main+xml"/>${ofSheets}<Override PartName="/xl/styles.xml" ContentType="${workbookType}.styles+xml"/></Types>`;
}

export function workbookXml(sheets: number): string {
  return `${head}<workbook xmlns="${mainSpace}" xmlns:r="${officeSpace}"><sheets>${numbered(sheets, (n) => `<sheet name="${n === 1 ? 'Punches' : `Punches ${n}`}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`;
}

export function workbookRelationsXml(sheets: number): string {
  const ofSheets = numbered(sheets, (n) => `<Relationship Id="rId${n}" Type="${officeSpace}/worksheet" Target="worksheets/sheet${n}.xml"/>`);
  return `${head}<Relationships xmlns="${packageSpace}/relationships">${ofSheets}<Relationship Id="rId${sheets + 1}" Type="${officeSpace}/styles" Target="styles.xml"/></Relationships>`;
}

/** The heading stays in view. */
export function sheetBegin(names: readonly string[]): string {
  const heading = names.map((name) => inlineText(name, style.heading)).join('');
  return `${head}<worksheet xmlns="${mainSpace}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="${names.length}" width="20" customWidth="1"/></cols><sheetData><row>${heading}</row>`;
}

export const sheetEnd = '</sheetData></worksheet>';

export function sheetRow(cells: readonly Cell[]): string {
  return `<row>${cells.map(cellXml).join('')}</row>`;
}

function cellXml(cell: Cell): string {
  switch (cell.kind) {
    case 'empty':
      return '<c/>';
    case 'text':
      return inlineText(cell.text, looksLikeFormula(cell.text) ? style.quotedText : style.text);
    case 'number':
      return `<c><v>${cell.value}</v></c>`;
    case 'date':
      return `<c s="${style.date}"><v>${serialOf(Date.parse(`${cell.date}T00:00:00.000Z`))}</v></c>`;
    case 'wallTime':
      return `<c s="${style.wallTime}"><v>${serialOf(cell.wallMs)}</v></c>`;
  }
}

/** Days since the last day of 1899, as spreadsheets count them. */
export function serialOf(wallMs: number): number {
  return Number((wallMs / 86_400_000 + 25_569).toFixed(9));
}

function inlineText(text: string, styleId: number): string {
  return `<c s="${styleId}" t="inlineStr"><is><t xml:space="preserve">${escapeText(text)}</t></is></c>`;
}

/** What XML 1.0 cannot say is spelled `_xHHHH_` (ECMA-376, ST_Xstring); whatever looks like that is spelled so as well. */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/_x[0-9a-f]{4}_/gi, (escape) => `_x005F${escape}`)
    .replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, (character) => (character === '\t' || character === '\n' ? character : `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function numbered(count: number, xml: (number: number) => string): string {
  return Array.from({ length: count }, (_none, index) => xml(index + 1)).join('');
}
