/**
 * Queries over lists of a thousand things, spelled out: their text does not depend on how many there are, so that it is prepared
 * once, and is not built anew by the query builder, which would cost more than the query. Texts are written with `?` and work on
 * both databases: SQLite gets a list as `values` with one of a few numbers of places (those left over hold nulls, which match nothing), or
 * runs a statement that writes once for each row; PostgreSQL gets one array a column, whatever its length.
 */
import { CompiledQuery } from 'kysely';
import { dialectOf } from './dialect.ts';
import { postgresArray } from './postgres-array.ts';
import type { Db } from './schema.ts';
import { EachRow } from './statement-cache.ts';

export type ListColumn = 'text' | 'bigint';

/** Places of an SQLite statement that reads: the least that is enough, those left over hold nulls. Larger ones take longer to prepare than they save. */
const readPlaces = [64, 16, 4, 1];
const largestRead = 64;
/** An array this long is a few megabytes with all columns of a punch. */
const rowsPerPostgresStatement = 1000;

export interface ListQuery {
  /** Parameters that come before the list's. */
  readonly leading: readonly unknown[];
  readonly rows: readonly (readonly unknown[])[];
  readonly columns: readonly ListColumn[];
  /** The query's text around the list, which is a query of its own with columns `column1`, `column2` … */
  readonly text: (list: string) => string;
}

/** Runs the query over all rows, some at a time; the answers stand one after the other. */
export async function queryList<R>(db: Db, query: ListQuery): Promise<R[]> {
  const answers: R[] = [];
  for (const compiled of dialectOf(db) === 'postgres' ? postgresQueries(query) : sqliteQueries(query)) {
    const { rows } = await db.executeQuery<R>(compiled);
    for (const row of rows) answers.push(row);
  }
  return answers;
}

/** Runs a statement that writes all rows, some at a time; its list takes the place of `values`. @returns how many rows were written */
export async function writeList(db: Db, query: Omit<ListQuery, 'leading'>): Promise<number> {
  let written = 0;
  const whole = { ...query, leading: [] };
  for (const compiled of dialectOf(db) === 'postgres' ? postgresQueries(whole) : [eachRow(query)]) {
    const { numAffectedRows } = await db.executeQuery(compiled);
    written += Number(numAffectedRows ?? 0);
  }
  return written;
}

function eachRow({ rows, columns, text }: Omit<ListQuery, 'leading'>): CompiledQuery {
  return CompiledQuery.raw(text(`values ${sqlitePlaces(1, columns.length)}`), [new EachRow(rows)]);
}

function* sqliteQueries(query: ListQuery): Generator<CompiledQuery> {
  const width = query.columns.length;
  for (let start = 0, count = 0; start < query.rows.length; start += count) {
    const left = query.rows.length - start;
    count = readPlaces.findLast((places) => places >= left) ?? largestRead;
    const parameters = [...query.leading];
    for (let index = start; index < start + count; index += 1) {
      for (let column = 0; column < width; column += 1) parameters.push(query.rows[index]?.[column] ?? null);
    }
    yield CompiledQuery.raw(query.text(`values ${sqlitePlaces(count, width)}`), parameters);
  }
}

/** (?, ?), (?, ?) … */
function sqlitePlaces(rows: number, width: number): string {
  const row = `(${Array(width).fill('?').join(', ')})`;
  return Array(rows).fill(row).join(', ');
}

function* postgresQueries(query: ListQuery): Generator<CompiledQuery> {
  const names = query.columns.map((_type, index) => `column${index + 1}`).join(', ');
  const list = `select ${names} from unnest(${query.columns.map((type) => `?::${type}[]`).join(', ')}) as list(${names})`;
  const text = numbered(query.text(list));
  for (let start = 0; start < query.rows.length; start += rowsPerPostgresStatement) {
    const rows = query.rows.slice(start, start + rowsPerPostgresStatement);
    yield CompiledQuery.raw(text, [...query.leading, ...query.columns.map((_type, column) => postgresArray(rows, column))]);
  }
}

/** `?` as `$1`, `$2` …: the texts hold no question mark of another meaning. */
function numbered(text: string): string {
  let count = 0;
  return text.replaceAll('?', () => `$${(count += 1)}`);
}
