/**
 * The floor of a tap, as a child process: a message comes, one row is committed by plain SQLite (WAL, synchronous=FULL), the
 * answer goes back. No encryption, no journal, no rules.
 */
import Database from 'better-sqlite3';

const file = process.argv[2];
if (file === undefined) throw new Error('name the database file');
const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec('CREATE TABLE IF NOT EXISTS punch (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, state INTEGER NOT NULL DEFAULT 0)');
const insert = database.prepare('INSERT INTO punch (seq, id, body) VALUES (?, ?, ?)');

process.on('message', (punch: { seq: number; id: string; body: string }) => {
  insert.run(punch.seq, punch.id, punch.body);
  process.send?.({ ok: punch.id });
});
process.send?.({ ready: true });
