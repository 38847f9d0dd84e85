import { sql } from 'kysely';
import type { Connection } from './connection.ts';
import { build, query } from './query.ts';

const readVersion = query()(build.selectNoFrom(sql<string>`sqlite_version()`.as('version')));

export function sqliteVersion(connection: Connection): string {
  return connection.get(readVersion, {})?.version ?? '';
}
