/** Several server processes on one PostgreSQL database, with the demo tenant. */
import { onTestFinished } from 'vitest';
import { startPostgres, type PostgresServer } from './postgres-server.ts';
import { startServer, type ServerProcess } from './server-process.ts';

export interface ManyServers {
  readonly postgres: PostgresServer;
  readonly database: string;
  /** Addresses of the processes, in order; the same ones after a restart. */
  readonly urls: readonly string[];
  /** Kills the process and starts another at its port; the promise resolves when that one is ready. */
  killAndStart(index: number): Promise<void>;
}

export async function arrangeManyServers(count: number): Promise<ManyServers> {
  const postgres = await startPostgres();
  const database = 'zentime';
  const servers: ServerProcess[] = [];
  onTestFinished(async () => {
    await Promise.all(servers.map((server) => server.program.end('SIGKILL')));
    await postgres.stop();
  });
  await postgres.create(database);
  const start = (port: number): Promise<ServerProcess> => startServer({ databaseUrl: postgres.urlOf(database), port, args: ['--demo'] });
  // At the same moment, on an empty database: migrations, keys and the demo are made once.
  servers.push(...(await Promise.all(Array.from({ length: count }, () => start(0)))));
  const killAndStart = async (index: number): Promise<void> => {
    const server = servers[index];
    if (server === undefined) throw new Error('there is no such server');
    await server.program.end('SIGKILL');
    servers[index] = await start(server.port);
  };
  return { postgres, database, urls: servers.map((server) => server.url), killAndStart };
}
