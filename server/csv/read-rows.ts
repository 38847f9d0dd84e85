/**
 * A CSV file (RFC 4180) as rows of trimmed cells, read in pieces so that a big one holds nobody up. Whatever is not a file of
 * that kind is refused whole, with the line and never with what stands there: cells may hold PINs.
 */
import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { problem, type Problem } from '../errors.ts';

export interface CsvRow {
  /** Line of the file on which the row ends, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export type ReadRowsOutcome = { readonly kind: 'rows'; readonly rows: readonly CsvRow[] } | Problem;

/** A list of 20,000 people with two assignments each, and room to spare. */
const mostRows = 60_000;
const mostBytesPerRow = 64 * 1024;
/** Longer than any column may be: such a file is something else. */
const mostCharactersPerCell = 1000;
const bytesPerPiece = 64 * 1024;

const parsed = z.object({ record: z.array(z.string()), info: z.object({ lines: z.int() }) });

export async function readRows(bytes: Buffer): Promise<ReadRowsOutcome> {
  if (!isUtf8(bytes)) return problem('unreadableBody', { errors: [{ path: '', message: 'the file is not in UTF-8: save it as "CSV UTF-8"' }] });
  if (bytes.includes(0)) return refusedAt(lineOf(bytes, bytes.indexOf(0)), 'a NUL character stands here: save the file as CSV text');
  const longLine = firstLongLine(bytes);
  if (longLine !== null) return refusedAt(longLine, wording('CSV_MAX_RECORD_SIZE'));
  const parser = parse({ bom: true, info: true, delimiter: delimiterOf(bytes), record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, skip_empty_lines: true, max_record_size: mostBytesPerRow });
  Readable.from(inPieces(bytes)).pipe(parser);
  const rows: CsvRow[] = [];
  try {
    for await (const item of parser) {
      const { record, info } = parsed.parse(item);
      if (rows.length === mostRows) return refusedAt(info.lines, `a file has at most ${mostRows} rows: split it`);
      if (record.some((cell) => cell.length > mostCharactersPerCell)) return refusedAt(info.lines, `a cell has more than ${mostCharactersPerCell} characters: shorten it`);
      rows.push({ line: info.lines, cells: record.map((cell) => cell.trim()) });
    }
  } catch (cause) {
    if (cause instanceof CsvError) return refusedAt(z.int().catch(1).parse(cause['lines']), wording(cause.code));
    throw cause;
  }
  return { kind: 'rows', rows };
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += bytesPerPiece) {
    yield bytes.subarray(start, start + bytesPerPiece);
    await setImmediate();
  }
}

/** The parser counts the bytes of cells alone: a million empty cells would pass. */
function firstLongLine(bytes: Buffer): number | null {
  let line = 1;
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (at - start > mostBytesPerRow) return line;
    if (byte !== 0x0a && byte !== 0x0d) continue;
    if (byte === 0x0a) line += 1;
    start = at + 1;
  }
  return null;
}

/** Spreadsheets of many countries write semicolons: the header says which. */
function delimiterOf(bytes: Buffer): ',' | ';' {
  const [header = ''] = bytes.toString('utf8', 0, mostBytesPerRow).split(/[\r\n]/, 1);
  return header.includes(';') && !header.includes(',') ? ';' : ',';
}

function lineOf(bytes: Buffer, at: number): number {
  return bytes.subarray(0, at).toString('latin1').split('\n').length;
}

function refusedAt(line: number, message: string): Problem {
  return problem('invalidMessage', { errors: [{ path: `line ${line}`, message }] });
}

function wording(code: string): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote was opened at or above this line and is never closed';
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'a quote stands in the middle of a cell: put the whole cell in quotes, and double the quotes in it';
    case 'CSV_MAX_RECORD_SIZE':
      return `a row has more than ${mostBytesPerRow} bytes: is a quote never closed?`;
    default:
      return 'this is no CSV';
  }
}
