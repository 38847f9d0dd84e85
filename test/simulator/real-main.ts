/**
 * The real main process as the kiosk's side of a simulation: its use cases over its encrypted database and journal in a
 * folder of its own. Only clock, timers, window and daemon link are the simulation's.
 */
import type { DaemonCallAnswer, DaemonCallInput, DaemonCallName, SyncReport } from '../../shared/contracts/daemon.ts';
import { composeKiosk } from '../../main/compose-kiosk.ts';
import { plainly } from '../../shared/lib/around-step.ts';
import { answerDaemonCalls } from '../../main/daemon-calls.ts';
import { daemonConfigurationOf } from '../../main/daemon-configuration.ts';
import { countPeople, findEmployee, peopleVersion } from '../../main/database/people.ts';
import { build, query } from '../../main/database/query.ts';
import type { DaemonPort } from '../../main/host.ts';
import type { Kiosk } from '../../main/kiosk.ts';
import { sleepless } from '../../main/machine-clock.ts';
import { keepRecord } from '../../main/outbox.ts';
import { openStorage } from '../../main/open-storage.ts';
import { identify, keyInMemory, setUpInPlace, somebody, tap, testCredentials } from '../support/kiosk-in-process.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import type { MainSide, PunchOnDevice, RecordOnDevice } from './main-side.ts';
import type { ModelServer } from './model-server.ts';
import { goodToken } from './model-tokens.ts';
import type { SimulatedTime } from './simulated-time.ts';

const allPunches = query()(build.selectFrom('punches').innerJoin('punch_records', 'punch_records.sequence_number', 'punches.sequence_number').select(['punches.punch_id', 'punches.status', 'punch_records.record']));

const allRecords = query()(build.selectFrom('outbox').select(['record_id as recordId', 'status']));

/** People who work here throughout; those that a simulation hires and dismisses come beside them. */
const people = ['111111', '222222', '333333', '444444', '555555', '666666'].map((pin, index) => somebody(`P${index + 1}`, pin));
const pins = ['111111', '222222', '333333', '444444', '555555', '666666'];

export async function createRealMain(time: SimulatedTime, server: ModelServer): Promise<MainSide> {
  const folder = makeTemporaryFolder();
  const opened = await openStorage(
    { dataFolder: folder.path, keyStore: keyInMemory() },
    () => time.wallMs(),
    () => undefined,
  );
  if (opened.kind !== 'opened') throw new Error(`the kiosk is broken: ${opened.reason}`);
  const { kiosk } = composeKiosk({
    host: { startDaemon: noDaemon, emit: () => undefined },
    storage: opened.storage,
    clock: sleepless(time),
    timers: { after: (delayMs, work) => laterIn(time, delayMs, work), pause: () => Promise.resolve() },
    time: null,
    durably: plainly,
    log: () => undefined,
    deviceName: 'Simulated kiosk',
    platform: 'test',
    appVersion: '0.1.0',
    defaultServerUrl: 'https://server.example',
  });
  for (const person of people) server.hire(person);
  await setUpInPlace(kiosk, people);
  kiosk.settings.write('enrolment', { serverUrl: 'https://server.example', credentials: { ...testCredentials, deviceToken: goodToken } });
  kiosk.settings.write('cursor', server.cursor);
  return new RealMain(kiosk, () => {
    kiosk.connection.close();
    kiosk.journal.close();
    folder.remove();
  });
}

class RealMain implements MainSide {
  readonly violations: string[] = [];
  readonly close: () => void;
  readonly #kiosk: Kiosk;
  readonly #answer: ReturnType<typeof answerDaemonCalls>;
  #nextPerson = 0;
  #nextForm = 0;

  constructor(kiosk: Kiosk, close: () => void) {
    this.#kiosk = kiosk;
    this.#answer = answerDaemonCalls(kiosk);
    this.close = close;
  }

  /** The next of the people comes, enters a PIN and taps what is offered first. */
  async punch(): Promise<{ punchId: string; text: string } | null> {
    const pin = pins[(this.#nextPerson += 1) % pins.length] ?? '';
    const answer = tap(this.#kiosk, await identify(this.#kiosk, pin));
    if (answer.kind !== 'recorded') return null;
    const { punchId } = answer.punch;
    const text = this.punchesOnDevice().find((punch) => punch.punchId === punchId)?.text;
    if (text === undefined) this.violations.push(`C3: ${punchId} was confirmed before it was stored`);
    return { punchId, text: text ?? '' };
  }

  /** Somebody whom nobody knows fills in the form. */
  keepRecord(): { recordId: string; text: string } | null {
    this.#nextForm += 1;
    const kept = keepRecord(this.#kiosk, { kind: 'temporaryEmployee', temporaryEmployeeId: crypto.randomUUID(), firstName: 'Ana', lastName: `Form ${this.#nextForm}`, lastFour: '4321' });
    return kept.kind === 'stored' ? { recordId: kept.record.recordId, text: '' } : null;
  }

  recordsOnDevice(): RecordOnDevice[] {
    return this.#kiosk.connection.all(allRecords, {});
  }

  async answer<N extends DaemonCallName>(name: N, input: DaemonCallInput<N>): Promise<DaemonCallAnswer<N>> {
    const answer = await this.#answer(name, input);
    if (answer.kind === 'refusal') throw new Error(`main refused ${name}: ${answer.reason}`);
    return answer.result as DaemonCallAnswer<N>;
  }

  takeReport(report: SyncReport): void {
    this.#kiosk.state.takeReport(report);
  }

  atStart(): { nextSyncAtMs: number | null; startInRecovery: boolean; deviceToken: string } {
    const { settings, state, device } = this.#kiosk;
    const configuration = daemonConfigurationOf(settings, state, device);
    return { nextSyncAtMs: configuration?.nextSyncAtMs ?? null, startInRecovery: configuration?.startInRecovery ?? false, deviceToken: configuration?.deviceToken ?? '' };
  }

  punchesOnDevice(): PunchOnDevice[] {
    return this.#kiosk.connection.all(allPunches, {}).map(({ punch_id, status, record }) => ({ punchId: punch_id, status, text: record }));
  }

  isUpToDateWith(server: ModelServer): boolean {
    const { connection, settings } = this.#kiosk;
    const version = peopleVersion(settings);
    if (settings.read('cursor') !== server.cursor || countPeople(connection, version) !== server.employees.size) return false;
    return [...server.employees.keys()].every((employeeId) => findEmployee(connection, version, employeeId) !== null);
  }
}

function laterIn(time: SimulatedTime, delayMs: number, work: () => void): () => void {
  const id = time.setTimeout(work, delayMs);
  return () => time.clearTimeout(id);
}

/** The daemon of a simulation is not main's child: it comes and goes as the weather says. */
function noDaemon(): DaemonPort {
  throw new Error('the simulation starts the daemon itself');
}
