/**
 * A clock's export, line by line: columns line, user, local_time, code, verify, found by the names in the header, in any
 * order. Whatever a line holds, it comes out as a tap or as unreadable with its number and a reason: nothing stops the
 * reading, and as many entries come out as there are lines with something in them after the header.
 */
import { readLocalTime, type LocalTime } from './read-local-time.ts';
import { splitCsvLine } from './split-csv-line.ts';

/** `lineNumber` counts physical lines from 1, the header included. */
export type ExportRow = { kind: 'tap'; lineNumber: number; tap: Tap } | { kind: 'unreadable'; lineNumber: number; reason: string };

export interface Tap {
  readonly user: string;
  /** From the row, in UTC. */
  readonly instantMs: number;
  /** Code and verify as the device wrote them; null where the export has neither. */
  readonly note: string | null;
}

/** Longest user id that is taken for one. */
const maxUserLength = 256;
/** A punch's note holds no more (contracts/entities.ts). */
const maxNoteLength = 200;
const unprintable = /\p{Cc}/gu;

export function* readExport(text: string): Generator<ExportRow> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const columns = readHeader(lines[0] ?? '');
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const lineNumber = index + 1;
    const read = readRow(line, columns);
    yield read.kind === 'tap' ? { ...read, lineNumber } : { ...read, lineNumber };
  }
}

type Columns = ReadonlyMap<string, number>;
type Row = { kind: 'tap'; tap: Tap } | { kind: 'unreadable'; reason: string };

/** Where each column stands; the first of two with one name. */
function readHeader(line: string): Columns {
  const split = splitCsvLine(line);
  const names = split.kind === 'fields' ? split.fields.map((field) => field.trim().toLowerCase()) : [];
  return new Map(names.map((column, index) => [column, index] as const).reverse());
}

function readRow(line: string, columns: Columns): Row {
  const split = splitCsvLine(line);
  if (split.kind === 'badQuote') return unreadable('a quote that is not closed');
  const field = (column: string): string => split.fields[columns.get(column) ?? -1]?.trim() ?? '';
  for (const column of ['user', 'local_time']) if (!columns.has(column)) return unreadable(`the header names no column "${column}"`);
  const user = field('user');
  if (user === '') return unreadable('no user');
  if (user.length > maxUserLength) return unreadable(`a user of ${user.length} characters`);
  const time = readLocalTime(field('local_time'));
  if (time.kind !== 'instant') return unreadable(timeReason[time.kind]);
  return { kind: 'tap', tap: { user, instantMs: time.instantMs, note: noteOf(columns, field) } };
}

const timeReason: Record<Exclude<LocalTime['kind'], 'instant'>, string> = {
  noTime: 'no time',
  notATime: 'a time not written as YYYY-MM-DDTHH:MM:SS',
  impossible: 'a time that does not exist, or one before 1970',
};

function unreadable(reason: string): Row {
  return { kind: 'unreadable', reason };
}

function noteOf(columns: Columns, field: (column: string) => string): string | null {
  const parts = ['code', 'verify'].filter((column) => columns.has(column)).map((column) => `${column} ${field(column)}`);
  return parts.length === 0 ? null : parts.join(', ').replace(unprintable, ' ').slice(0, maxNoteLength);
}
