/**
 * The fleet's floor: the least code that stores what kiosks send and keeps the promise. Plain JSON over plain HTTP, no login, no rules.
 * On SQLite all requests of one turn of the loop share a commit; on PostgreSQL eight connections insert with one statement a request.
 * Arguments: 'sqlite' and a file, or 'postgres' and a URL.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Database from 'better-sqlite3';
import { Pool } from 'pg';

interface Offered {
  readonly punchId: string;
  readonly deviceId: string;
  readonly sequenceNumber: number;
  readonly person: unknown;
  readonly type: string;
  readonly bestKnownInstant: string;
  readonly workDate: string;
}

const [kind, place] = process.argv.slice(2);
if (place === undefined) throw new Error('name the database');

type Store = (punches: readonly Offered[]) => Promise<readonly { id: string; status: string }[]>;

const columnsOf = (punch: Offered): unknown[] => [punch.punchId, punch.deviceId, punch.sequenceNumber, JSON.stringify(punch.person), punch.type, punch.bestKnownInstant, punch.workDate, JSON.stringify(punch)];

function onSqlite(file: string): Store {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE punch (received INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, device TEXT, seq INTEGER, person TEXT, type TEXT, at TEXT, work_date TEXT, body TEXT NOT NULL)');
  const insert = database.prepare('INSERT INTO punch (id, device, seq, person, type, at, work_date, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING');
  const storeOne = (punch: Offered) => ({ id: punch.punchId, status: insert.run(columnsOf(punch)).changes === 1 ? 'accepted' : 'duplicate' });
  let waiting: { punches: readonly Offered[]; settle: (answer: { id: string; status: string }[]) => void }[] = [];
  const storeGroups = database.transaction((groups: typeof waiting) => groups.map((group) => group.punches.map(storeOne)));
  const flush = (): void => {
    const groups = waiting;
    waiting = [];
    const answers = storeGroups(groups);
    groups.forEach((group, index) => group.settle(answers[index] ?? []));
  };
  return (punches) =>
    new Promise((settle) => {
      if (waiting.push({ punches, settle }) === 1) setImmediate(flush);
    });
}

async function onPostgres(url: string): Promise<Store> {
  const pool = new Pool({ connectionString: url, max: 8 });
  await pool.query('create table floor_punch (id text primary key, device text, seq bigint, person text, type text, at text, work_date text, body text not null)');
  const text = 'insert into floor_punch select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) on conflict (id) do nothing returning id';
  return async (punches) => {
    const rows = punches.map(columnsOf);
    const values = Array.from({ length: 8 }, (_, column) => rows.map((row) => row[column]));
    const { rows: stored } = await pool.query<{ id: string }>({ name: 'store', text, values });
    const ids = new Set(stored.map((row) => row.id));
    return punches.map((punch) => ({ id: punch.punchId, status: ids.has(punch.punchId) ? 'accepted' : 'duplicate' }));
  };
}

const store = kind === 'postgres' ? await onPostgres(place) : onSqlite(place);
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method === 'GET') return void response.end('{}');
    const { punches } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { punches: Offered[] };
    return void store(punches).then((results) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ results })));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
