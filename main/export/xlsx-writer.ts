/** E8: a workbook, written while its rows come. What the zip holds back is small: each part is a stream that waits for the one behind it. */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { ZipFile } from 'yazl';
import { exportFileNames } from '../../shared/contracts/export-format.ts';
import { cellsOf, columnNames, type NameOf } from './cells.ts';
import type { PartFile } from './part-file.ts';
import type { RowWriter } from './row-writer.ts';
import { contentTypesXml, mostSheetRows, packageRelationsXml, sheetBegin, sheetEnd, sheetRow, stylesXml, workbookRelationsXml, workbookXml } from './sheet-xml.ts';

/** XML of rows that are much alike: more effort makes it little smaller and much slower. */
const compressionLevel = 2;

export class XlsxWriter implements RowWriter {
  readonly #file: PartFile;
  readonly #nameOf: NameOf;
  readonly #zip = new ZipFile();
  /** The zip as it is written. */
  readonly #output = new PassThrough();
  readonly #mostRows: number;
  /** Ends when the zip is written, or with what kept it from being written. */
  readonly #pumped: Promise<Error | null>;
  #sheet = new PassThrough();
  #sheets = 0;
  #rowsOfSheet = 0;
  #rows = 0;

  constructor(file: PartFile, nameOf: NameOf, mostRows = mostSheetRows) {
    this.#file = file;
    this.#nameOf = nameOf;
    this.#mostRows = mostRows;
    this.#zip.on('error', (error: unknown) => this.#output.destroy(toError(error)));
    this.#zip.outputStream.pipe(this.#output);
    this.#pumped = this.#pump().then(
      () => null,
      (error: unknown) => {
        // Whoever waits for room in the sheet is told.
        this.#sheet.destroy(toError(error));
        return toError(error);
      },
    );
    this.#beginSheet();
  }

  async take(rows: Parameters<RowWriter['take']>[0]): Promise<void> {
    let from = 0;
    while (from < rows.length) {
      if (this.#rowsOfSheet >= this.#mostRows) await this.#nextSheet();
      const fitting = rows.slice(from, from + this.#mostRows - this.#rowsOfSheet);
      await this.#write(fitting.map((row) => sheetRow(cellsOf(row, this.#nameOf))).join(''));
      this.#rowsOfSheet += fitting.length;
      this.#rows += fitting.length;
      from += fitting.length;
    }
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  async finish(): Promise<Awaited<ReturnType<RowWriter['finish']>>> {
    await this.#write(sheetEnd);
    this.#sheet.end();
    const parts = {
      'xl/workbook.xml': workbookXml(this.#sheets),
      'xl/_rels/workbook.xml.rels': workbookRelationsXml(this.#sheets),
      'xl/styles.xml': stylesXml,
      '_rels/.rels': packageRelationsXml,
      '[Content_Types].xml': contentTypesXml(this.#sheets),
    };
    for (const [name, xml] of Object.entries(parts)) this.#zip.addBuffer(Buffer.from(xml), name);
    this.#zip.end();
    const failure = await this.#pumped;
    if (failure !== null) throw failure;
    return { name: exportFileNames.xlsx, format: 'xlsx', ...(await this.#file.finish()), rows: this.#rows };
  }

  async abort(): Promise<void> {
    this.#output.destroy(givenUp());
    await this.#pumped;
    await this.#file.close().catch(() => undefined);
  }

  async #nextSheet(): Promise<void> {
    await this.#write(sheetEnd);
    this.#sheet.end();
    this.#sheet = new PassThrough();
    this.#beginSheet();
  }

  #beginSheet(): void {
    this.#sheets += 1;
    this.#rowsOfSheet = 1;
    this.#sheet.on('error', () => undefined);
    this.#sheet.write(sheetBegin(columnNames));
    this.#zip.addReadStream(this.#sheet, `xl/worksheets/sheet${this.#sheets}.xml`, { compressionLevel });
  }

  async #write(xml: string): Promise<void> {
    if (this.#sheet.destroyed) throw (await this.#pumped) ?? givenUp();
    if (!this.#sheet.write(xml)) await once(this.#sheet, 'drain');
  }

  async #pump(): Promise<void> {
    for await (const chunk of this.#output) {
      this.#file.add(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
      await this.#file.flush();
    }
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function givenUp(): Error {
  return new Error('the workbook was given up');
}
