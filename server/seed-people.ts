/** Generated employees, always the same ones, for demonstrations and measurements; other programs use `seedFolder`. */
import { pino } from 'pino';
import { demo, seedDemo } from './demo.ts';
import { openServer, type OpenServerOutcome } from './open-server.ts';
import { seedPeople, type SeededPerson, type SeedPeopleInput, type SeedPeopleOutcome } from './use-cases/seed-people.ts';

/** Steps through all six-digit numbers without meeting one twice: coprime to a million. */
const pinStep = 370_261;

export function generatedPeople(count: number): SeededPerson[] {
  return Array.from({ length: count }, (_, index) => generatedPerson(index + 1));
}

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
