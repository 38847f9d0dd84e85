/**
 * The project's row in the anchors bench, server side: the real server app on a folder, started by the harness with one JSON
 * object as its argument. It tells its port, and counts the punches that are durably stored.
 */
import { createWriteStream, mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { z } from 'zod';
import { buildApp } from '../../server/app.ts';
import { countPunches } from '../../server/database/punch-list.ts';
import { tenantScope } from '../../server/database/tenant-scope.ts';
import { defaultTimeclock } from '../../server/default-timeclock.ts';
import { demo, seedDemo } from '../../server/demo.ts';
import { openServer } from '../../server/open-server.ts';
import { seedPeople } from '../../server/use-cases/seed-people.ts';
import { punchTypes } from '../../shared/lib/punch-type.ts';
import { anchorEmployees, ownRow, serveHarness } from './own-row.ts';

const given = z.object({ dir: z.string(), ...ownRow.shape }).parse(JSON.parse(process.argv[2] ?? '{}'));
mkdirSync(given.dir, { recursive: true });

const announcements = createWriteStream(join(given.dir, 'announced.jsonl'));
const opened = await openServer({
  database: { kind: 'sqlite', dataDir: given.dir },
  logger: pino(pino.destination(join(given.dir, 'server.log'))),
  announce: (line) => void announcements.write(`${JSON.stringify(line)}\n`),
  setupRequestsPerMinute: 1000,
  answers: 'trusted',
});
if (opened.kind !== 'opened') throw new Error(`the server's database is ${opened.kind}`);
const { deps } = opened;
await seedDemo(deps);
// The anchors' punches keep to no shift: every type may follow every other, so that none is refused for its place.
const anyOrder = { kind: 'transitions' as const, start: [...punchTypes], after: Object.fromEntries(punchTypes.map((type) => [type, [...punchTypes]])) };
const timeclock = defaultTimeclock({ timeclockId: demo.timeclocks.dock, name: 'Dock 4', timeZone: demo.timeZone, punchTemplate: anyOrder });
const people = Array.from({ length: anchorEmployees }, (_, index) => ({ employeeId: `E${String(index).padStart(6, '0')}`, firstName: 'Anchor', lastName: String(index), pin: String(100_000 + index) }));
const seeded = await seedPeople(deps, { tenantId: demo.tenantId, timeclock, people });
if (seeded.kind !== 'seeded') throw new Error(`the people could not be seeded: ${seeded.kind}`);

const app = await buildApp(deps, { tls: given.tls === null ? { kind: 'off' } : { kind: 'on', ...given.tls } });
await app.listen({ host: '127.0.0.1', port: 0 });
serveHarness({ count: async () => ({ count: await countPunches(tenantScope(deps.database.reader, demo.tenantId)) }) }, { port: (app.server.address() as AddressInfo).port });
