/**
 * Queries over lists of a thousand things, spelled out: their text has a fixed number of places, so that it is prepared once, and
 * is not built anew by the query builder, which would cost more than the query. Places left over are filled with nulls, which
 * match nothing. Texts are written with `?`.
 */
import { CompiledQuery } from 'kysely';
import type { Db } from './schema.ts';

/** Places of one statement. */
const rowsPerStatement = 50;

const rowOfPlaces = (width: number): string => `(${Array(width).fill('?').join(', ')})`;

/** A list of `rows` rows of `width` places: (?, ?), (?, ?) … */
export function places(rows: number, width: number): string {
  return Array(rows).fill(rowOfPlaces(width)).join(', ');
}

export interface ListQuery {
  /** Parameters that come before the list's. */
  readonly leading: readonly unknown[];
  readonly rows: readonly (readonly unknown[])[];
  readonly width: number;
  /** The query's text around the list. */
  readonly text: (list: string) => string;
}

/** Runs the query over all rows, some at a time; the answers stand one after the other. */
export async function queryList<R>(db: Db, query: ListQuery): Promise<R[]> {
  const text = query.text(places(rowsPerStatement, query.width));
  const answers: R[] = [];
  for (let start = 0; start < query.rows.length; start += rowsPerStatement) {
    const parameters = [...query.leading];
    for (let index = start; index < start + rowsPerStatement; index += 1) pushRow(parameters, query.rows[index], query.width);
    const { rows } = await db.executeQuery<R>(CompiledQuery.raw(text, parameters));
    for (const row of rows) answers.push(row);
  }
  return answers;
}

function pushRow(parameters: unknown[], row: readonly unknown[] | undefined, width: number): void {
  for (let column = 0; column < width; column += 1) parameters.push(row?.[column] ?? null);
}

/** Runs a statement that writes all rows, some at a time. */
export async function writeList(db: Db, query: Omit<ListQuery, 'leading'>): Promise<void> {
  for (let start = 0; start < query.rows.length; start += rowsPerStatement) {
    const chunk = query.rows.slice(start, start + rowsPerStatement);
    await db.executeQuery(CompiledQuery.raw(query.text(places(chunk.length, query.width)), chunk.flat()));
  }
}
