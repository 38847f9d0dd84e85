/**
 * One PostgreSQL for a whole run of the server's tests, with a database to copy that has every table and the demo tenant, and beside
 * each table what was in it then, so that a copy can be used again.
 */
import type { TestProject } from 'vitest/node';
import { fillTemplate } from './demo-template.ts';
import { startPostgres, type PostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the template; other databases differ in their name alone. */
    readonly postgresTemplate: string;
    /** Statements that make a used copy as it was. */
    readonly postgresReset: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  await server.create('template');
  await fillTemplate({ kind: 'postgres', url: server.urlOf('template') });
  project.provide('postgresTemplate', server.urlOf('template'));
  project.provide('postgresReset', await keepSeed(server));
  return () => server.stop();
}

async function keepSeed(server: PostgresServer): Promise<string> {
  const tables = await server.query('template', "select table_name as name from information_schema.tables where table_schema = 'public' order by 1");
  const identities = await server.query('template', "select table_name as name, column_name as field from information_schema.columns where table_schema = 'public' and is_identity = 'YES'");
  const names = tables.map((row) => String(row['name']));
  await server.query('template', ['create schema seed', ...names.map((name) => `create table seed.${name} as table public.${name}`)].join('; '));
  return [
    // Foreign keys do not look at what is put back in whatever order.
    'set session_replication_role = replica',
    ...names.map((name) => `delete from ${name}; insert into ${name} select * from seed.${name}`),
    ...identities.map((row) => `select setval(pg_get_serial_sequence('${String(row['name'])}', '${String(row['field'])}'), 1, false)`),
  ].join('; ');
}
