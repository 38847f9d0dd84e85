/**
 * `node server/seed-people.ts --timeclock 1042 --count 10000`: adds generated employees to a timeclock of the demo tenant, in the
 * folder of ZENTIME_SERVER_DATA_DIR, also while a server runs on it. Other programs use `seedFolder`.
 */
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { z } from 'zod';
import { readConfig } from './config.ts';
import { demo, seedDemo } from './demo.ts';
import { openServer, type OpenServerOutcome } from './open-server.ts';
import { seedPeople, type SeededPerson, type SeedPeopleInput, type SeedPeopleOutcome } from './use-cases/seed-people.ts';

const mostPeople = 500_000;
/** Steps through all six-digit numbers without meeting one twice: coprime to a million. */
const pinStep = 370_261;

/** The n-th generated person, always the same one; PINs differ for the first million. */
export function generatedPerson(n: number): SeededPerson {
  return { employeeId: `GEN-${n}`, firstName: `Casey${n}`, lastName: `Example${n % 997}`, pin: String((n * pinStep + 100_003) % 1_000_000).padStart(6, '0') };
}

export type SeedFolderOutcome = SeedPeopleOutcome | Exclude<OpenServerOutcome, { kind: 'opened' }>;

/** Seeds the demo tenant where it is missing, then the people. */
export async function seedFolder(dataDir: string, input: Omit<SeedPeopleInput, 'tenantId'>): Promise<SeedFolderOutcome> {
  const opened = await openServer({ database: { kind: 'sqlite', dataDir }, logger: pino({ level: 'silent' }), announce: () => undefined, setupRequestsPerMinute: 1, answers: 'trusted' });
  if (opened.kind !== 'opened') return opened;
  try {
    await seedDemo(opened.deps);
    return await seedPeople(opened.deps, { ...input, tenantId: demo.tenantId });
  } finally {
    await opened.deps.database.close();
  }
}

const argumentsOf = z.strictObject({ timeclock: z.coerce.number().int().min(1), count: z.coerce.number().int().min(1).max(mostPeople) });

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { timeclock: { type: 'string', default: String(demo.timeclocks.dock) }, count: { type: 'string', default: '100' } } });
  const read = argumentsOf.safeParse(values);
  const config = readConfig(process.env, [], process.cwd());
  if (!read.success) throw new Error(`--timeclock takes an id, --count a number from 1 to ${mostPeople}.`);
  if (config.kind === 'refused') throw new Error(config.sentence);
  const people = Array.from({ length: read.data.count }, (_, index) => generatedPerson(index + 1));
  const outcome = await seedFolder(config.config.dataDir, { timeclock: read.data.timeclock, people });
  if (outcome.kind !== 'seeded') throw new Error(`Nothing was added: ${outcome.kind}.`);
  process.stdout.write(`${JSON.stringify({ event: 'peopleSeeded', added: outcome.added })}\n`);
}

if (import.meta.main) {
  try {
    await main();
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : 'The people could not be added.'}\n`);
    process.exitCode = 1;
  }
}
