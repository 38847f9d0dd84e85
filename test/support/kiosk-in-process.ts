/** A kiosk in this process: real database and journal in a folder of its own, a clock that stands still, no daemon and no window. */
import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Employee, TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { CallAnswer, CallInput, EventBody, EventName } from '../../shared/contracts/ipc.ts';
import type { Offer } from '../../shared/contracts/punch-calls.ts';
import { ManualClock } from '../../shared/lib/clock.ts';
import type { LogEvent, LogFields } from '../../shared/lib/log-events.ts';
import { decideSetAside } from '../../main/afresh/set-aside.ts';
import { composeKiosk, type ComposedKiosk } from '../../main/compose-kiosk.ts';
import { plainly } from '../../shared/lib/around-step.ts';
import { beginStaging, bringIntoForce, stageEmployees } from '../../main/download.ts';
import type { DaemonPort, KeyStore } from '../../main/host.ts';
import type { Kiosk } from '../../main/kiosk.ts';
import { sleepless } from '../../main/machine-clock.ts';
import type { ProvisionSource } from '../../main/provisioning/provision-source.ts';
import { openStorage } from '../../main/open-storage.ts';
import { identifyByPin } from '../../main/use-cases/identify-by-pin.ts';
import { recordPunch } from '../../main/use-cases/record-punch.ts';
import { defaultTimeclock } from '../../server/default-timeclock.ts';
import { ManualTimers } from './manual-timers.ts';
import { testCredentials } from './kiosk-people.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export { assignmentOf, hashOf, somebody, testCredentials } from './kiosk-people.ts';

/** A Monday, 08:00 in Chicago. */
export const mondayMs = Date.parse('2026-11-23T14:00:00.000Z');
export interface Heard {
  readonly name: EventName;
  readonly body: unknown;
}

export interface KioskInProcess extends ComposedKiosk {
  readonly kiosk: Kiosk;
  readonly folder: string;
  readonly clock: ManualClock;
  readonly timers: ManualTimers;
  readonly events: Heard[];
  readonly logged: { readonly event: LogEvent; readonly fields: LogFields | undefined }[];
  readonly daemon: ScriptedDaemon;
  /** Exit codes that the host was asked to end with. */
  readonly quits: number[];
  readonly keyStore: KeyStore;
  /** What the last event of that name said. */
  lastEvent<N extends EventName>(name: N): EventBody<N> | undefined;
}

/** A daemon that the test plays: what main tells it is kept, what it tells main comes from the test. */
export class ScriptedDaemon {
  readonly told: unknown[] = [];
  starts = 0;
  #say: (message: unknown) => void = () => undefined;
  #exit: (exitCode: number | null) => void = () => undefined;

  start(): DaemonPort {
    this.starts += 1;
    const said: ((message: unknown) => void)[] = [];
    const exited: ((exitCode: number | null) => void)[] = [];
    this.#say = (message) => said.forEach((listener) => listener(message));
    this.#exit = (exitCode) => exited.forEach((listener) => listener(exitCode));
    return {
      pid: this.starts,
      send: (message) => void this.told.push(message),
      onMessage: (listener) => void said.push(listener),
      onExit: (listener) => void exited.push(listener),
      kill: () => this.#exit(null),
    };
  }

  /** As the daemon would, over its link. */
  say(message: unknown): void {
    this.#say(message);
  }

  die(): void {
    this.#exit(null);
  }
}

export interface ArrangeOptions {
  /** An existing kiosk's folder and key, as after a restart. */
  readonly restartOf?: Pick<KioskInProcess, 'folder' | 'keyStore' | 'clock'>;
  /** K14: the device's own addresses; none where they are not given. */
  readonly ownAddresses?: readonly string[];
  /** A9 */
  readonly provision?: ProvisionSource;
  /** Told of each event as it happens; a page is one that listens. */
  readonly onEvent?: (heard: Heard) => void;
}

/** A kiosk that is not set up; closed when the test ends. */
export async function arrangeKiosk(options: ArrangeOptions = {}): Promise<KioskInProcess> {
  const folder = options.restartOf?.folder ?? newFolder();
  const keyStore = options.restartOf?.keyStore ?? keyInMemory();
  const clock = options.restartOf?.clock ?? new ManualClock(mondayMs);
  const timers = new ManualTimers();
  const events: Heard[] = [];
  const logged: KioskInProcess['logged'] = [];
  const daemon = new ScriptedDaemon();
  const quits: number[] = [];
  const tell = (heard: Heard): void => {
    events.push(heard);
    options.onEvent?.(heard);
  };
  const log = (event: LogEvent, fields?: LogFields): void => void logged.push({ event, fields });
  const opened = await openStorage({ dataFolder: folder, keyStore }, () => clock.wallMs(), log);
  if (opened.kind !== 'opened') throw new Error(`the kiosk is broken: ${opened.reason}`);
  const host = { startDaemon: () => daemon.start(), emit: <N extends EventName>(name: N, body: EventBody<N>) => tell({ name, body }), quit: (exitCode: number) => void quits.push(exitCode) };
  const facts = { deviceName: 'Test kiosk', platform: 'test', appVersion: '0.1.0', defaultServerUrl: 'http://127.0.0.1:4780', ownAddresses: () => options.ownAddresses ?? [] };
  const composed = composeKiosk({
    host,
    storage: opened.storage,
    clock: sleepless(clock),
    timers,
    time: null,
    durably: plainly,
    log,
    provision: options.provision ?? null,
    beginAfresh: (setAsideFolder, carried) => decideSetAside(folder, setAsideFolder, carried),
    ...facts,
  });
  onTestFinished(() => {
    composed.kiosk.connection.close();
    composed.kiosk.journal.close();
  });
  const lastEvent = <N extends EventName>(name: N): EventBody<N> | undefined => events.findLast((heard) => heard.name === name)?.body as EventBody<N> | undefined;
  return { ...composed, folder, clock, timers, events, logged, daemon, quits, keyStore, lastEvent };
}

/** A kiosk that is set up, with these people. */
export async function arrangeReadyKiosk(people: readonly Employee[], properties: Partial<TimeclockProperties> = {}, options: ArrangeOptions = {}): Promise<KioskInProcess> {
  const arranged = await arrangeKiosk(options);
  await setUpInPlace(arranged.kiosk, people, properties);
  return arranged;
}

/** What the download of setup leaves behind, without a server. */
export async function setUpInPlace(kiosk: Kiosk, people: readonly Employee[], properties: Partial<TimeclockProperties> = {}): Promise<void> {
  const timeclock = { ...defaultTimeclock({ timeclockId: 1042, name: 'Dock 4', timeZone: 'America/Chicago', punchTemplate: { kind: 'fourEntries' } }), ...properties };
  await beginStaging(kiosk, kiosk.pacing, 'people');
  await stageEmployees(kiosk, kiosk.pacing, people);
  kiosk.connection.transaction(() => {
    bringIntoForce(kiosk, { cursor: 'cursor-1', scope: 'people', nowMs: kiosk.time.now().bestKnownMs });
    kiosk.settings.write('timeclock', timeclock);
    kiosk.settings.write('organisation', { tenantId: 'northwind', name: 'Northwind Foods', alias: 'NWF', timeZone: 'America/Chicago', locale: 'en-US', firstDayOfWeek: 7 });
    kiosk.settings.write('enrolment', { serverUrl: 'http://127.0.0.1:4780', credentials: testCredentials });
  });
}

/** Somebody enters the PIN; throws where that identifies nobody. */
export async function identify(kiosk: Kiosk, pin: string): Promise<Offer> {
  const answer = await identifyByPin(kiosk, { pin });
  if (answer.kind !== 'identified') throw new Error(`the PIN gave ${answer.kind}`);
  return answer.offer;
}

/** A tap on what is offered first, or on `type`. */
export function tap(kiosk: Kiosk, offer: Offer, facts: Partial<CallInput<'recordPunch'>> = {}): CallAnswer<'recordPunch'> {
  const [type] = offer.allowed;
  if (type === undefined) throw new Error('nothing is offered');
  return recordPunch(kiosk, { sessionId: offer.sessionId, tapId: crypto.randomUUID(), type, workDate: offer.workDate, assignmentId: offer.assignmentId, ...facts });
}

/** Identifies and taps; the punch that was recorded. */
export async function punchOnce(kiosk: Kiosk, pin: string): Promise<Extract<CallAnswer<'recordPunch'>, { kind: 'recorded' }>['punch']> {
  const answer = tap(kiosk, await identify(kiosk, pin));
  if (answer.kind !== 'recorded') throw new Error(`the tap gave ${answer.kind}`);
  return answer.punch;
}

export function keyInMemory(key: Buffer | null = null): KeyStore {
  let stored = key;
  return {
    load: () => Promise.resolve(stored === null ? { kind: 'missing' } : { kind: 'key', key: stored }),
    create: () => {
      stored = randomBytes(32);
      return Promise.resolve(stored);
    },
    keep: (given) => {
      if (stored !== null) return Promise.reject(new Error('there is a key'));
      stored = given;
      return Promise.resolve();
    },
  };
}

function newFolder(): string {
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}
