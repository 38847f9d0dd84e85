/**
 * The same days through the kiosk's own use cases and through the server's intake: what the kiosk takes the server accepts, what it
 * calls a double tap the server calls a duplicate, and both give the same times, totals and notes. Days are made by fast-check in
 * zones at full hours, at :30 and at :45, around the nights on which their clocks change; a failure prints its seed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { punch as punchSchema, type TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { Offer } from '../../shared/contracts/punch-calls.ts';
import { breakPresets } from '../../shared/rules/break-presets.ts';
import { punchTypes, type PunchType } from '../../shared/lib/punch-type.ts';
import { addDays, dateInZone, startOfDateMs } from '../../shared/lib/zoned-time.ts';
import { defaultTimeclock } from '../../server/default-timeclock.ts';
import { demo } from '../../server/demo.ts';
import { saveTimeclock } from '../../server/use-cases/save-timeclock.ts';
import { readOffer } from '../../main/use-cases/read-offer.ts';
import { readTimesheet } from '../../main/use-cases/read-timesheet.ts';
import { undoPunch } from '../../main/use-cases/undo-punch.ts';
import { identify, tap } from '../support/kiosk-in-process.ts';
import { PunchChain } from '../support/punch-chain.ts';
import { arrangeServer, enrol, upload, type ServerInProcess } from '../support/server-in-process.ts';
import { arrangeSyncedKiosk, type SyncedKiosk } from '../support/synced-kiosk.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** One job, two jobs, a night job. */
const pins = ['482913', '730264', '193482'];
const fourEntries = { kind: 'fourEntries' } as const;
const withMealAndTransfer: TimeclockProperties['punchTemplate'] = {
  kind: 'transitions',
  start: ['clockIn'],
  after: {
    clockIn: ['breakOut', 'mealOut', 'transfer', 'clockOut'],
    breakOut: ['breakIn'],
    breakIn: ['mealOut', 'transfer', 'clockOut'],
    mealOut: ['mealIn', 'clockOut'],
    mealIn: ['breakOut', 'transfer', 'clockOut'],
    transfer: ['mealOut', 'transfer', 'clockOut'],
    clockOut: ['clockIn'],
  },
};

interface World {
  readonly server: ServerInProcess;
  readonly dock: SyncedKiosk;
  pass(ms: number): void;
}

async function arrangeWorld(facts: Partial<TimeclockProperties> & Pick<TimeclockProperties, 'timeZone'>): Promise<World> {
  const server = await arrangeServer();
  const properties = { ...defaultTimeclock({ timeclockId: demo.timeclocks.dock, name: 'Dock 4', punchTemplate: fourEntries, ...facts }), ...facts };
  expect(await saveTimeclock(server.deps, demo.tenantId, properties)).toEqual({ kind: 'saved' });
  const dock = await arrangeSyncedKiosk(server, demo.timeclocks.dock);
  return { server, dock, pass: (ms) => [server.clock, dock.clock].forEach((clock) => clock.advance(ms)) };
}

/** Nobody punches; the kiosk syncs now and then, so that its token lives on. */
async function waitUntil({ dock, pass }: World, atMs: number): Promise<void> {
  while (dock.clock.wallMs() < atMs) {
    pass(Math.min(30 * dayMs, atMs - dock.clock.wallMs()));
    await dock.sync();
  }
}

/** One thing that somebody does at the kiosk. */
interface Step {
  readonly person: number;
  readonly waitMinutes: number;
  /** Which of what is offered; and which job and date, where there is a choice. */
  readonly choice: number;
  readonly job: number;
  readonly date: number;
  readonly isUndone: boolean;
  readonly isTouchedTwice: boolean;
}

const steps = fc.array(
  fc.record<Step>({
    person: fc.nat(pins.length - 1),
    waitMinutes: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 300 }) }, { weight: 1, arbitrary: fc.integer({ min: 300, max: 1500 }) }),
    choice: fc.nat(6),
    job: fc.nat(3),
    date: fc.nat(5),
    isUndone: fc.nat(9).map((n) => n === 0),
    isTouchedTwice: fc.nat(6).map((n) => n === 0),
  }),
  { minLength: 8, maxLength: 18 },
);

const notedByBoth = ['noAssignment', 'otherAssignment', 'forgottenClockOut'] as const;

type Recorded = { readonly punchId: string; readonly isUndone: boolean };

/** Lets them happen at the kiosk; answers what it took. */
async function happen({ dock: { kiosk }, pass }: World, list: readonly Step[]): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  for (const step of list) {
    pass(step.waitMinutes * minuteMs + 7_000);
    const offer = chosenOffer(kiosk, await identify(kiosk, pins[step.person] ?? ''), step);
    const type = offer.allowed[step.choice % Math.max(1, offer.allowed.length)];
    if (type === undefined) continue;
    const taken = tap(kiosk, offer, { type, assignmentId: jobOf(offer, type, step) });
    if (taken.kind !== 'recorded') continue;
    const isUndone = step.isUndone && undoPunch(kiosk, { sessionId: offer.sessionId, punchId: taken.punch.punchId }).kind === 'undone';
    if (step.isTouchedTwice && !isUndone) expect(tap(kiosk, offer, { type, assignmentId: jobOf(offer, type, step) }).kind).toBe('alreadyRecorded');
    recorded.push({ punchId: taken.punch.punchId, isUndone });
  }
  return recorded;
}

function chosenOffer(kiosk: SyncedKiosk['kiosk'], offer: Offer, { date, job }: Step): Offer {
  const assignmentId = offer.assignments[job % Math.max(1, offer.assignments.length)]?.assignmentId ?? null;
  const answer = readOffer(kiosk, { sessionId: offer.sessionId, workDate: null, assignmentId });
  if (answer.kind !== 'offered') throw new Error(answer.kind);
  const { yesterday, today, overnight, previous } = answer.offer.workDates;
  const cards = [today, yesterday, overnight, ...previous].flatMap((card) => (card === null ? [] : [card.workDate]));
  const workDate = date < 3 ? null : (cards[date % Math.max(1, cards.length)] ?? null);
  const dated = readOffer(kiosk, { sessionId: offer.sessionId, workDate, assignmentId });
  return dated.kind === 'offered' ? dated.offer : answer.offer;
}

/** A transfer goes to another job than the running one. */
function jobOf({ assignments, assignmentId, current }: Offer, type: PunchType, { job }: Step): string | null {
  if (type !== 'transfer') return assignmentId;
  const others = assignments.filter((one) => one.assignmentId !== current?.assignmentId);
  return others[job % Math.max(1, others.length)]?.assignmentId ?? null;
}

/** What server and kiosk say of each of a person's work dates, as text. */
async function serverDays({ server }: World, token: string, employeeId: string, { from, to }: { from: string; to: string }): Promise<string[]> {
  const { days } = await server.answer('readTimesheet', { token, params: { employeeId }, query: { from, to } });
  return days.filter((day) => day.workedMinutes > 0 || day.workedMinutesRounded > 0).map((day) => `${day.workDate} ${Math.round(day.workedMinutes * minuteMs)} ${Math.round(day.workedMinutesRounded * minuteMs)}`);
}

async function kioskDays({ dock: { kiosk } }: World, pin: string, weeks: readonly string[]): Promise<string[]> {
  const { sessionId } = await identify(kiosk, pin);
  return weeks.flatMap((weekOf) => {
    const read = readTimesheet(kiosk, { sessionId, weekOf });
    if (read.kind !== 'read') throw new Error(read.kind);
    return read.timesheet.days.filter((day) => day.workedMs > 0 || day.workedRoundedMs > 0).map((day) => `${day.workDate} ${day.workedMs} ${day.workedRoundedMs}`);
  });
}

/** @returns what was noted by both, so that a test can say that it came up at all */
async function agree(world: World, list: readonly Step[]): Promise<Set<string>> {
  const { server, dock } = world;
  const recorded = await happen(world, list);
  await dock.sync();
  await dock.sync();
  expect(dock.kiosk.state.status()).toMatchObject({ pending: 0, failed: 0 });
  const { sessionToken: token } = await server.answer('openSession', { body: demo.supervisor });
  const noted = new Set<string>();
  for (const { punchId, isUndone } of recorded) {
    const { punch, original } = await server.answer('readPunch', { token, params: { punchId } });
    const sent = punchSchema.parse(original);
    expect([punch.verdict, punch.state], `${punch.type} ${punch.workDate} ${punch.instant}`).toEqual(['accepted', isUndone ? 'voided' : 'accepted']);
    for (const flag of isUndone ? [] : sent.flags) noted.add(flag);
    for (const code of isUndone ? [] : notedByBoth) expect(punch.exceptions.includes(code), `${code} of ${punch.type} ${punch.workDate} ${punch.instant}`).toBe(sent.flags.includes(code));
  }
  const zone = dock.kiosk.settings.read('timeclock')?.timeZone ?? 'UTC';
  const today = dateInZone(dock.clock.wallMs(), zone);
  const weeks = [addDays(today, -14), addDays(today, -7), today];
  for (const pin of pins) {
    const { employeeId } = demo.people.find((person) => person.pin === pin) ?? { employeeId: '' };
    const ofKiosk = await kioskDays(world, pin, weeks);
    const ofServer = await serverDays(world, token, employeeId, { from: ofKiosk[0]?.slice(0, 10) ?? today, to: today });
    expect(ofKiosk).toEqual(ofServer);
  }
  return noted;
}

/** The nights on which clocks change come first; each round begins three weeks behind the one before, so that rounds do not touch. */
const zones: readonly { timeZone: string; changes: readonly string[] }[] = [
  { timeZone: 'America/Chicago', changes: ['2027-03-13', '2027-11-06'] },
  { timeZone: 'Europe/Berlin', changes: ['2027-03-27', '2027-10-30'] },
  { timeZone: 'Asia/Kathmandu', changes: [] },
  { timeZone: 'America/St_Johns', changes: ['2027-03-13', '2027-11-06'] },
  { timeZone: 'Australia/Lord_Howe', changes: ['2027-04-03', '2027-10-02'] },
];
const seed = 20_261_123;

describe('kiosk and server agree', () => {
  it.each(zones)('D3 K1 K2 K3 C10 C13 on any days in $timeZone, its clock changes among them', async ({ timeZone, changes }) => {
    const world = await arrangeWorld({ timeZone, rounding: { clockInMinutes: 15, clockOutMinutes: 10, breakMinutes: 5 } });
    const begins = [null, ...changes, null];
    const noted = new Set<string>();
    for (const [round, list] of fc.sample(steps, { numRuns: begins.length, seed }).entries()) {
      const date = begins[round] ?? null;
      await waitUntil(world, date === null ? world.dock.clock.wallMs() + 21 * dayMs : startOfDateMs(date, timeZone) + 18 * 3_600_000);
      const ofRound = await agree(world, list).catch((error: unknown) => {
        throw new Error(`seed ${seed}, round ${round} in ${timeZone}`, { cause: error });
      });
      for (const code of ofRound) noted.add(code);
    }
    expect([...noted]).toEqual(expect.arrayContaining(['otherAssignment', 'forgottenClockOut']));
  });

  it("C1 K3 with meals and transfers of a table of one's own", async () => {
    const world = await arrangeWorld({ timeZone: 'America/Chicago', punchTemplate: withMealAndTransfer });
    for (const list of fc.sample(steps, { numRuns: 3, seed })) {
      await waitUntil(world, world.dock.clock.wallMs() + 21 * dayMs);
      await agree(world, list);
    }
  });
});

const anyBreaks: TimeclockProperties['punchTemplate'] = { kind: 'transitions', start: ['clockIn'], after: { clockIn: ['breakOut', 'clockOut'], breakOut: ['breakIn'], breakIn: ['breakOut', 'clockOut'], clockOut: ['clockIn'] } };

/** Breaks of a shift, one a date: how long after what came before each begins, and how long it is, in minutes; and how long the last stretch of work is. */
interface Shift {
  readonly waitMinutes: number;
  readonly breaks: readonly { readonly after: number; readonly length: number }[];
  readonly last: number;
}

/** Around the edges of the three laws: 20 and 30 minutes, two to six hours, ten, fourteen. */
const stretch = fc.oneof(fc.constantFrom(119, 120, 179, 180, 240, 300, 301, 359), fc.integer({ min: 2, max: 400 }));
const longestMinutes = 15 * 60;
const shifts = fc
  .record<Shift>({
    waitMinutes: fc.integer({ min: 1440, max: 2800 }),
    breaks: fc.array(fc.record({ after: stretch, length: fc.oneof(fc.constantFrom(2, 10, 19, 20, 29, 30, 31, 45, 60), fc.integer({ min: 2, max: 90 })) }), { maxLength: 3 }),
    last: stretch,
  })
  .filter(({ breaks, last }) => breaks.reduce((sum, { after, length }) => sum + after + length, last) < longestMinutes);

/** @returns what was asked about breaks along the shift, and at its end */
async function workShift({ dock: { kiosk }, pass }: World, pin: string, { waitMinutes, breaks, last }: Shift): Promise<{ workDate: string; along: string[]; atEnd: string[] }> {
  const punches: readonly (readonly [PunchType, number])[] = [['clockIn', waitMinutes], ...breaks.flatMap(({ after, length }) => [['breakOut', after] as const, ['breakIn', length] as const]), ['clockOut', last]];
  const asked: string[][] = [];
  let workDate = '';
  for (const [type, minutes] of punches) {
    pass(minutes * minuteMs);
    const taken = tap(kiosk, await identify(kiosk, pin), { type });
    if (taken.kind !== 'recorded') throw new Error(`${type}: ${taken.kind}`);
    workDate = taken.punch.workDate;
    asked.push(taken.questions.flatMap((set) => set.questions.map(({ questionId }) => questionId)).filter((id) => id.startsWith('finding.')));
  }
  return { workDate, along: asked.slice(0, -1).flat(), atEnd: asked.at(-1) ?? [] };
}

describe('findings about breaks', () => {
  it.each(['california', 'oregon', 'newYork'] as const)('C5 D3 any shifts under the law of %s: what the kiosk asks about is what the server finds', async (place) => {
    const timeZone = 'America/New_York';
    const { breaks } = defaultTimeclock({ timeclockId: demo.timeclocks.dock, name: 'Dock 4', punchTemplate: fourEntries, timeZone });
    const world = await arrangeWorld({ timeZone, punchTemplate: anyBreaks, breaks: { ...breaks, required: [...breakPresets[place]] } });
    const [pin = ''] = pins;
    const { employeeId } = demo.people.find((person) => person.pin === pin) ?? { employeeId: '' };
    const worked: Awaited<ReturnType<typeof workShift>>[] = [];
    for (const shift of fc.sample(shifts, { numRuns: 14, seed })) {
      worked.push(await workShift(world, pin, shift));
      await world.dock.sync();
    }
    expect(new Set(worked.map(({ workDate }) => workDate)).size).toBe(worked.length);
    const { sessionToken: token } = await world.server.answer('openSession', { body: demo.administrator });
    for (const { workDate, along, atEnd } of worked) {
      const { findings } = await world.server.answer('readBreakFindings', { token, query: { timeclockId: demo.timeclocks.dock, from: workDate, to: workDate } });
      const found = findings.filter((one) => one.employeeId === employeeId).map(({ finding }) => `finding.${finding.kind}.${finding.breakNumber}`);
      // What was asked at the end of a break is not asked again.
      expect(atEnd.toSorted(), `seed ${seed}, ${workDate}`).toEqual(found.filter((id) => !along.includes(id)).toSorted());
    }
    expect(new Set(worked.flatMap((one) => [...one.along, ...one.atEnd])).size).toBeGreaterThan(1);
  });
});

describe('what the kiosk turns away', () => {
  type Vector = readonly (readonly [PunchType, number])[];
  const working: Vector = [['clockIn', 0]];
  const onBreak: Vector = [...working, ['breakOut', 60]];
  const home: Vector = [...working, ['clockOut', 60]];
  const table: [string, Vector, readonly number[]][] = [
    ['nothing', [], [0]],
    ['Clock In', working, [0.5, 59.9 / 60, 1, 30]],
    ['Clock In and Break Out', onBreak, [60.9, 61, 90]],
    ['Clock In and Clock Out', home, [60.9, 61, 300]],
  ];

  it.each(table)('C1 C11 K1 K2 each type after %s: taken by both, a double tap for both, or refused by the kiosk at least', async (_what, before, minutes) => {
    const { server, dock, pass } = await arrangeWorld({ timeZone: 'UTC' });
    const credentials = await enrol(server);
    const chain = new PunchChain('kiosk-1', 'UTC');
    for (const type of punchTypes) {
      for (const minute of minutes) {
        pass(3 * dayMs - (dock.clock.wallMs() % dayMs) + 8 * 3_600_000);
        const beginMs = dock.clock.wallMs();
        let answer = '';
        for (const [one, at] of [...before, [type, minute] as const]) {
          pass(beginMs + at * minuteMs - dock.clock.wallMs());
          answer = tap(dock.kiosk, await identify(dock.kiosk, '264875'), { type: one }).kind;
        }
        const punches = [...before, [type, minute] as const].map(([one, at]) => chain.next({ type: one, at: new Date(beginMs + at * minuteMs).toISOString() }));
        const verdict = (await upload(server, { credentials, punches })).verdicts.at(-1);
        const isClean = verdict?.kind === 'accepted' && verdict.exceptions.length === 0;
        expect([answer === 'recorded', answer === 'alreadyRecorded'], `${type} at ${minute}: ${answer}, ${JSON.stringify(verdict)}`).toEqual([isClean, verdict?.kind === 'duplicate']);
      }
    }
  });
});
