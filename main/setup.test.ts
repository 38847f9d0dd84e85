import { describe, expect, it } from 'vitest';
import { foreignSign } from '../shared/contracts/foreign-sign.ts';
import type { ServerOutcome } from '../shared/contracts/daemon.ts';
import { toDaemon } from '../shared/contracts/daemon.ts';
import { setupView, type SetupView } from '../shared/contracts/setup-calls.ts';
import type { ProblemCode } from '../shared/contracts/problems.ts';
import { defaultTimeclock } from '../server/default-timeclock.ts';
import { entryOf } from '../test/support/entry-of.ts';
import { arrangeKiosk, identify, punchOnce, somebody, testCredentials, type KioskInProcess } from '../test/support/kiosk-in-process.ts';
import { findPunch } from './database/punches.ts';
import { checkServerAddress } from './server-failure.ts';
import { chooseTimeclock } from './use-cases/choose-timeclock.ts';
import { findCompany } from './use-cases/find-company.ts';
import { readSetup } from './use-cases/read-setup.ts';
import { readTexts } from './use-cases/read-texts.ts';
import { signInDevice } from './use-cases/sign-in-device.ts';
import { startDownload } from './use-cases/start-download.ts';
import { stepBack } from './use-cases/step-back.ts';
import { takeDueBatch } from './database/take-batch.ts';

const serverUrl = 'https://time.northwind.example';
const organisation = { tenantId: 'northwind', name: 'Northwind Foods', alias: 'NWF', timeZone: 'America/Chicago', locale: 'en-US', firstDayOfWeek: 7 };
const properties = defaultTimeclock({ timeclockId: 1042, name: 'Dock 4', timeZone: 'America/Chicago', punchTemplate: { kind: 'fourEntries' } });
const typedCompany = { serverUrl, company: ' Northwind Foods ', alias: 'NWF' };
const people = Array.from({ length: 5 }, (_, index) => somebody(`E${String(index)}`, String(100_000 + index)));

/** E0 is at work already, by another kiosk; E4 was renamed while the people came down. */
const atWork = entryOf({ person: { kind: 'employee', employeeId: 'E0' }, assignmentId: 'E0-A1' });
const behind = {
  changes: [{ kind: 'employee', employee: somebody('E4', '100004', { firstName: 'Ana' }) }],
  more: false,
  cursor: 'cursor-3',
  serverInstant: '2026-11-23T14:00:00.000Z',
  chainEnd: { sequenceNumber: 0, hash: '0'.repeat(64) },
  sealingKid: null,
};

interface Asked {
  readonly route: string;
  readonly serverUrl: string;
  readonly deviceToken: string | null;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A server behind the scripted daemon: answers what `answers` says for the route, else nothing. */
function serve(arranged: KioskInProcess, answers: (asked: Asked) => ServerOutcome | null): Asked[] {
  const asked: Asked[] = [];
  arranged.supervisor.start();
  arranged.daemon.say({ kind: 'ready' });
  arranged.daemon.told.push = (...messages: unknown[]) => {
    for (const message of messages) {
      const call = toDaemon.parse(message);
      if (call.kind !== 'serverCall') continue;
      const one = { ...call, input: call.input as Readonly<Record<string, unknown>> };
      asked.push(one);
      const outcome = answers(one);
      if (outcome !== null) queueMicrotask(() => arranged.daemon.say({ kind: 'serverAnswer', callId: call.callId, outcome }));
    }
    return 0;
  };
  return asked;
}

function answered(answer: unknown): ServerOutcome {
  return { kind: 'answered', answer };
}

function problem(code: ProblemCode, retryAfterSeconds: number | null = null): ServerOutcome {
  return { kind: 'problem', code, retryAfterSeconds };
}

/** Two people a page; page tokens are numbers. */
function page(input: Readonly<Record<string, unknown>>): ServerOutcome {
  const from = Number(input['after'] ?? 0);
  const employees = people.slice(from, from + 2);
  return answered({ employees, next: from + 2 < people.length ? String(from + 2) : null, total: people.length, cursor: 'cursor-1' });
}

function goodServer({ route, input }: Asked): ServerOutcome {
  switch (route) {
    case 'findCompany':
      return answered({ organisation, timeclocks: [{ timeclockId: 1042, name: 'Dock 4' }], endpoints: { api: null } });
    case 'readTimeclock':
      return answered({ properties });
    case 'enrolDevice':
      return answered(testCredentials);
    case 'readEmployees':
      return page(input);
    case 'readTexts':
      return answered({ texts: { en: { 'pin.title': 'Your PIN' }, es: { 'pin.title': 'Su PIN' } } });
    case 'readChanges':
      return input['cursor'] === 'cursor-1' ? answered({ ...behind, changes: [{ kind: 'entry', entry: atWork }], more: true, cursor: 'cursor-2' }) : answered(behind);
    default:
      return problem('notFound');
  }
}

/** Walks to the download, which is not begun. */
async function walkToDownload(arranged: KioskInProcess): Promise<void> {
  await findCompany(arranged.kiosk, typedCompany);
  await chooseTimeclock(arranged.kiosk, { timeclockId: 1042 });
  await signInDevice(arranged.kiosk, { username: 'admin', password: 'northwind-demo' });
}

/** Waits until the view is as wished. */
async function until(arranged: KioskInProcess, wished: (view: SetupView) => boolean): Promise<SetupView> {
  for (let turn = 0; turn < 2000; turn += 1) {
    const view = readSetup(arranged.kiosk, {});
    if (wished(view)) return view;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`setup stands at ${JSON.stringify(readSetup(arranged.kiosk, {}))}`);
}

async function restart(arranged: KioskInProcess): Promise<KioskInProcess> {
  arranged.kiosk.connection.close();
  arranged.kiosk.journal.close();
  return arrangeKiosk({ restartOf: arranged });
}

const isDone = (view: SetupView): boolean => view.step === 'done';
const isPaused = (view: SetupView): boolean => view.step === 'download' && view.phase === 'paused';

describe('setup', () => {
  it('A1 walks from the company to the PIN screen, each step a view of the contract', async () => {
    const arranged = await arrangeKiosk();
    const asked = serve(arranged, goodServer);
    expect(readSetup(arranged.kiosk, {})).toEqual({ step: 'company', serverUrl: 'http://127.0.0.1:4780', company: '', alias: '' });
    expect(await findCompany(arranged.kiosk, typedCompany)).toEqual({ kind: 'found' });
    expect(readSetup(arranged.kiosk, {})).toMatchObject({ step: 'timeclock', timeclocks: [{ timeclockId: 1042, name: 'Dock 4' }] });
    expect(await chooseTimeclock(arranged.kiosk, { timeclockId: 1042 })).toEqual({ kind: 'found' });
    expect(await signInDevice(arranged.kiosk, { username: 'admin', password: 'northwind-demo' })).toEqual({ kind: 'signedIn' });
    expect(startDownload(arranged.kiosk, {})).toEqual({ kind: 'started' });
    await until(arranged, isDone);
    expect(arranged.kiosk.state.kiosk()).toMatchObject({ kind: 'ready', company: 'Northwind Foods' });
    expect(arranged.events.filter((event) => event.name === 'setupChanged').map((event) => setupView.parse(event.body).step)).toContain('done');
    expect(asked.map((one) => one.route)).toEqual(['findCompany', 'readTimeclock', 'enrolDevice', 'readEmployees', 'readEmployees', 'readEmployees', 'readTexts', 'readChanges', 'readChanges']);
  });

  it('A5 everybody is there afterwards, A6 and the texts of every language', async () => {
    const arranged = await arrangeKiosk();
    serve(arranged, goodServer);
    await walkToDownload(arranged);
    startDownload(arranged.kiosk, {});
    await until(arranged, isDone);
    for (const [index, person] of people.entries()) expect(await identify(arranged.kiosk, String(100_000 + index))).toMatchObject({ person: { employeeId: person.employeeId } });
    expect(readTexts(arranged.kiosk, { language: 'es' })).toEqual({ texts: { 'pin.title': 'Su PIN' } });
    expect(readTexts(arranged.kiosk, { language: 'ar' })).toEqual({ texts: {} });
  });

  it('A5 D5 whoever is at work already is so from the first touch on, and who was renamed meanwhile has the new name', async () => {
    const arranged = await arrangeKiosk();
    serve(arranged, goodServer);
    await walkToDownload(arranged);
    startDownload(arranged.kiosk, {});
    await until(arranged, isDone);
    expect(await identify(arranged.kiosk, '100000')).toMatchObject({ current: { type: 'clockIn', since: atWork.instant } });
    expect(await identify(arranged.kiosk, '100004')).toMatchObject({ person: { firstName: 'Ana' } });
    expect(arranged.kiosk.settings.read('cursor')).toBe('cursor-3');
  });

  it('J3 A5 A6 one record and one text that nobody can read hold nobody up: they are left out, and the log says so', async () => {
    const arranged = await arrangeKiosk();
    const bad = { ...somebody('E9', '999999'), lastName: '' };
    serve(arranged, (asked) => {
      if (asked.route === 'readEmployees') return answered({ employees: [bad, ...people], next: null, total: people.length + 1, cursor: 'cursor-1' });
      return asked.route === 'readTexts' ? answered({ texts: { es: { 'pin.title': 'Su PIN', 'pin.clear': 7 }, 'no language': { 'pin.title': 'x' } } }) : goodServer(asked);
    });
    await walkToDownload(arranged);
    startDownload(arranged.kiosk, {});
    await until(arranged, isDone);
    for (const [index, person] of people.entries()) expect(await identify(arranged.kiosk, String(100_000 + index))).toMatchObject({ person: { employeeId: person.employeeId } });
    expect(readTexts(arranged.kiosk, { language: 'es' })).toEqual({ texts: { 'pin.title': 'Su PIN' } });
    const told = arranged.logged.flatMap(({ event, fields }) => (event === 'sync.changeSkipped' || event === 'sync.partSkipped' ? [fields?.['path']] : []));
    expect(told).toEqual(['lastName', 'es.pin.clear', 'language']);
  });

  it('A7 the first sync is one interval after the end of setup, and the daemon learns it', async () => {
    const arranged = await arrangeKiosk();
    const told: unknown[] = [];
    serve(arranged, goodServer);
    const push = arranged.daemon.told.push;
    arranged.daemon.told.push = (...messages) => (told.push(...messages), push(...messages));
    await walkToDownload(arranged);
    startDownload(arranged.kiosk, {});
    await until(arranged, isDone);
    expect(told.find((message) => toDaemon.parse(message).kind === 'configure')).toMatchObject({
      configuration: { serverUrl, deviceToken: testCredentials.deviceToken, nextSyncAtMs: arranged.clock.wallMs() + 600_000, startInRecovery: false },
    });
  });

  it('A7 a kill at any page resumes there, and nothing shows before all is there', async () => {
    for (let pagesBefore = 0; pagesBefore < 4; pagesBefore += 1) {
      let arranged = await arrangeKiosk();
      let pages = 0;
      serve(arranged, (asked) => {
        const isLate = asked.route === 'readTexts' || (asked.route === 'readEmployees' && (pages += 1) > pagesBefore);
        return isLate ? null : goodServer(asked);
      });
      await walkToDownload(arranged);
      startDownload(arranged.kiosk, {});
      await until(arranged, (view) => view.step === 'download' && view.done >= Math.min(5, pagesBefore * 2));
      arranged = await restart(arranged);
      expect(arranged.kiosk.state.kiosk()).toEqual({ kind: 'setup' });
      expect(readSetup(arranged.kiosk, {})).toMatchObject({ step: 'download', done: Math.min(5, pagesBefore * 2) });
      const asked = serve(arranged, goodServer);
      startDownload(arranged.kiosk, {});
      await until(arranged, isDone);
      expect(asked.filter((one) => one.route === 'readEmployees')).toHaveLength(Math.max(0, 3 - pagesBefore));
      expect(await identify(arranged.kiosk, '100004')).toMatchObject({ person: { employeeId: 'E4' } });
      expect(await identify(arranged.kiosk, '100000')).toMatchObject({ person: { employeeId: 'E0' } });
    }
  });

  it('A8 pauses with a countdown when the server is away, tries again by itself, and at once when asked', async () => {
    const arranged = await arrangeKiosk();
    let isAway = true;
    serve(arranged, (asked) => (isAway && asked.route === 'readEmployees' ? { kind: 'failed', failure: { kind: 'timeout' } } : goodServer(asked)));
    await walkToDownload(arranged);
    startDownload(arranged.kiosk, {});
    expect(await until(arranged, isPaused)).toMatchObject({ problem: 'timeout', retryAt: '2026-11-23T14:00:02.000Z' });
    arranged.timers.goOff(2000);
    await until(arranged, (view) => !isPaused(view));
    expect(await until(arranged, isPaused)).toMatchObject({ problem: 'timeout', retryAt: '2026-11-23T14:00:04.000Z' });
    isAway = false;
    expect(startDownload(arranged.kiosk, {})).toEqual({ kind: 'started' });
    await until(arranged, isDone);
  });

  it('A8 says that the storage is full, and goes on where it stopped once there is room', async () => {
    const arranged = await arrangeKiosk();
    serve(arranged, goodServer);
    await walkToDownload(arranged);
    const { connection } = arranged.kiosk;
    const transaction = connection.transaction.bind(connection);
    connection.transaction = () => {
      throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    };
    startDownload(arranged.kiosk, {});
    expect(await until(arranged, isPaused)).toMatchObject({ problem: 'diskFull' });
    connection.transaction = transaction;
    arranged.timers.goOff(2000);
    await until(arranged, isDone);
  });

  it('A8 tries nothing any more once main has stopped', async () => {
    const arranged = await arrangeKiosk();
    const asked = serve(arranged, (one) => (one.route === 'readEmployees' ? { kind: 'failed', failure: { kind: 'timeout' } } : goodServer(one)));
    await walkToDownload(arranged);
    startDownload(arranged.kiosk, {});
    await until(arranged, isPaused);
    arranged.kiosk.download.stop();
    arranged.timers.goOff(60_000);
    startDownload(arranged.kiosk, {});
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked.filter((one) => one.route === 'readEmployees')).toHaveLength(1);
  });

  it('A8 begins the download anew when the server has forgotten its place', async () => {
    const arranged = await arrangeKiosk();
    let forgot = false;
    const asked = serve(arranged, (one) => {
      if (one.route === 'readEmployees' && one.input['after'] !== undefined && !forgot) {
        forgot = true;
        return problem('pageTokenUnknown');
      }
      return goodServer(one);
    });
    await walkToDownload(arranged);
    startDownload(arranged.kiosk, {});
    await until(arranged, isPaused);
    arranged.timers.goOff(2000);
    await until(arranged, isDone);
    expect(asked.filter((one) => one.route === 'readEmployees').map((one) => one.input['after'])).toEqual([undefined, '2', undefined, '2', '4']);
  });

  it('A4 each refusal of the credentials has its own answer, and the password stays nowhere', async () => {
    const arranged = await arrangeKiosk();
    let refusal: ServerOutcome = problem('unknownUser');
    serve(arranged, (asked) => (asked.route === 'enrolDevice' ? refusal : goodServer(asked)));
    await findCompany(arranged.kiosk, typedCompany);
    await chooseTimeclock(arranged.kiosk, { timeclockId: 1042 });
    const signIn = (): ReturnType<typeof signInDevice> => signInDevice(arranged.kiosk, { username: 'admin', password: 'hunter2-hunter2' });
    for (const code of ['unknownUser', 'wrongPassword', 'userOfAnotherTenant', 'roleNotAllowed', 'noPermissionForTimeclock'] as const) {
      refusal = problem(code);
      expect(await signIn()).toEqual({ kind: 'refused', code });
    }
    refusal = problem('lockedOut', 900);
    expect(await signIn()).toEqual({ kind: 'lockedOut', waitSeconds: 900 });
    refusal = answered(testCredentials);
    expect(await signIn()).toEqual({ kind: 'signedIn' });
    expect(JSON.stringify([arranged.logged, arranged.events, arranged.kiosk.settings.read('setup')])).not.toContain('hunter2');
  });

  it('A8 an unknown company, an unknown timeclock and a server that cannot be asked each have their own answer', async () => {
    const arranged = await arrangeKiosk();
    let outcome: ServerOutcome = problem('unknownCompany');
    serve(arranged, () => outcome);
    expect(await findCompany(arranged.kiosk, typedCompany)).toEqual({ kind: 'unknownCompany' });
    for (const [failure, reason] of [
      [{ kind: 'timeout' }, 'timeout'],
      [{ kind: 'unreachable' }, 'unreachable'],
      [{ kind: 'notOurServer' }, 'notOurServer'],
      [{ kind: 'badAnswer' }, 'otherVersion'],
      [{ kind: 'badAnswer', server: 'older' }, 'serverOlder'],
      [{ kind: 'badAnswer', server: 'newer' }, 'serverNewer'],
      ...foreignSign.options.map((sign) => [{ kind: 'notOurServer', sign }, sign] as const),
      [{ kind: 'tlsRequired' }, 'tlsRequired'],
      [{ kind: 'serverError', status: 500, code: null, retryAfterMs: null }, 'serverError'],
    ] as const) {
      outcome = { kind: 'failed', failure };
      expect(await findCompany(arranged.kiosk, typedCompany)).toEqual({ kind: 'serverAway', reason });
    }
    for (const [code, reason] of [
      ['notFound', 'otherVersion'],
      ['invalidMessage', 'otherVersion'],
      ['overloaded', 'serverBusy'],
      ['internal', 'serverError'],
    ] as const) {
      outcome = problem(code);
      expect(await findCompany(arranged.kiosk, typedCompany)).toEqual({ kind: 'serverAway', reason });
    }
    outcome = goodServer({ route: 'findCompany', serverUrl, deviceToken: null, input: {} });
    await findCompany(arranged.kiosk, typedCompany);
    outcome = problem('unknownTimeclock');
    expect(await chooseTimeclock(arranged.kiosk, { timeclockId: 7 })).toEqual({ kind: 'unknownTimeclock' });
  });

  it('D2 takes no server address without TLS but on this machine, and says what is wrong with the others', () => {
    const kinds = ['https://time.example/', 'http://localhost:4780', 'http://[::1]:4780', 'http://127.0.0.1', 'http://time.example', 'ftp://time.example', 'time.example', '', 'https://user:pw@time.example'];
    expect(kinds.map((typed) => checkServerAddress(typed).kind)).toEqual(['address', 'address', 'address', 'address', 'tlsRequired', 'bad', 'bad', 'bad', 'bad']);
    expect(checkServerAddress(' https://time.example/base/ ')).toEqual({ kind: 'address', serverUrl: 'https://time.example/base' });
  });

  it('A1 answers calls of another step by saying so, and goes back one step at a time', async () => {
    const arranged = await arrangeKiosk();
    serve(arranged, goodServer);
    expect((await chooseTimeclock(arranged.kiosk, { timeclockId: 1042 })).kind).toBe('notAtThisStep');
    expect(startDownload(arranged.kiosk, {}).kind).toBe('notAtThisStep');
    await walkToDownload(arranged);
    expect((await findCompany(arranged.kiosk, typedCompany)).kind).toBe('notAtThisStep');
    expect([stepBack(arranged.kiosk, {}), stepBack(arranged.kiosk, {}), stepBack(arranged.kiosk, {}), stepBack(arranged.kiosk, {})].map((view) => view.step)).toEqual(['credentials', 'timeclock', 'company', 'company']);
    expect(readSetup(arranged.kiosk, {})).toEqual({ step: 'company', serverUrl, company: 'Northwind Foods', alias: 'NWF' });
  });

  it('H5 a device that the server knows goes on with the number and hash that the server expects', async () => {
    const arranged = await arrangeKiosk();
    serve(arranged, (asked) => (asked.route === 'enrolDevice' ? answered({ ...testCredentials, nextSequenceNumber: 42, lastHash: 'ab'.repeat(32) }) : goodServer(asked)));
    await walkToDownload(arranged);
    startDownload(arranged.kiosk, {});
    await until(arranged, isDone);
    const { punchId } = await punchOnce(arranged.kiosk, '100000');
    expect(findPunch(arranged.kiosk.connection, punchId)?.sequenceNumber).toBe(42);
    const { punches } = takeDueBatch(arranged.kiosk.connection, { nowMs: 0, afterSequence: 0, afterRecord: 0, upToSequence: 100, upToRecord: 0, maxCount: 1, maxBytes: 1e6 });
    expect(punches[0]).toContain('ab'.repeat(32));
  });
});
