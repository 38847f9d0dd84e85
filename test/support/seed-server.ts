/** Puts tenants and people into a server's folder before the server starts: the demo tenant, and whatever a test adds. */
import { mkdirSync } from 'node:fs';
import { pino } from 'pino';
import type { ServerDeps } from '../../server/app-deps.ts';
import { seedDemo } from '../../server/demo.ts';
import { openServer } from '../../server/open-server.ts';

/** @param add what else belongs there; use cases of the server, on its own database */
export async function seedServer(dataFolder: string, add: (deps: ServerDeps) => Promise<void>): Promise<void> {
  mkdirSync(dataFolder, { recursive: true });
  const opened = await openServer({ database: { kind: 'sqlite', dataDir: dataFolder }, logger: pino({ level: 'silent' }), announce: () => undefined, setupRequestsPerMinute: 1000, answers: 'checked' });
  if (opened.kind !== 'opened') throw new Error(`the server's database could not be made: ${opened.kind}`);
  try {
    await seedDemo(opened.deps);
    await add(opened.deps);
  } finally {
    await opened.deps.database.close();
  }
}
