/** A database with every table and the demo tenant, as every test's server would make it, to be copied: passwords are slow on purpose. */
import { pino } from 'pino';
import type { DatabaseTarget } from '../../server/database/open.ts';
import { seedDemo } from '../../server/demo.ts';
import { openServer } from '../../server/open-server.ts';
import { ManualClock } from '../../shared/lib/clock.ts';
import { testNowMs } from './test-now.ts';

/** The keys of a server are each server's own. */
export async function fillTemplate(database: DatabaseTarget): Promise<void> {
  const opened = await openServer({ database, logger: pino({ level: 'silent' }), announce: () => undefined, setupRequestsPerMinute: 1, answers: 'trusted', clock: new ManualClock(testNowMs) });
  if (opened.kind !== 'opened') throw new Error(`the template could not be made: ${opened.kind}`);
  await seedDemo(opened.deps);
  await opened.deps.database.reader.deleteFrom('server_state').execute();
  await opened.deps.database.close();
}
