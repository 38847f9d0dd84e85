/**
 * B2: from a PIN to the employee, among many. Ours is what main does (keyed hash, probe of the encrypted database, the row as
 * an employee); the limit is an HMAC and one probe of an index in plain SQLite. Both in one process, in turns.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { pinHash } from '../../shared/lib/keyed-hash.ts';
import { findByPinHash, peopleVersion } from '../../main/database/people.ts';
import type { Storage } from '../../main/open-storage.ts';
import { generatedPerson } from '../../server/seed-people.ts';
import type { BenchWorld } from './bench-world.ts';
import { withStorage } from './fill-kiosk.ts';
import type { Figure } from './figure.ts';
import { quantile } from './statistics.ts';

const lookUps = 5000;
/** Walks over all people in no order that a cache could like; one look-up in eleven finds nobody. */
const step = 7919;

type Probe = (pin: string) => unknown;

export async function measurePins(world: BenchWorld, rounds: number): Promise<Figure[]> {
  const pins = Array.from({ length: lookUps }, (_, index) => generatedPerson(1 + ((index * step) % Math.round(world.employees * 1.1))).pin);
  const floor = openFloor(join(world.folder, 'pin-floor.db'), world.employees);
  try {
    return await withStorage(world.kioskFolder, (storage) => {
      const ours = ourProbe(storage);
      const samples = { ours: [] as number[], floor: [] as number[] };
      for (let round = 0; round <= rounds; round++) {
        const fromFloor = timesOf(floor.probe, pins);
        const fromOurs = timesOf(ours, pins);
        // The first round warms both up.
        if (round === 0) continue;
        samples.floor.push(...fromFloor);
        samples.ours.push(...fromOurs);
      }
      return figuresOf(samples, world.employees);
    });
  } finally {
    floor.close();
  }
}

function ourProbe({ connection, settings }: Storage): Probe {
  const enrolment = settings.read('enrolment');
  if (enrolment === null) throw new Error('the kiosk is not set up');
  const key = Buffer.from(enrolment.credentials.tenantKey, 'hex');
  const version = peopleVersion(settings);
  return (pin) => findByPinHash(connection, version, pinHash(pin, key));
}

function openFloor(file: string, people: number): { probe: Probe; close: () => void } {
  const key = randomBytes(32);
  const blindIndex = (pin: string): Buffer => createHmac('sha256', key).update('tenant-42|').update(pin).digest();
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE employee (id TEXT PRIMARY KEY, name TEXT, blind_index BLOB NOT NULL, profile TEXT) WITHOUT ROWID');
  const insert = database.prepare('INSERT INTO employee VALUES (?, ?, ?, ?)');
  const fill = database.transaction(() => {
    for (let person = 1; person <= people; person++) insert.run(`E${person}`, `Name ${person}`, blindIndex(generatedPerson(person).pin), 'x'.repeat(300));
  });
  fill();
  database.exec('CREATE INDEX employee_by_pin ON employee (blind_index)');
  const select = database.prepare('SELECT id, name FROM employee WHERE blind_index = ?');
  return { probe: (pin) => select.get(blindIndex(pin)), close: () => void database.close() };
}

/** Microseconds of each look-up. */
function timesOf(probe: Probe, pins: readonly string[]): number[] {
  return pins.map((pin) => {
    const startedMs = performance.now();
    probe(pin);
    return (performance.now() - startedMs) * 1000;
  });
}

function figuresOf(samples: { ours: readonly number[]; floor: readonly number[] }, employees: number): Figure[] {
  const at = (q: number, goal: number | null): Figure => ({
    name: `PIN to employee among ${employees}, p${q * 100}`,
    unit: 'us',
    ours: quantile(samples.ours, q),
    sample: samples.ours.length,
    limit: { name: 'HMAC and index probe alone', value: quantile(samples.floor, q) },
    goal,
  });
  return [at(0.5, 4), at(0.99, null)];
}
