/** PostgreSQL under a server's benchmark: a cluster of its own in a temporary folder, with its defaults but for the socket. */
import { Client } from 'pg';
import { findPostgres, startPostgres } from '../../../test/support/postgres-server.ts';
import { bareRows, bareTable, type BenchDatabase } from './bench-database.ts';

export interface PostgresBench {
  readonly database: BenchDatabase;
  stop(): Promise<void>;
}

/** Null where PostgreSQL is not installed. */
export async function startPostgresDatabase(): Promise<PostgresBench | null> {
  if (findPostgres() === null) return null;
  const server = await startPostgres();
  let made = 0;
  const newDatabase = async (): Promise<{ url: string; remove: () => Promise<void> }> => {
    made += 1;
    const name = `bench_${made}`;
    await server.create(name);
    return { url: server.urlOf(name), remove: () => server.drop(name) };
  };
  const database: BenchDatabase = {
    name: 'PostgreSQL',
    floorName: 'eight connections, no rules, no TLS',
    create: async () => {
      const { url, remove } = await newDatabase();
      return { target: { kind: 'postgres', url }, environment: { DATABASE_URL: url }, remove };
    },
    floor: async () => {
      const { url, remove } = await newDatabase();
      return { argument: ['postgres', url], remove };
    },
    bareInsert: (_parent, batches) => insertIntoPostgres(newDatabase, batches),
  };
  return { database, stop: () => server.stop() };
}

async function insertIntoPostgres(newDatabase: () => Promise<{ url: string; remove: () => Promise<void> }>, batches: readonly string[]): Promise<number> {
  const { url, remove } = await newDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`create table ${bareTable}`);
  const rows = batches.map(bareRows);
  const places = Array.from({ length: rows[0]?.length ?? 0 }, (_, row) => `(${Array.from({ length: 8 }, (_column, column) => `$${row * 8 + column + 1}`).join(', ')})`);
  const text = `insert into bare_punch values ${places.join(', ')} on conflict (id) do nothing`;
  const startedMs = performance.now();
  for (const batch of rows) await client.query({ name: 'bare', text, values: batch.flat() });
  const seconds = (performance.now() - startedMs) / 1000;
  await client.end();
  await remove();
  return seconds;
}
