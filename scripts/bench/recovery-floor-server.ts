/**
 * The floor's server: takes a batch of punches as plain JSON, commits it in one transaction, answers per id. No login, no
 * validation, no rules, nothing sealed; durable all the same.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Database from 'better-sqlite3';

const file = process.argv[2];
if (file === undefined) throw new Error('name the database file');
const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec('CREATE TABLE punch (received INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL, body TEXT NOT NULL)');
const insert = database.prepare('INSERT INTO punch (id, seq, body) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING');

type Offered = readonly { readonly id: string; readonly seq: number }[];
const storeAll = database.transaction((punches: Offered) => punches.map((punch) => ({ id: punch.id, status: insert.run(punch.id, punch.seq, JSON.stringify(punch)).changes === 1 ? 'accepted' : 'duplicate' })));

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { punches } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { punches: Offered };
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ results: storeAll(punches) }));
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
