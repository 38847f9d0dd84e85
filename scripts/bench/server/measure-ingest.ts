/**
 * Batches of 1,000 punches of four kiosks at a time through the shipped server, as a share of what the database does with the same
 * rows: a bare insert of 1,000 rows with one statement and one commit.
 */
import { apiPrefix } from '../../../shared/contracts/version.ts';
import { routes, sealedMediaType } from '../../../shared/contracts/http.ts';
import type { Figure } from '../figure.ts';
import { cpuSeconds, peakMiB } from '../process-cpu.ts';
import { median } from '../statistics.ts';
import type { BenchDatabase } from './bench-database.ts';
import { makeFleetWorld } from './fleet-world.ts';
import { makeBodies, type KioskBodies } from './sealed-bodies.ts';
import { sendAll } from './send-all.ts';

const kiosks = 4;
const peopleEach = 250;
const batchSize = 1000;
/** At least 0.3 of the bare insert's rate would be at most so many times its seconds; no goal is set for this row. */
const goal = null;

interface Round {
  readonly seconds: number;
  readonly againSeconds: number;
  readonly bareSeconds: number;
  readonly cpu: number;
  readonly memoryMiB: number;
}

export async function measureIngest(parent: string, database: BenchDatabase, batchesEach: number, rounds: number): Promise<Figure[]> {
  const done: Round[] = [];
  for (let round = 0; round < rounds; round += 1) done.push(await oneRound(parent, database, batchesEach));
  const typical = (value: (round: Round) => number): number => median(done.map(value));
  const punches = kiosks * batchesEach * batchSize;
  const name = `ingest of ${punches} in batches of ${batchSize}, ${database.name}`;
  const sample = done.length;
  return [
    { name, unit: 's', ours: typical((round) => round.seconds), sample, limit: { name: 'a bare insert of the same rows', value: typical((round) => round.bareSeconds) }, goal },
    { name: `${name}: all of it sent again`, unit: 's', ours: typical((round) => round.againSeconds), sample, limit: { name: 'the first time', value: typical((round) => round.seconds) }, goal: 1 },
    { name: `${name}: the server's CPU`, unit: 's', ours: typical((round) => round.cpu), sample, limit: null, goal: null },
    { name: `${name}: the server's peak memory`, unit: 'MiB', ours: typical((round) => round.memoryMiB), sample, limit: null, goal: null },
  ];
}

async function oneRound(parent: string, database: BenchDatabase, batchesEach: number): Promise<Round> {
  const world = await makeFleetWorld(parent, database, { kiosks, peopleEach });
  try {
    const made: KioskBodies[] = [];
    for (const kiosk of world.kiosks) made.push(await makeBodies(kiosk, world.sealingKey, batchesEach, batchSize));
    const bareSeconds = await database.bareInsert(
      parent,
      made.flatMap(({ plain }) => plain),
    );
    const target = { port: world.port, path: `${apiPrefix}${routes.uploadBatch.path}?lane=recovery`, certFile: world.certFile, warmPath: `${apiPrefix}${routes.ping.path}?nonce=bench-warm-up` };
    const senders = made.map(({ kiosk, bodies }) => ({ bodies, headers: { authorization: `Bearer ${kiosk.deviceToken}`, 'content-type': sealedMediaType } }));
    const before = cpuSeconds([world.server.pid]) ?? 0;
    const { seconds, statuses } = await sendAll(target, senders);
    const cpu = (cpuSeconds([world.server.pid]) ?? 0) - before;
    const stored = await world.countPunches();
    if (stored !== kiosks * batchesEach * batchSize) throw new Error(`${stored} punches were stored: ${JSON.stringify([...statuses])} ${world.server.stderr()}`);
    const again = await sendAll(target, senders);
    return { seconds, againSeconds: again.seconds, bareSeconds, cpu, memoryMiB: peakMiB(world.server.pid) ?? 0 };
  } finally {
    await world.remove();
  }
}
