/** The central server as a real process, on a folder of its own, and the same port again after it was taken away. */
import { z } from 'zod';
import { startProgram, type Program } from './program.ts';

export interface ServerProcess {
  readonly program: Program;
  /** Without a path, e.g. http://127.0.0.1:40123. */
  readonly url: string;
  readonly port: number;
}

const startWithinMs = 30_000;

/** On a folder of its own, or on a PostgreSQL database that others may share. */
export type ServerPlace = { readonly dataFolder: string } | { readonly databaseUrl: string };

/** @param options.port 0 for any free one */
export async function startServer(options: ServerPlace & { readonly port: number; readonly args?: readonly string[] }): Promise<ServerProcess> {
  const program = startProgram('server/server.ts', options.args ?? [], {
    ...('dataFolder' in options ? { ZENTIME_SERVER_DATA_DIR: options.dataFolder } : { DATABASE_URL: options.databaseUrl }),
    ZENTIME_HOST: '127.0.0.1',
    ZENTIME_SERVER_PORT: String(options.port),
  });
  const ready = await program.waitFor('serverReady', startWithinMs);
  const url = z.url().parse(ready['url']).replace(/\/$/, '');
  return { program, url, port: Number(new URL(url).port) };
}
