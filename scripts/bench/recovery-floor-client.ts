/**
 * The floor's kiosk: pending rows in plain SQLite, oldest first, one POST per 1,000, exactly the ids that the server named are
 * marked in one transaction. It makes its punches, waits for the word to go, and says how it went.
 */
import { Agent, request } from 'node:http';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { makeAnchorPunch } from './anchor-punch.ts';

const batchSize = 1000;
const [, , file, countText, portText] = process.argv;
if (file === undefined || countText === undefined || portText === undefined) throw new Error('name the database file, the number of punches and the port');
const count = Number(countText);

const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec('CREATE TABLE punch (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, state INTEGER NOT NULL DEFAULT 0); CREATE INDEX pending ON punch (seq) WHERE state = 0');
const insert = database.prepare('INSERT INTO punch (seq, id, body) VALUES (?, ?, ?)');
const fill = database.transaction((from: number, to: number) => {
  for (let index = from; index < to; index++) {
    const punch = makeAnchorPunch(index);
    insert.run(index, punch.id, JSON.stringify(punch));
  }
});
for (let from = 0; from < count; from += batchSize) fill(from, Math.min(count, from + batchSize));

const next = database.prepare<[number, number], { seq: number; body: string }>('SELECT seq, body FROM punch WHERE state = 0 AND seq > ? ORDER BY seq LIMIT ?');
const mark = database.prepare('UPDATE punch SET state = 1 WHERE id = ? AND state = 0');
const markAll = database.transaction((ids: readonly string[]) => ids.reduce((sum, id) => sum + mark.run(id).changes, 0));
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const answered = z.object({ results: z.array(z.object({ id: z.string() })) });

function post(body: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const sending = request({ host: '127.0.0.1', port: Number(portText), method: 'POST', path: '/', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(answered.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).results.map((result) => result.id)));
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

async function recover(): Promise<{ acknowledged: number; bytes: number }> {
  let acknowledged = 0;
  let bytes = 0;
  let last = -1;
  for (;;) {
    const rows = next.all(last, batchSize);
    const newest = rows.at(-1);
    if (newest === undefined) return { acknowledged, bytes };
    last = newest.seq;
    const body = `{"recovery":true,"punches":[${rows.map((row) => row.body).join(',')}]}`;
    bytes += Buffer.byteLength(body);
    acknowledged += markAll(await post(body));
  }
}

process.on('message', () => {
  const startedMs = performance.now();
  void recover().then((outcome) => process.send?.({ ...outcome, seconds: (performance.now() - startedMs) / 1000 }));
});
process.send?.({ ready: true });
