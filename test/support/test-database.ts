/**
 * The database of a test: a file in a folder of its own, or a PostgreSQL database of its own where the run asks for that
 * (ZENTIME_TEST_DATABASE=postgres). A folder stands for a database either way: the same folder leads to the same one again.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { inject } from 'vitest';
import type { DatabaseTarget } from '../../server/database/open.ts';
import { databaseFileName } from '../../server/database/open-sqlite.ts';
import { fillTemplate } from './demo-template.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export const testDialect = process.env['ZENTIME_TEST_DATABASE'] === 'postgres' ? 'postgres' : 'sqlite';

export interface TestDatabase {
  readonly target: DatabaseTarget;
  /** After it was closed. */
  remove(): Promise<void>;
}

/** A database that nobody used yet, with every table and the demo tenant or with nothing; `remove` takes it away. */
export async function makeTestDatabase(state: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  if (testDialect === 'postgres') return state === 'migrated' ? copyOfTemplate() : emptyDatabase(`t_${randomBytes(12).toString('hex')}`);
  const folder = makeTemporaryFolder();
  if (state === 'migrated') writeFileSync(join(folder.path, databaseFileName), await (template ??= makeTemplate()));
  return { target: { kind: 'sqlite', dataDir: folder.path }, remove: () => Promise.resolve(folder.remove()) };
}

/** The file that is copied: two thirds of a test's server are its people's passwords, which are the same in each. */
let template: Promise<Buffer> | undefined;

async function makeTemplate(): Promise<Buffer> {
  const folder = makeTemporaryFolder();
  try {
    await fillTemplate({ kind: 'sqlite', dataDir: folder.path });
    return readFileSync(join(folder.path, databaseFileName));
  } finally {
    folder.remove();
  }
}

/** The database that `folder` stands for, made where it is not there yet. */
export async function databaseOfFolder(folder: string): Promise<TestDatabase> {
  if (testDialect === 'sqlite') return { target: { kind: 'sqlite', dataDir: folder }, remove: () => Promise.resolve() };
  const name = `t_${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  await inDatabase('postgres', async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${name} template template`);
  });
  return { target: targetOf(name), remove: () => Promise.resolve() };
}

/** Copies that this file's tests are done with: putting one back in order is many times quicker than making another. */
const used: string[] = [];

async function copyOfTemplate(): Promise<TestDatabase> {
  const name = (await usedAndPutBack()) ?? `t_${randomBytes(12).toString('hex')}`;
  await inDatabase('postgres', async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${name} template template`);
  });
  return { target: targetOf(name), remove: () => Promise.resolve(void used.push(name)) };
}

/** A used copy as the template was; null when there is none, or a test took a table away from it. */
async function usedAndPutBack(): Promise<string | null> {
  const name = used.pop();
  if (name === undefined) return null;
  return inDatabase(name, (client) => client.query(inject('postgresReset'))).then(
    () => name,
    () => null,
  );
}

async function emptyDatabase(name: string): Promise<TestDatabase> {
  await inDatabase('postgres', (client) => client.query(`create database ${name} template template0`));
  return { target: targetOf(name), remove: () => inDatabase('postgres', (client) => client.query(`drop database ${name} with (force)`)).then(() => undefined) };
}

function targetOf(database: string): DatabaseTarget {
  return { kind: 'postgres', url: urlOf(database) };
}

function urlOf(database: string): string {
  return inject('postgresTemplate').replace('/template?', `/${database}?`);
}

async function inDatabase<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: urlOf(database) });
  await client.connect();
  try {
    // Copies of the template are made one after the other: it must not be in use, not even by another copy.
    if (database === 'postgres') await client.query('select pg_advisory_lock(1)');
    return await work(client);
  } finally {
    await client.end();
  }
}
