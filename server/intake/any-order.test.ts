/** H8: whatever the order of arrival, the same verdicts. One server, new people for every run: once all at once in time order, once in portions. */
import fc from 'fast-check';
import { v7 } from 'uuid';
import { expect, it, onTestFinished } from 'vitest';
import type { Punch } from '../../shared/contracts/entities.ts';
import type { Entry } from '../../shared/contracts/entries.ts';
import type { OutboxRecord } from '../../shared/contracts/records.ts';
import { lastFourHash } from '../../shared/lib/keyed-hash.ts';
import { formRecord, voidRecord } from '../../test/support/outbox-records.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { enrol, serverInProcess, upload, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { loadEntries } from '../database/entries.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { demo } from '../demo.ts';
import { saveEmployee } from '../use-cases/save-employee.ts';

const kioskNames = ['a', 'b', 'c'] as const;
type KioskName = (typeof kioskNames)[number];

/** One tap somewhere in three days; none within minutes of midnight (K1: what was accepted is never refused, so a clock-in that turns out a double tap of the day before leaves its date as it is). */
const tap = fc.record({
  type: fc.constantFrom('clockIn', 'clockIn', 'breakOut', 'breakIn', 'clockOut', 'clockOut'),
  day: fc.integer({ min: 0, max: 2 }),
  minute: fc.integer({ min: 0, max: 40 }),
  stretch: fc.constantFrom(1, 1, 30),
  second: fc.integer({ min: 0, max: 59 }),
  kiosk: fc.constantFrom(...kioskNames),
  how: fc.constantFrom('plain', 'plain', 'plain', 'undone', 'temporary', 'typed'),
  late: fc.nat(1000),
});
type Tap = typeof tap extends fc.Arbitrary<infer T> ? T : never;

interface Kiosk {
  readonly chain: PunchChain;
  /** @returns the records that were refused, which a kiosk offers again */
  send(punches: readonly Punch[], records: readonly OutboxRecord[]): Promise<OutboxRecord[]>;
}

interface World {
  readonly server: ServerInProcess;
  /** Of an administrator. */
  readonly token: string;
  readonly tenantKey: Buffer;
  readonly kiosks: Readonly<Record<KioskName, Kiosk>>;
}

async function arrangeWorld(): Promise<World> {
  const server = await serverInProcess();
  onTestFinished(() => server.close());
  const { sessionToken } = await server.answer('openSession', { body: demo.administrator });
  const { tenantKey } = await enrol(server);
  const kiosks = { a: await kioskIn(server, 'a'), b: await kioskIn(server, 'b'), c: await kioskIn(server, 'c') };
  return { server, token: sessionToken, tenantKey: Buffer.from(tenantKey, 'hex'), kiosks };
}

async function kioskIn(server: ServerInProcess, name: KioskName): Promise<Kiosk> {
  const credentials = await enrol(server, { deviceId: name });
  const send = async (punches: readonly Punch[], records: readonly OutboxRecord[]) => {
    const answer = await upload(server, { credentials, deviceId: name, punches, records: [...records] });
    const refused = new Set(answer.recordVerdicts.filter((verdict) => verdict.kind === 'refused').map((verdict) => verdict.recordId));
    return records.filter((record) => refused.has(record.recordId));
  };
  return { chain: new PunchChain(name), send };
}

/** Something that reaches the server at some time. */
interface Arrival {
  readonly kiosk: KioskName;
  readonly late: number;
  readonly punches: readonly Punch[];
  readonly records: readonly OutboxRecord[];
  readonly typed: { readonly punchId: string; readonly type: Tap['type']; readonly instant: string; readonly workDate: string } | null;
}

const firstMs = Date.parse('2026-11-20T14:00:00.000Z');

/** Plays the taps for a new person. @returns what is said of each tap, in time order */
async function play(world: World, run: string, taps: readonly Tap[], order: 'inTime' | 'asTheyCome'): Promise<string[]> {
  const employeeId = `EMP-${run}`;
  await hire(world, employeeId, run);
  const forms = { a: formOf(run), b: formOf(run), c: formOf(run) };
  const arrivals = taps.toSorted((one, other) => instantOf(one) - instantOf(other)).map((one, index) => arrivalsOf(world, one, index, employeeId, forms[one.kiosk].temporaryEmployeeId));
  const punchIds = arrivals.map(({ punchId }) => punchId);
  const all = arrivals.flatMap((one) => one.arrivals);
  for (const kiosk of kioskNames) all.push({ kiosk, late: kiosk === 'a' ? 900 : 100, punches: [], records: [forms[kiosk]], typed: null });
  if (order === 'asTheyCome') all.sort((one, other) => one.late - other.late);
  await deliver(world, employeeId, all, order === 'inTime' ? all.length : 3);
  const entries = await loadEntries(tenantScope(world.server.deps.database.reader, demo.tenantId), punchIds);
  return punchIds.map((punchId) => describeEntry(entries.get(punchId), punchIds));
}

const formOf = (run: string) => formRecord({ at: new Date(firstMs).toISOString(), firstName: 'Ana', lastName: `Run ${run}` });

function arrivalsOf(world: World, { type, kiosk, how, late, ...when }: Tap, index: number, employeeId: string, temporaryEmployeeId: string): { punchId: string; arrivals: Arrival[] } {
  // No two at once: what tells those apart is their ids, and those are random here.
  const instantMs = instantOf(when) + index;
  const at = new Date(instantMs).toISOString();
  const nothing = { kiosk, late, punches: [], records: [], typed: null };
  if (how === 'typed') {
    const punchId = v7({ msecs: instantMs });
    return { punchId, arrivals: [{ ...nothing, typed: { punchId, type, instant: at, workDate: at.slice(0, 10) } }] };
  }
  const person = how === 'temporary' ? ({ kind: 'temporary', temporaryEmployeeId } as const) : ({ kind: 'employee', employeeId } as const);
  const punch = world.kiosks[kiosk].chain.next({ at, type, person, assignmentId: null });
  if (how !== 'undone') return { punchId: punch.punchId, arrivals: [{ ...nothing, punches: [punch] }] };
  const records = [voidRecord({ at, punchId: punch.punchId })];
  // An undone clock-in comes with its undo: others would have been refused without it, and what was accepted is never refused.
  if (type === 'clockIn') return { punchId: punch.punchId, arrivals: [{ ...nothing, punches: [punch], records }] };
  const later = { ...nothing, late: (late * 7) % 1000, records };
  return { punchId: punch.punchId, arrivals: [{ ...nothing, punches: [punch] }, later] };
}

function instantOf(one: Pick<Tap, 'day' | 'minute' | 'stretch' | 'second'>): number {
  return firstMs + one.day * 86_400_000 + one.minute * one.stretch * 60_000 * 0.3 + one.second * 1000;
}

async function hire(world: World, employeeId: string, run: string): Promise<void> {
  const employee = { employeeId, firstName: 'Ana', lastName: `Run ${run}`, jobTitle: '', photoDataUrl: null, pinHash: null, lastFourHash: lastFourHash('4321', world.tenantKey) };
  const assignments = [{ assignmentId: `${employeeId}-A`, job: 'Picker', department: '', startDate: '2020-01-01', endDate: null, shiftStart: null, shiftEnd: null, timeclockId: demo.timeclocks.dock }];
  await saveEmployee(world.server.deps, demo.tenantId, { employee, assignments, lastWorkDate: null });
}

/** Sends in portions, and offers again what was refused, as kiosks do. */
async function deliver(world: World, employeeId: string, arrivals: readonly Arrival[], portion: number): Promise<void> {
  const waiting: Record<KioskName, OutboxRecord[]> = { a: [], b: [], c: [] };
  for (let start = 0; start < arrivals.length; start += portion) {
    const some = arrivals.slice(start, start + portion);
    for (const { typed } of some) if (typed !== null) await world.server.answer('typePunch', { token: world.token, body: { ...typed, employeeId, timeclockId: demo.timeclocks.dock, assignmentId: null, reason: 'a test' } });
    for (const [name, ofKiosk] of Map.groupBy(some, (one) => one.kiosk)) {
      const punches = ofKiosk.flatMap((one) => one.punches);
      waiting[name] = await world.kiosks[name].send(punches, [...waiting[name], ...ofKiosk.flatMap((one) => one.records)]);
    }
  }
  for (const name of kioskNames) {
    const punches = arrivals.flatMap((one) => (one.kiosk === name ? one.punches : []));
    await world.kiosks[name].send(punches, waiting[name]);
  }
}

function describeEntry(entry: Entry | undefined, punchIds: readonly string[]): string {
  if (entry === undefined) return 'missing';
  const exceptions = entry.exceptions.filter((code) => code !== 'chainGap' && code !== 'noAssignment').sort();
  const state = entry.state === 'voided' ? 'voided' : `${entry.state} ${entry.refusalCode ?? ''} ${exceptions.join('+')}`;
  return `${entry.type} ${entry.person.kind} ${state} ${entry.duplicateOf === null ? '' : `of ${punchIds.indexOf(entry.duplicateOf)}`}`;
}

const at = (day: number, seconds: number, rest: Partial<Tap>): Tap => ({ type: 'clockIn', day, minute: 0, stretch: 1, second: seconds, kiosk: 'a', how: 'plain', late: 0, ...rest });
/** Shifts that lie partly within the reach of a later one, and partly before it. */
const overTheReach: [Tap[]][] = [
  [[at(0, 0, { how: 'typed', kiosk: 'c' }), at(0, 1, { kiosk: 'c' }), at(1, 0, { type: 'clockOut', how: 'typed', late: 1 }), at(2, 0, {})]],
  [[at(0, 0, {}), at(0, 30, { type: 'breakOut', kiosk: 'b' }), at(2, 15, { kiosk: 'c', late: 1 })]],
  [[at(0, 0, { late: 2 }), at(0, 30, { type: 'breakOut', kiosk: 'b', late: 2 }), at(2, 15, { kiosk: 'c', late: 1 })]],
];

let runs = 0;

it('H8 F5 H7 K2 ends in the same verdicts whatever arrives when: over kiosks and days, with undos, forms and typed punches', { timeout: 120_000 }, async () => {
  const world = await arrangeWorld();
  await fc.assert(
    fc.asyncProperty(fc.array(tap, { minLength: 1, maxLength: 14 }), async (taps) => {
      runs += 1;
      const together = await play(world, `${runs}-1`, taps, 'inTime');
      const apart = await play(world, `${runs}-2`, taps, 'asTheyCome');
      expect(apart).toEqual(together);
    }),
    { numRuns: 40, endOnFailure: true, examples: overTheReach },
  );
});
