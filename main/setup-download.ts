/**
 * A5 to A8: everything that a kiosk needs comes down, page by page, resumable at any kill: the place of the next page is
 * stored in the transaction that stages the last piece of the page before. When all is there, the data, the cursor and the
 * setup-complete flag come into force in one transaction (A7). What goes wrong pauses with a countdown, and is tried again.
 */
import type { EmployeesReceived } from '../shared/contracts/received.ts';
import type { SyncFailure } from '../shared/contracts/daemon.ts';
import type { ProblemCode } from '../shared/contracts/problems.ts';
import type { SetupRecord } from './database/settings.ts';
import { stagedOrganisation, stagedTimeclock, stageOrganisation, stageTexts, stageTimeclock } from './database/staged.ts';
import { beginStaging, bringIntoForce, stageChangesInPieces, stageEmployees } from './download.ts';
import type { DownloadControl, Kiosk } from './kiosk.ts';
import { notePassedOver } from './note-faults.ts';
import { PassedOver } from './passed-over.ts';
import { readChange, readNewcomer, type InForce } from './read-changes.ts';
import { otherVersion } from './server-failure.ts';
import type { PauseProblem } from './setup-progress.ts';

type DownloadRecord = Extract<SetupRecord, { step: 'download' }>;
type Kiosks = Pick<Kiosk, 'connection' | 'settings' | 'relay' | 'setup' | 'state' | 'daemon' | 'timers' | 'pacing' | 'log' | 'punchStore' | 'emit' | 'safekeeping' | 'syncLog' | 'time'> & { readonly wallMs: () => number };

type StepOutcome = { kind: 'goOn' } | { kind: 'finished' } | { kind: 'paused'; problem: PauseProblem };

/** A kiosk that is not set up yet. */
const nothingInForce: InForce = { timeclock: () => null, organisation: () => null, employee: () => null };
const pageTimeoutMs = 30_000;
const pageSize = 500;
const firstRetryMs = 2_000;
const longestRetryMs = 60_000;

export class SetupDownload implements DownloadControl {
  readonly #kiosk: Kiosks;
  #isRunning = false;
  #isStopped = false;
  #failures = 0;
  #cancelRetry: () => void = () => undefined;

  constructor(kiosk: Kiosks) {
    this.#kiosk = kiosk;
  }

  isRunning(): boolean {
    return this.#isRunning;
  }

  /** Begins or resumes; nothing while it runs. */
  start(): void {
    if (this.#isRunning || this.#isStopped) return;
    this.cancelRetry();
    this.#isRunning = true;
    this.#kiosk.log('setup.downloadBegun');
    void this.#run()
      .catch((error: unknown) => this.#kiosk.log('main.defect', { where: 'setupDownload', why: String(error) }))
      .finally(() => (this.#isRunning = false));
  }

  cancelRetry(): void {
    this.#cancelRetry();
    this.#cancelRetry = () => undefined;
    this.#kiosk.setup.setPaused(null);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelRetry();
  }

  async #run(): Promise<void> {
    for (;;) {
      const outcome = await this.#step();
      if (this.#isStopped) return;
      if (outcome.kind === 'paused') {
        this.#pause(outcome.problem);
        return;
      }
      this.#failures = 0;
      if (outcome.kind === 'finished') return;
    }
  }

  async #step(): Promise<StepOutcome> {
    const record = this.#kiosk.setup.record();
    // A commit that failed may have been done all the same (C3): then setup is over, and nobody was told yet.
    if (record === null) this.#announce([]);
    if (record?.step !== 'download') return { kind: 'finished' };
    try {
      if (record.employees === 'begun') return await this.#fetchEmployees(record);
      if (!record.textsStored) return await this.#fetchTexts(record);
      if (record.changes === 'toRead') return await this.#fetchChanges(record);
      return this.#finish(record);
    } catch (error) {
      this.#kiosk.log('main.defect', { where: 'setupDownload', why: error instanceof Error ? error.message : String(error) });
      return { kind: 'paused', problem: isDiskFull(error) ? 'diskFull' : 'notSaved' };
    }
  }

  async #fetchEmployees(record: DownloadRecord): Promise<StepOutcome> {
    const { relay, pacing } = this.#kiosk;
    const after = record.next;
    const outcome = await relay.ask({ route: 'readEmployees', ...serverOf(record), input: { limit: pageSize, ...(after === null ? {} : { after }) }, timeoutMs: pageTimeoutMs });
    if (outcome.kind === 'failed') return { kind: 'paused', problem: problemOf(outcome.failure) };
    if (outcome.kind === 'problem') return this.#refused(record, outcome.code);
    if (after === null) await beginStaging(this.#kiosk, pacing, 'people');
    const passedOver = new PassedOver();
    const read = outcome.answer.employees.map(readNewcomer);
    for (const { employee, faults } of read) {
      if (employee === null) passedOver.takeUnusable(faults);
      else passedOver.takeUsable({ of: 'employee', id: employee.employeeId }, faults);
    }
    await stageEmployees(
      this.#kiosk,
      pacing,
      read.flatMap(({ employee }) => (employee === null ? [] : [employee])),
    );
    notePassedOver(this.#kiosk, passedOver, after === null);
    this.#kiosk.setup.store(afterPage(record, outcome.answer));
    return { kind: 'goOn' };
  }

  async #fetchTexts(record: DownloadRecord): Promise<StepOutcome> {
    const outcome = await this.#kiosk.relay.ask({ route: 'readTexts', ...serverOf(record), input: {}, timeoutMs: pageTimeoutMs });
    if (outcome.kind === 'failed') return { kind: 'paused', problem: problemOf(outcome.failure) };
    if (outcome.kind === 'problem') return this.#refused(record, outcome.code);
    this.#kiosk.connection.transaction(() => {
      stageOrganisation(this.#kiosk.connection, record.organisation);
      stageTimeclock(this.#kiosk.connection, record.properties);
      for (const [language, texts] of Object.entries(outcome.answer.texts)) this.#stageTexts(language, texts);
      this.#kiosk.settings.write('setup', { ...record, textsStored: true });
    });
    this.#kiosk.setup.setFinishing(true);
    return { kind: 'goOn' };
  }

  /** D5: where everybody stands, who may administrate, and what changed since the first page. Without it whoever is at work already would seem not to be. */
  async #fetchChanges(record: DownloadRecord): Promise<StepOutcome> {
    const cursor = record.cursor ?? '';
    const outcome = await this.#kiosk.relay.ask({ route: 'readChanges', ...serverOf(record), input: { cursor, limit: pageSize }, timeoutMs: pageTimeoutMs });
    if (outcome.kind === 'failed') return { kind: 'paused', problem: problemOf(outcome.failure) };
    if (outcome.kind === 'problem') return this.#refused(record, outcome.code);
    const { changes, more, cursor: next } = outcome.answer;
    if (more && next === cursor) return { kind: 'paused', problem: 'serverAway' };
    const passedOver = new PassedOver();
    await stageChangesInPieces(this.#kiosk, this.#kiosk.pacing, { scope: 'everything', passedOver }, changes);
    notePassedOver(this.#kiosk, passedOver, false);
    this.#kiosk.setup.store({ ...record, cursor: next, changes: more ? 'toRead' : 'read' });
    return { kind: 'goOn' };
  }

  #stageTexts(language: string, texts: unknown): void {
    const read = readChange({ kind: 'texts', language, texts }, nothingInForce);
    const passedOver = new PassedOver();
    if (read.kind === 'usable') passedOver.takeUsable({ of: 'texts', id: language }, read.faults);
    else passedOver.takeUnusable(read.faults);
    notePassedOver(this.#kiosk, passedOver, false);
    if (read.kind === 'usable' && read.change.kind === 'texts') stageTexts(this.#kiosk.connection, language, read.change.texts);
  }

  /** A7: flag, data, cursor and the time of the first sync, all or nothing. */
  #finish(record: DownloadRecord): StepOutcome {
    const { connection, settings } = this.#kiosk;
    const languages = connection.transaction(() => {
      // Of a setup that an older program began, they are not staged yet.
      if (stagedOrganisation(connection) === null) stageOrganisation(connection, record.organisation);
      if (stagedTimeclock(connection) === null) stageTimeclock(connection, record.properties);
      const { languages: changed } = bringIntoForce(this.#kiosk, { cursor: record.cursor ?? '', scope: 'everything', nowMs: this.#kiosk.wallMs() });
      settings.write('enrolment', { serverUrl: record.serverUrl, credentials: record.credentials });
      settings.write('serverEpoch', record.credentials.serverEpoch);
      settings.write('sync', { nextSyncAtMs: this.#kiosk.wallMs() + record.properties.syncIntervalSeconds * 1000, lastSuccessAt: null, lastFailure: null });
      if (settings.read('chainHead') === null && this.#kiosk.punchStore.head().sequenceNumber === 0) continueChain(settings, record);
      settings.clear('setup');
      return changed;
    });
    this.#announce(languages);
    return { kind: 'finished' };
  }

  #announce(languages: readonly string[]): void {
    const { log, punchStore, setup, state, emit, daemon, safekeeping } = this.#kiosk;
    punchStore.forgetHead();
    safekeeping.keep();
    setup.setFinishing(false);
    state.announceKiosk();
    state.recount();
    for (const language of languages) emit('textsChanged', { language });
    daemon.configure();
    log('setup.completed');
  }

  #refused(record: DownloadRecord, code: ProblemCode): StepOutcome {
    if (code !== 'pageTokenUnknown' && code !== 'cursorUnknown') return { kind: 'paused', problem: code === 'overloaded' || code === 'internal' ? 'serverAway' : 'refused' };
    this.#kiosk.setup.store({ ...record, next: null, cursor: null, employees: 'begun', changes: 'toRead', done: 0, total: null });
    return { kind: 'paused', problem: 'serverAway' };
  }

  #pause(problem: PauseProblem): void {
    const { timers, setup, log, wallMs } = this.#kiosk;
    const delayMs = Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures);
    this.#failures = Math.min(10, this.#failures + 1);
    log('setup.paused', { problem, delayMs });
    this.#cancelRetry = timers.after(delayMs, () => this.start());
    setup.setPaused({ problem, retryAtMs: wallMs() + delayMs });
  }
}

function serverOf(record: DownloadRecord): { serverUrl: string; deviceToken: string } {
  return { serverUrl: record.serverUrl, deviceToken: record.credentials.deviceToken };
}

function afterPage(record: DownloadRecord, page: EmployeesReceived): DownloadRecord {
  const done = record.done + page.employees.length;
  return { ...record, next: page.next, cursor: record.cursor ?? page.cursor, employees: page.next === null ? 'complete' : 'begun', done, total: Math.max(page.total, done) };
}

/** A device that the server knows from before goes on with the numbers that the server expects (H5), or behind the punches that were set aside (A10). */
function continueChain(settings: Kiosks['settings'], record: DownloadRecord): void {
  const { nextSequenceNumber, lastHash } = record.credentials;
  const before = settings.read('chainBefore');
  settings.clear('chainBefore');
  if (before?.tenantId === record.organisation.tenantId && before.sequenceNumber >= nextSequenceNumber) {
    const { sequenceNumber, hash } = before;
    settings.write('chainHead', { sequenceNumber, hash, position: null });
    settings.write('chainAside', { after: nextSequenceNumber - 1, upTo: sequenceNumber });
    settings.write('goneUpTo', sequenceNumber);
    return;
  }
  if (nextSequenceNumber > 1) settings.write('chainHead', { sequenceNumber: nextSequenceNumber - 1, hash: lastHash, position: null });
}

function problemOf(failure: SyncFailure): PauseProblem {
  switch (failure.kind) {
    case 'timeout':
      return 'timeout';
    case 'notOurServer':
      return failure.sign ?? 'notOurServer';
    case 'badAnswer':
      return otherVersion(failure.server);
    case 'unauthorised':
    case 'tlsRequired':
      return 'refused';
    case 'unreachable':
    case 'serverError':
    case 'tooLarge':
    case 'cursorUnknown':
    case 'mainRefused':
      return 'serverAway';
  }
}

const fullDisk: ReadonlySet<unknown> = new Set(['SQLITE_FULL', 'ENOSPC', 'EDQUOT']);

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && fullDisk.has(error.code);
}
