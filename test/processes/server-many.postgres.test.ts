import { expect, it } from 'vitest';
import { migrationNames } from '../../server/database/migrations.ts';
import type { Punch } from '../../shared/contracts/entities.ts';
import { epochHeader, type DeviceCredentials } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { demo } from '../../server/demo.ts';
import { arrangeManyServers, type ManyServers } from '../support/many-servers.ts';
import { PunchChain } from '../support/punch-chain.ts';
import { seededRandom, type SeededRandom } from '../support/seeded-random.ts';
import { readAllPunches, type StoredPunch } from '../support/server-books.ts';
import { arrangeServer, enrol, upload } from '../support/server-in-process.ts';
import { enrolOver, sendBatch, type SendOutcome } from '../support/server-requests.ts';

const people = ['NWF-1001', 'NWF-1003', 'NWF-1004'] as const;
const types = ['clockIn', 'clockIn', 'breakOut', 'breakIn', 'clockOut'] as const;

interface Happening {
  readonly at: string;
  readonly employeeId: string;
  readonly type: (typeof types)[number];
  readonly kiosk: 0 | 1;
}

/** A day of three people at two kiosks: out of order, tapped twice, forgotten. */
function randomDay(random: SeededRandom, date: string, length: number): Happening[] {
  let atMs = Date.parse(`${date}T12:00:00.000Z`);
  return Array.from({ length }, () => {
    atMs += random.pick([1, 7_000, 59_999, 60_000, 400_000, 900_000]);
    return { at: new Date(atMs).toISOString(), employeeId: random.pick(people), type: random.pick(types), kiosk: random.below(2) === 0 ? 0 : 1 };
  });
}

const dateAfter = (date: string, days: number): string => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

function punchOf(chain: PunchChain, { at, employeeId, type }: Happening): Punch {
  return chain.next({ at, type, person: { kind: 'employee', employeeId }, assignmentId: null });
}

function inBatches(random: SeededRandom, punches: readonly Punch[]): Punch[][] {
  const batches: Punch[][] = [];
  for (let start = 0; start < punches.length;) {
    const size = 1 + random.below(6);
    batches.push(punches.slice(start, start + size));
    start += size;
  }
  return batches;
}

/** What was decided, without the ids that differ from run to run. */
function decided(punches: readonly StoredPunch[]): string[] {
  const nameOf = new Map(punches.map((one) => [one.punchId, `${one.employeeId ?? ''} ${one.type} ${one.bestKnownInstant}`]));
  return punches.map((one) => `${nameOf.get(one.punchId) ?? ''}: ${one.state} ${one.refusalCode ?? ''} ${one.duplicateOf === null ? '' : `of ${nameOf.get(one.duplicateOf) ?? '?'}`} ${one.exceptions.toSorted().join(',')}`).toSorted();
}

/** The same day as one kiosk would have sent it to one server, in order of time. */
async function decidedInOrder(days: readonly (readonly Happening[])[]): Promise<string[]> {
  const server = await arrangeServer();
  const credentials = await enrol(server);
  const chain = new PunchChain();
  for (const day of days) await upload(server, { credentials, punches: day.map((one) => punchOf(chain, one)) });
  const { sessionToken } = await server.answer('openSession', { body: demo.administrator });
  const { punches } = await server.answer('readPunches', { token: sessionToken, query: { limit: 1000 } });
  return decided(punches);
}

async function sendUntilAnswered(urls: readonly string[], send: (url: string) => Promise<SendOutcome>): Promise<SendOutcome> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await send(urls[attempt % urls.length] ?? '');
    if (outcome.kind === 'answered' || attempt === 200) return outcome;
    if (outcome.kind === 'refused') throw new Error(`the server answered ${outcome.status}: ${outcome.body}`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

async function changeNumbers({ postgres, database }: ManyServers): Promise<unknown> {
  const [row] = await postgres.query(
    database,
    "select count(*)::int as rows, min(sequence)::int as first, max(sequence)::int as last, (select change_sequence::int from tenants where tenant_id = 'northwind') as counted from changes where tenant_id = 'northwind'",
  );
  return row;
}

it('I1 H2 H8 decides on one person at two kiosks and two processes at once as if all had come in order of time', async () => {
  const seed = Number(process.env['ZENTIME_SEED'] ?? 20_261_123);
  const random = seededRandom(seed);
  const many = await arrangeManyServers(2);
  const credentials = [await enrolOver(many.urls[0] ?? '', 'kiosk-1'), await enrolOver(many.urls[1] ?? '', 'kiosk-2')];
  const chains = [new PunchChain('kiosk-1'), new PunchChain('kiosk-2')];
  // Short days are decided by batches that meet; in long ones later batches look at everything again.
  const days = Array.from({ length: 50 }, (_, index) => randomDay(random, dateAfter('2026-09-01', index), index % 10 === 0 ? 60 : 5));
  for (const day of days) {
    await Promise.all(
      chains.map((chain, kiosk) =>
        sendDay(
          random,
          many.urls,
          kiosk,
          credentials[kiosk],
          inBatches(
            random,
            day.filter((one) => one.kiosk === kiosk).map((one) => punchOf(chain, one)),
          ),
        ),
      ),
    );
  }
  const stored = await readAllPunches(many.urls[0] ?? '', demo.administrator);
  expect(new Set(stored.map((one) => one.punchId)).size).toBe(days.flat().length);
  expect(decided(stored), `seed ${seed}`).toEqual(await decidedInOrder(days));
  const { rows, last } = (await changeNumbers(many)) as { rows: number; last: number };
  expect(await changeNumbers(many)).toEqual({ rows, first: 1, last: rows, counted: last });
}, 180_000);

/** One batch after the other, each to this or that process; some are sent to both at once, as after a time-out. */
async function sendDay(random: SeededRandom, urls: readonly string[], kiosk: number, credentials: DeviceCredentials | undefined, batches: readonly (readonly Punch[])[]): Promise<void> {
  if (credentials === undefined) throw new Error('the kiosk is not enrolled');
  for (const punches of batches) {
    const batch = { credentials, deviceId: `kiosk-${kiosk + 1}`, punches };
    const order = random.below(2) === 0 ? urls : urls.toReversed();
    const send = (from: readonly string[]) => sendUntilAnswered(from, (url) => sendBatch(url, batch));
    const outcomes = await Promise.all(random.below(4) === 0 ? [send(order), send(order.toReversed())] : [send(order)]);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(outcomes.map(() => 'answered'));
  }
}

function manyPunches(chain: PunchChain, count: number, startMs: number): Punch[] {
  return Array.from({ length: count }, (_, index) => chain.next({ at: new Date(startMs + index * 90_000).toISOString(), type: index % 2 === 0 ? 'clockIn' : 'clockOut' }));
}

it('I1 makes tables, keys and demo once when several processes start on one new database', async () => {
  const { postgres, database, urls } = await arrangeManyServers(3);
  const epochs = await Promise.all(urls.map(async (url) => (await fetch(`${url}${apiPrefix}/ping?nonce=nonce-123`)).headers.get(epochHeader)));
  expect(new Set(epochs).size).toBe(1);
  expect(epochs[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(await postgres.query(database, 'select name from kysely_migration order by name')).toEqual(migrationNames.map((name) => ({ name })));
  expect(await postgres.query(database, 'select count(*)::int as tenants from tenants')).toEqual([{ tenants: 2 }]);
});

it('I1 H1 H2 has every punch that was answered for, once, when one of two processes is killed twenty times', async () => {
  const many = await arrangeManyServers(2);
  const [first = '', second = ''] = many.urls;
  const credentials = await enrolOver(second);
  const chain = new PunchChain();
  let sent = 0;
  for (let round = 0; round < 20; round += 1) {
    const punches = manyPunches(chain, 60, Date.parse('2026-10-01T13:00:00.000Z') + round * 86_400_000);
    const batch = { credentials, deviceId: 'kiosk-1', punches };
    const broken = sendBatch(first, batch);
    await new Promise((resume) => setTimeout(resume, round * 4));
    const restarted = many.killAndStart(0);
    const outcome = await broken;
    expect(['answered', 'cut']).toContain(outcome.kind);
    const again = await sendUntilAnswered([second], (url) => sendBatch(url, batch));
    if (again.kind !== 'answered') throw new Error(again.kind);
    if (outcome.kind === 'answered') expect(again.answer.verdicts).toEqual(outcome.answer.verdicts);
    expect(again.answer.verdicts.map((verdict) => verdict.kind)).toEqual(punches.map(() => 'accepted'));
    sent += punches.length;
    await restarted;
  }
  const stored = await readAllPunches(second, demo.administrator);
  expect(stored).toHaveLength(sent);
  expect(new Set(stored.map((one) => one.punchId)).size).toBe(sent);
  expect(stored.flatMap((one) => one.exceptions)).toEqual([]);
}, 180_000);

it('I1 I5 turns kiosks away with a time to come back while PostgreSQL is down, and goes on when it is back', async () => {
  const many = await arrangeManyServers(2);
  const kiosks = await Promise.all(['kiosk-1', 'kiosk-2', 'kiosk-3', 'kiosk-4'].map(async (deviceId, index) => ({ deviceId, url: many.urls[index % 2] ?? '', credentials: await enrolOver(many.urls[0] ?? '', deviceId) })));
  const outcomes: SendOutcome[] = [];
  let isOver = false;
  let sent = 0;
  const working = kiosks.map(async ({ deviceId, url, credentials }, index) => {
    const chain = new PunchChain(deviceId);
    for (let round = 0; !isOver; round += 1) {
      const punches = manyPunches(chain, 5, Date.parse('2026-01-01T13:00:00.000Z') + (index * 40 + round) * 86_400_000);
      sent += punches.length;
      const outcome = await sendUntilAnswered([url], async (to) => {
        const one = await sendBatch(to, { credentials, deviceId, punches });
        outcomes.push(one);
        return one;
      });
      expect(outcome.kind).toBe('answered');
      await new Promise((resume) => setTimeout(resume, 20));
    }
  });
  for (const mode of ['immediate', 'fast', 'immediate'] as const) {
    await new Promise((resume) => setTimeout(resume, 400));
    await many.postgres.restart(mode);
  }
  await new Promise((resume) => setTimeout(resume, 400));
  isOver = true;
  await Promise.all(working);
  const turnedAway = outcomes.filter((outcome) => outcome.kind === 'turnedAway');
  expect(turnedAway.length).toBeGreaterThan(0);
  for (const outcome of turnedAway) expect(Number(outcome.retryAfter)).toBeGreaterThan(0);
  expect(outcomes.filter((outcome) => outcome.kind === 'refused' || outcome.kind === 'cut')).toEqual([]);
  const stored = await readAllPunches(many.urls[1] ?? '', demo.administrator);
  expect(new Set(stored.map((one) => one.punchId)).size).toBe(sent);
});
