/** One PostgreSQL for a whole run of the server's tests, with a database to copy that has every table. */
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../server/database/open.ts';
import { startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the template; other databases differ in their name alone. */
    readonly postgresTemplate: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  await server.create('template');
  const opened = await openDatabase({ kind: 'postgres', url: server.urlOf('template') });
  if (opened.kind !== 'opened') throw new Error(`the template could not be made: ${opened.kind}`);
  await opened.database.close();
  project.provide('postgresTemplate', server.urlOf('template'));
  return () => server.stop();
}
