import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { administrator, createTenant, epochOf, expectSentence, folder, lineOf, serve, signIn } from '../support/command-bench.ts';
import { startPostgres, type PostgresServer } from '../support/postgres-server.ts';
import { runServerCommand } from '../support/run-command.ts';

let postgres: PostgresServer | null = null;
const started = (): PostgresServer => {
  if (postgres === null) throw new Error('PostgreSQL has not started');
  return postgres;
};
beforeAll(async () => {
  postgres = await startPostgres();
  await postgres.create('zentime');
});
afterAll(() => postgres?.stop());

it('I1 makes a tenant, serves it, and says where the data lies, with the address from a file', async () => {
  const file = path.join(folder(), 'database-url');
  writeFileSync(file, `${started().urlOf('zentime')}\n`);
  chmodSync(file, 0o600);
  const environment = { DATABASE_URL_FILE: file };
  expect((await runServerCommand(['check'], environment)).out).toContain('database: not there yet; start, migrate or create-tenant makes it in PostgreSQL at ');
  expect((await runServerCommand(createTenant, environment, `${administrator.password}\n`)).err).toBe('');
  expectSentence(await runServerCommand(createTenant, environment, `${administrator.password}\n`), /already/);
  const url = await serve(environment);
  expect(await signIn(url, administrator)).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const before = await epochOf(url);
  expect(lineOf(await runServerCommand(['new-epoch'], environment))).toMatchObject({ before });
});

it('J3 names what is missing there', async () => {
  expectSentence(await runServerCommand(['check'], { DATABASE_URL: started().urlOf('nothing_here') }), /does not have a database of this name/);
});
