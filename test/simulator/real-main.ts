/**
 * The real main process as the kiosk's side of a simulation: its use cases over its encrypted database and journal in a
 * folder of its own. Only clock, timers, window, daemon link and the disk below are the simulation's.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { punch as punchSchema } from '../../shared/contracts/entities.ts';
import type { DaemonCallAnswer, DaemonCallInput, DaemonCallName, DaemonConfiguration, SyncReport } from '../../shared/contracts/daemon.ts';
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import { plainly } from '../../shared/lib/around-step.ts';
import type { LogEvent, LogFields } from '../../shared/lib/log-events.ts';
import { chainText } from '../../shared/rules/punch-chain.ts';
import type { CallOutcome } from '../../daemon/main-link.ts';
import { finishClearing } from '../../main/clearing.ts';
import { composeKiosk } from '../../main/compose-kiosk.ts';
import { answerDaemonCalls } from '../../main/daemon-calls.ts';
import { daemonConfigurationOf } from '../../main/daemon-configuration.ts';
import { peopleVersion } from '../../main/database/people.ts';
import { sweepAfterDownload } from '../../main/download.ts';
import type { DaemonPort, KeyStore } from '../../main/host.ts';
import type { Kiosk } from '../../main/kiosk.ts';
import { sleepless } from '../../main/machine-clock.ts';
import { keepRecord, type RecordContent } from '../../main/outbox.ts';
import { openStorage } from '../../main/open-storage.ts';
import { takeServerTime } from '../../main/server-time.ts';
import { identifyByPin } from '../../main/use-cases/identify-by-pin.ts';
import { recordPunch } from '../../main/use-cases/record-punch.ts';
import { MainDisk } from './main-disk.ts';
import type { MainSide, PunchOnDevice, PunchOutcome, RecordOnDevice, ServerTime } from './main-side.ts';
import type { KnownToDevice } from './server-side.ts';
import { DeviceClock, type SimulatedTime } from './simulated-time.ts';
import { employeesOf, outboxOf, punchesOf, recordOf } from './what-is-stored.ts';

/** What a kiosk's folder was made with. */
export interface KioskTemplate {
  readonly folder: string;
  readonly keyStore: KeyStore;
  readonly timeclockId: number;
  /** What people there enter. */
  readonly pins: readonly { readonly pin: string; readonly lastFour: string }[];
}

const bootAgainMs = 5_000;
/** The best-known time is this close to the true one where it is called trusted: half of the slowest answer that is believed. */
const trustedWithinMs = 15_100;

export class RealMain implements MainSide {
  readonly bringsBackCleared = true;
  readonly clock: DeviceClock;
  readonly timeclockId: number;
  readonly violations: string[] = [];
  /** What main took for a defect: it goes on, and so does the life. */
  readonly defects: string[] = [];
  readonly #time: SimulatedTime;
  readonly #template: KioskTemplate;
  readonly #disk: MainDisk;
  #kiosk: Kiosk | null = null;
  #answer: ReturnType<typeof answerDaemonCalls> | null = null;
  #deviceId = '';
  /** Changes with each life. */
  #life = 0;
  #untilKill: { steps: number; onKilled: () => void } | null = null;
  #dead: Kiosk[] = [];

  constructor(time: SimulatedTime, template: KioskTemplate) {
    this.#time = time;
    this.#template = template;
    this.timeclockId = template.timeclockId;
    this.clock = new DeviceClock(time);
    this.#disk = new MainDisk(template.folder);
    this.#disk.onStep = () => this.#step();
  }

  get deviceId(): string {
    return this.#deviceId;
  }

  get isAlive(): boolean {
    return this.#kiosk !== null;
  }

  get version(): number {
    return this.#disk.version;
  }

  get cursor(): string | null {
    return this.#living().settings.read('cursor');
  }

  async boot(): Promise<void> {
    if (this.#kiosk !== null) return;
    this.#buryDead();
    const opened = await openStorage(
      { dataFolder: this.#disk.folder, keyStore: this.#template.keyStore },
      () => this.clock.wallMs(),
      (event, fields) => this.#noteDefect(event, fields),
      { files: this.#disk.files },
    );
    if (opened.kind !== 'opened') {
      if (opened.reason !== 'folderNotWritable') this.violations.push(`H1: the kiosk is broken: ${opened.reason} ${this.defects.at(-1) ?? ''}`);
      await this.#time.wait(bootAgainMs);
      return await this.boot();
    }
    this.#disk.watch(opened.storage.connection);
    const timers = { after: (delayMs: number, work: () => void) => this.#later(delayMs, work), pause: () => this.#time.wait(1) };
    const facts = { deviceName: 'Simulated kiosk', platform: 'test', appVersion: '0.1.0', defaultServerUrl: 'https://server.example', ownAddresses: () => [] };
    const { kiosk } = composeKiosk({
      host: { startDaemon: noDaemon, emit: () => undefined, quit: () => undefined },
      storage: opened.storage,
      clock: sleepless(this.clock),
      timers,
      time: null,
      durably: plainly,
      log: (event, fields) => this.#noteDefect(event, fields),
      beginAfresh: () => undefined,
      provision: null,
      ...facts,
    });
    this.#kiosk = kiosk;
    this.#life += 1;
    this.#deviceId = kiosk.device.deviceId;
    this.#answer = answerDaemonCalls(kiosk);
    this.#disk.version += 1;
    void finishWhatWasBegun(kiosk);
  }

  /** One of the people comes, enters what the screen asks for, stands there, and taps what is offered first. */
  async punch(person: number, lingerMs: number): Promise<PunchOutcome> {
    const kiosk = this.#living();
    const life = this.#life;
    const somebody = this.#template.pins[person % this.#template.pins.length];
    const pin = kiosk.settings.read('timeclock')?.pinType === 'lastFourSsn' ? somebody?.lastFour : somebody?.pin;
    const answer = await identifyByPin(kiosk, { pin: pin ?? '' });
    if (answer.kind !== 'identified' || life !== this.#life) return { kind: 'nothing' };
    if (lingerMs > 0) await this.#time.wait(lingerMs);
    if (life !== this.#life || this.#kiosk === null) return { kind: 'nothing' };
    const { sessionId, allowed, workDate, assignmentId } = answer.offer;
    const [type] = allowed;
    if (type === undefined) return { kind: 'nothing' };
    const tapped = recordPunch(kiosk, { sessionId, tapId: crypto.randomUUID(), type, workDate, assignmentId });
    if (life !== this.#life || !this.isAlive) return { kind: 'nothing' };
    if (tapped.kind === 'notSaved') return { kind: 'notSaved' };
    return tapped.kind === 'recorded' ? this.#confirmed(tapped.punch.punchId) : { kind: 'nothing' };
  }

  #confirmed(punchId: string): PunchOutcome {
    const text = this.textOf(punchId);
    if (text === null) this.violations.push(`C3: ${punchId} was confirmed before it was stored`);
    else this.#checkTime(punchId, text);
    return { kind: 'confirmed', punchId, text: text ?? '' };
  }

  /** H4 */
  #checkTime(punchId: string, text: string): void {
    const { clockConfidence, bestKnownInstant } = punchSchema.parse(JSON.parse(text));
    const offMs = Math.abs(Date.parse(bestKnownInstant) - this.#time.wallMs());
    if (clockConfidence === 'trusted' && offMs > trustedWithinMs) this.violations.push(`H4: ${punchId} has a trusted time that is ${offMs} ms off`);
  }

  /** A form of somebody whom nobody knows, an undo, or a request. */
  keepRecord(chance: number): string | null {
    const kiosk = this.#living();
    const life = this.#life;
    const kept = keepRecord(kiosk, this.#content(kiosk, chance));
    return kept.kind === 'stored' && life === this.#life && this.isAlive ? kept.record.recordId : null;
  }

  #content({ connection, newId }: Kiosk, chance: number): RecordContent {
    const lastId = punchesOf(connection).at(-1)?.punchId;
    const punch = lastId === undefined ? null : punchSchema.parse(JSON.parse(this.textOf(lastId) ?? ''));
    if (punch === null || chance % 3 === 0) return { kind: 'temporaryEmployee', temporaryEmployeeId: newId(), firstName: 'Ana', lastName: `Form ${chance}`, lastFour: '4321' };
    if (chance % 3 === 1) return { kind: 'void', punchId: punch.punchId };
    return { kind: 'request', person: punch.person, request: 'missedPunch', punchId: null, type: 'clockOut', workDate: punch.workDate, proposedInstant: punch.bestKnownInstant, note: 'I forgot' };
  }

  recordsOnDevice(): readonly RecordOnDevice[] {
    return outboxOf(this.#living().connection);
  }

  async answer<N extends DaemonCallName>(name: N, input: DaemonCallInput<N>): Promise<CallOutcome<DaemonCallAnswer<N>>> {
    if (this.#answer === null) return await new Promise<never>(() => undefined);
    const answer = await this.#answer(name, input);
    return answer.kind === 'refusal' ? { kind: 'refused', reason: answer.reason } : { kind: 'answered', answer: answer.result as DaemonCallAnswer<N> };
  }

  takeReport(report: SyncReport): void {
    this.#unlessFull(() => this.#living().state.takeReport(report));
  }

  takeServerTime(told: ServerTime): void {
    const { settings, syncLog, state, time, whereabouts, log } = this.#living();
    this.#unlessFull(() => takeServerTime({ settings, syncLog, state, time, whereabouts, log }, told));
  }

  /** As the supervisor of the daemon does: what it reports can wait. */
  #unlessFull(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!isFull(error) && this.isAlive) throw error;
      return false;
    }
  }

  configuration(): DaemonConfiguration {
    const { settings, state, device } = this.#living();
    const configuration = daemonConfigurationOf(settings, state, device);
    if (configuration === null) throw new Error('the kiosk is not set up');
    return configuration;
  }

  kill(): void {
    if (this.#kiosk === null) return;
    this.#disk.cut();
    this.#dead.push(this.#kiosk);
    this.#kiosk.sessions.end();
    this.#kiosk = null;
    this.#answer = null;
    this.#untilKill = null;
  }

  killAtStep(steps: number, onKilled: () => void): void {
    this.#untilKill = { steps, onKilled };
  }

  fillDisk(what: 'journal' | 'database'): void {
    this.#disk.fill(what);
  }

  freeDisk(): void {
    this.#disk.free();
  }

  signIn(credentials: DeviceCredentials): boolean {
    const { settings } = this.#living();
    return this.#unlessFull(() => settings.write('enrolment', { serverUrl: 'https://server.example', credentials }));
  }

  punchesOnDevice(): readonly PunchOnDevice[] {
    return punchesOf(this.#living().connection);
  }

  textOf(punchId: string): string | null {
    const record = recordOf(this.#living().connection, punchId);
    return record === null ? null : JSON.stringify(punchSchema.parse(JSON.parse(record)));
  }

  known(): KnownToDevice {
    const { connection, settings } = this.#living();
    return { deviceId: this.#deviceId, cursor: settings.read('cursor'), people: employeesOf(connection, peopleVersion(settings)), properties: settings.read('timeclock') };
  }

  brokenChain(): string[] {
    const broken: string[] = [];
    let last: { readonly sequenceNumber: number; readonly hash: string } | null = null;
    for (const { punchId } of this.punchesOnDevice()) {
      const punch = punchSchema.parse(JSON.parse(z.string().parse(this.textOf(punchId))));
      if (createHash('sha256').update(chainText(punch)).digest('hex') !== punch.hash) broken.push(`H5: ${punchId} does not bear its own hash`);
      if (last !== null && punch.sequenceNumber === last.sequenceNumber + 1 && punch.previousHash !== last.hash) broken.push(`H5: ${punchId} does not follow on the punch before it`);
      last = punch;
    }
    return broken;
  }

  close(): void {
    this.kill();
    this.#buryDead();
    this.#disk.remove();
  }

  #noteDefect(event: LogEvent, fields: LogFields | undefined): void {
    if (event === 'main.defect' || event === 'database.notOpened') this.defects.push(`${event} ${JSON.stringify(fields)}`);
  }

  #living(): Kiosk {
    if (this.#kiosk === null) throw new Error('main is dead');
    return this.#kiosk;
  }

  #step(): void {
    if (this.#untilKill === null || this.#kiosk === null) return;
    this.#untilKill.steps -= 1;
    if (this.#untilKill.steps > 0) return;
    const { onKilled } = this.#untilKill;
    this.kill();
    onKilled();
  }

  #later(delayMs: number, work: () => void): () => void {
    const life = this.#life;
    const id = this.#time.setTimeout(() => {
      if (life === this.#life && this.isAlive) work();
    }, delayMs);
    return () => this.#time.clearTimeout(id);
  }

  #buryDead(): void {
    for (const { connection, journal } of this.#dead.splice(0)) {
      connection.close();
      journal.close();
    }
    this.#disk.sweep();
  }
}

/** As main does at its start. */
async function finishWhatWasBegun(kiosk: Kiosk): Promise<void> {
  try {
    await finishClearing(kiosk);
    await sweepAfterDownload(kiosk, kiosk.pacing);
  } catch {
    // A full disk, or the next kill: the next start does it.
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL';
}

/** The daemon of a simulation is not main's child: it comes and goes as the weather says. */
function noDaemon(): DaemonPort {
  throw new Error('the simulation starts the daemon itself');
}
