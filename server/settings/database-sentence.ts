/** Why the database keeps the server from starting, in a sentence that says what to do. A URL never appears: it may hold a password. */
import type { DatabaseTarget, OpenRefused } from '../database/open.ts';
import { databaseFileName } from '../database/open-sqlite.ts';

const ofFile = {
  newer: 'was written by a newer version of the server. Start that version; nothing was changed.',
  damaged: 'is damaged. Restore the last backup, or move the file aside to start afresh; nothing was changed.',
  locked: 'is locked by another program. Stop that one first.',
  notWritable: 'cannot be written. Check that the folder exists, belongs to this user and has space.',
} as const;

const ofPostgres = {
  badUrl: 'has an address that cannot be read. It should look like postgres://user:password@host:5432/database.',
  unreachable: 'cannot be reached. Check host and port of its address, and that PostgreSQL runs and accepts connections from here.',
  wrongPassword: 'refused the user or the password. Check both in its address, and the rules in pg_hba.conf.',
  noDatabase: 'does not have a database of this name. Create it first (createdb), or correct the name in its address.',
  tooOld: 'is older than version 14. Upgrade PostgreSQL.',
  wrongEncoding: 'keeps this database in another encoding than UTF8. Create one with ENCODING UTF8.',
  newer: 'was brought up to date by a newer version of the server. Start that version; nothing was changed.',
  notWritable: 'can only be read: it is a standby, or the user may not create tables. Name the primary, or grant the user CREATE on the schema.',
  notDurable: 'confirms what is not on the disk yet. Set synchronous_commit to on for this user and database, and fsync to on.',
} as const;

export function databaseSentence(target: DatabaseTarget, refused: OpenRefused): string {
  const sentences: Partial<Record<OpenRefused, string>> = target.kind === 'sqlite' ? ofFile : ofPostgres;
  const name = target.kind === 'sqlite' ? `The database ${databaseFileName} in ${target.dataDir}` : 'The PostgreSQL server of DATABASE_URL';
  return `${name} ${sentences[refused] ?? 'cannot be opened.'}`;
}
