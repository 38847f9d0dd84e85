/**
 * SQLite with prepared statements kept by their text: Kysely prepares every query anew, and preparing an insert of many rows
 * costs as much as running it. Least recently used ones go first.
 */
import type SQLite from 'better-sqlite3';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

const mostStatements = 256;
/** Texts that vary with their number of parameters would only push the others out. */
const longestText = 20_000;

/** Parameters of one statement for each of many rows: it runs row after row, which is quicker than the same rows in one statement of many places. */
export class EachRow {
  readonly rows: readonly (readonly unknown[])[];

  constructor(rows: readonly (readonly unknown[])[]) {
    this.rows = rows;
  }
}

/** What Kysely needs of a database, over `file`. */
export function withStatementCache(file: SQLite.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  const prepare = (text: string): SqliteStatement => {
    const kept = statements.get(text);
    statements.delete(text);
    const statement = kept ?? takingRows(file.prepare(text));
    if (text.length <= longestText) statements.set(text, statement);
    const [oldest] = statements.keys();
    if (statements.size > mostStatements && oldest !== undefined) statements.delete(oldest);
    return statement;
  };
  return { prepare, close: () => void file.close() };
}

/** As Kysely has it: a statement that answers rows, or one that says how many it wrote. */
function takingRows(statement: SQLite.Statement): SqliteStatement {
  return {
    reader: statement.reader,
    all: (parameters) => statement.all(parameters),
    iterate: (parameters) => statement.iterate(parameters),
    run: (parameters) => {
      const [first] = parameters;
      if (!(first instanceof EachRow)) return statement.run(parameters);
      let changes = 0;
      for (const row of first.rows) changes += statement.run(row).changes;
      return { changes, lastInsertRowid: 0 };
    },
  };
}
