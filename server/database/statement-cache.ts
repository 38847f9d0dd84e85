/**
 * SQLite with prepared statements kept by their text: Kysely prepares every query anew, and preparing an insert of many rows
 * costs as much as running it. Least recently used ones go first.
 */
import type SQLite from 'better-sqlite3';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

const mostStatements = 256;
/** Texts that vary with their number of parameters would only push the others out. */
const longestText = 20_000;

/** What Kysely needs of a database, over `file`. */
export function withStatementCache(file: SQLite.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  const prepare = (text: string): SqliteStatement => {
    const kept = statements.get(text);
    statements.delete(text);
    const statement = kept ?? file.prepare(text);
    if (text.length <= longestText) statements.set(text, statement);
    const [oldest] = statements.keys();
    if (statements.size > mostStatements && oldest !== undefined) statements.delete(oldest);
    return statement;
  };
  return { prepare, close: () => void file.close() };
}
