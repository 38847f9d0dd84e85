/**
 * The database of a test: a file in a folder of its own, or a PostgreSQL database of its own where the run asks for that
 * (ZENTIME_TEST_DATABASE=postgres). A folder stands for a database either way: the same folder leads to the same one again.
 */
import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import type { DatabaseTarget } from '../../server/database/open.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export const testDialect = process.env['ZENTIME_TEST_DATABASE'] === 'postgres' ? 'postgres' : 'sqlite';

export interface TestDatabase {
  readonly target: DatabaseTarget;
  /** After it was closed. */
  remove(): Promise<void>;
}

/** A database that nobody used yet, with every table or with none; `remove` takes it away. A file is always made by whoever opens it. */
export async function makeTestDatabase(state: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const folder = makeTemporaryFolder();
  const database = await databaseOfFolder(folder.path, state);
  return {
    target: database.target,
    remove: async () => {
      await database.remove();
      folder.remove();
    },
  };
}

/** The database that `folder` stands for, made where it is not there yet. */
export async function databaseOfFolder(folder: string, state: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  if (testDialect === 'sqlite') return { target: { kind: 'sqlite', dataDir: folder }, remove: () => Promise.resolve() };
  const name = `t_${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  await onTemplateServer(`select 1 from pg_database where datname = '${name}'`, (rows) => (rows === 0 ? `create database ${name} template ${state === 'migrated' ? 'template' : 'template0'}` : null));
  return { target: { kind: 'postgres', url: urlOf(name) }, remove: () => onTemplateServer(`drop database if exists ${name} with (force)`, () => null) };
}

function urlOf(database: string): string {
  return inject('postgresTemplate').replace('/template?', `/${database}?`);
}

/** Copies of the template are made one after the other: it must not be in use, not even by another copy. */
const copying = 'select pg_advisory_lock(1)';

async function onTemplateServer(text: string, next: (rows: number) => string | null): Promise<void> {
  const client = new Client({ connectionString: urlOf('postgres') });
  await client.connect();
  try {
    await client.query(copying);
    const { rows } = await client.query(text);
    const then = next(rows.length);
    if (then !== null) await client.query(then);
  } finally {
    await client.end();
  }
}
