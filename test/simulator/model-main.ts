/**
 * The main process as a model: what it has stored survives everything, as SQLite does. It checks what the daemon asks
 * against the contract, and notes in `violations` what a daemon must never do.
 */
import type { Verdict } from '../../shared/contracts/entities.ts';
import type { Entry } from '../../shared/contracts/entries.ts';
import { daemonCalls, type DaemonCallAnswer, type DaemonCallInput, type DaemonCallName, type SyncReport } from '../../shared/contracts/daemon.ts';
import type { DeviceStatus } from '../../shared/contracts/http.ts';
import type { RecordVerdict } from '../../shared/contracts/records.ts';
import { countingIds } from './identifiers.ts';
import type { MainSide, PunchOnDevice, RecordOnDevice } from './main-side.ts';
import type { ModelServer } from './model-server.ts';
import { goodToken } from './model-tokens.ts';

interface StoredPunch {
  punchId: string;
  sequence: number;
  text: string;
  status: 'pending' | 'synced' | 'failed' | 'cleared';
  isRefused: boolean;
  retryAtMs: number;
}

/** K9: something that travels beside punches, behind the punch that was the last when it was made. */
interface StoredRecord {
  recordId: string;
  number: number;
  afterSequence: number;
  text: string;
  status: 'pending' | 'settled';
  retryAtMs: number;
}

/** A refused punch or record is offered again after this. */
const refusedForMs = 20_000;
/** As the real main does. */
const renewTokenBeforeMs = 45 * 86_400_000;
/** The model's time begins here. */
const startWallMs = Date.UTC(2026, 10, 23, 6);

type Answers = { [N in DaemonCallName]: (input: DaemonCallInput<N>) => DaemonCallAnswer<N> };

export class ModelMain implements MainSide {
  readonly punches: StoredPunch[] = [];
  readonly records: StoredRecord[] = [];
  readonly violations: string[] = [];
  employees = new Set<string>();
  cursor: string | null = null;
  nextSyncAtMs: number | null = null;
  /** What the daemon reported last. */
  report: SyncReport | null = null;
  completedSyncs = 0;
  /** D9: what is stored survives everything. */
  #token = { deviceToken: goodToken, expiresAtMs: Infinity };
  #staged: { full: boolean; changes: DaemonCallInput<'stageChanges'>['changes'] } = { full: false, changes: [] };
  #recoveryUpTo: { sequence: number; record: number } | null = null;
  #isDownloadApplied = false;
  #isUploadAnswered = false;
  #nextId = countingIds('punch');
  #nextRecordId = countingIds('record');
  #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  punch(): Promise<{ punchId: string; text: string }> {
    const punchId = this.#nextId();
    const sequence = this.punches.length + 1;
    const text = JSON.stringify({ punchId, sequence });
    this.punches.push({ punchId, sequence, text, status: 'pending', isRefused: false, retryAtMs: 0 });
    return Promise.resolve({ punchId, text });
  }

  keepRecord(): { recordId: string; text: string } {
    const recordId = this.#nextRecordId();
    const text = JSON.stringify({ recordId });
    this.records.push({ recordId, number: this.records.length + 1, afterSequence: this.punches.length, text, status: 'pending', retryAtMs: 0 });
    return { recordId, text };
  }

  recordsOnDevice(): RecordOnDevice[] {
    return this.records.map(({ recordId, status }) => ({ recordId, status }));
  }

  takeReport(report: SyncReport): void {
    this.report = report;
  }

  atStart(): { nextSyncAtMs: number | null; startInRecovery: boolean; deviceToken: string } {
    return { deviceToken: this.#token.deviceToken, nextSyncAtMs: this.nextSyncAtMs, startInRecovery: this.report?.online === false || this.report?.recovery === true };
  }

  punchesOnDevice(): PunchOnDevice[] {
    return this.punches.flatMap(({ punchId, status, text }) => (status === 'cleared' ? [] : [{ punchId, status, text }]));
  }

  isUpToDateWith(server: ModelServer): boolean {
    return this.cursor === server.cursor && this.employees.size === server.employees.size && [...server.employees.keys()].every((employeeId) => this.employees.has(employeeId));
  }

  close(): void {
    this.punches.length = 0;
  }

  answer<N extends DaemonCallName>(name: N, input: DaemonCallInput<N>): DaemonCallAnswer<N> {
    const checked = daemonCalls[name].input.safeParse(input);
    if (!checked.success) this.violations.push(`${name}: ${checked.error.message}`);
    const answers: Answers = this.#answers;
    return answers[name](input);
  }

  #answers: Answers = {
    beginSync: ({ recovery }) => {
      const due = this.#due({ sequence: Infinity, record: Infinity });
      const upTo = { upToSequence: this.punches.length, upToRecord: this.records.length };
      if (recovery) this.#recoveryUpTo = { sequence: upTo.upToSequence, record: upTo.upToRecord };
      this.#isDownloadApplied = false;
      this.#isUploadAnswered = false;
      return { pending: due.length, ...upTo, lastSyncAt: null, cursor: this.cursor, tokenRenewalDue: this.#token.expiresAtMs - this.#nowMs() < renewTokenBeforeMs };
    },
    takeBatch: ({ afterSequence, afterRecord, upToSequence, upToRecord, maxCount }) => {
      const batch = this.#due({ sequence: upToSequence, record: upToRecord })
        .filter((one) => ('sequence' in one ? one.sequence > afterSequence : one.number > afterRecord))
        .slice(0, maxCount);
      const punches = batch.flatMap((one) => ('sequence' in one ? [one] : []));
      const records = batch.flatMap((one) => ('sequence' in one ? [] : [one]));
      const last = { lastSequence: punches.at(-1)?.sequence ?? afterSequence, lastRecord: records.at(-1)?.number ?? afterRecord };
      return { punches: punches.map((punch) => punch.text), records: records.map((record) => record.text), ...last, status: this.#status() };
    },
    settleBatch: ({ verdicts, recordVerdicts }) => {
      for (const verdict of verdicts) this.#settle(verdict);
      for (const verdict of recordVerdicts) this.#settleRecord(verdict);
      const count = (kind: Verdict['kind']): number => verdicts.filter((verdict) => verdict.kind === kind).length;
      return { kind: 'done', synced: count('accepted') + count('duplicate'), refused: count('refused'), failed: count('failed') };
    },
    noteChainGaps: () => ({ kind: 'done' }),
    completeUpload: () => {
      this.#isUploadAnswered = true;
      return { kind: 'done' };
    },
    stageChanges: ({ changes, full, first }) => {
      if (!this.#isUploadAnswered) this.violations.push('D5: a download began before the upload was answered');
      this.#staged = { full, changes: [...(first ? [] : this.#staged.changes), ...changes] };
      return { kind: 'done' };
    },
    applyChanges: ({ cursor }) => {
      if (this.#staged.full) this.employees.clear();
      for (const change of this.#staged.changes) {
        if (change.kind === 'employee') this.employees.add(change.employee.employeeId);
        if (change.kind === 'employeeRemoved') this.employees.delete(change.employeeId);
        if (change.kind === 'entry') this.#settleByEntry(change.entry);
      }
      this.#staged = { full: false, changes: [] };
      this.cursor = cursor;
      this.#isDownloadApplied = true;
      return { kind: 'done' };
    },
    clearSynced: () => this.#clear(),
    completeSync: ({ failure, nextSyncAtMs, recovery }) => {
      this.nextSyncAtMs = nextSyncAtMs;
      if (failure === null) this.completedSyncs += 1;
      if (failure === null && recovery) this.#recoveryUpTo = null;
      return { kind: 'done' };
    },
    storeToken: ({ deviceToken, tokenExpiresAt, replaces }) => {
      if (replaces !== this.#token.deviceToken) this.violations.push('D9: a token was renewed that is not in use any more');
      this.#token = { deviceToken, expiresAtMs: Date.parse(tokenExpiresAt) - startWallMs };
      return { kind: 'done' };
    },
    storeSealingKey: () => ({ kind: 'done' }),
    pruneRetained: () => ({ kind: 'done', pruned: 0 }),
  };

  #clear(): DaemonCallAnswer<'clearSynced'> {
    if (this.#recoveryUpTo === null) this.violations.push('F4: cleared outside of a recovery');
    if (!this.#isUploadAnswered || !this.#isDownloadApplied) this.violations.push('K7: cleared before upload and download were done');
    const upTo = this.#recoveryUpTo ?? { sequence: 0, record: 0 };
    const unsettled = (status: StoredPunch['status']): number => this.punches.filter((punch) => punch.sequence <= upTo.sequence && punch.status === status).length;
    const records = this.records.filter((record) => record.number <= upTo.record && record.status === 'pending').length;
    const [pending, failed] = [unsettled('pending') + records, unsettled('failed')];
    if (pending + failed > 0) return { kind: 'kept', pending, failed };
    const synced = this.punches.filter((punch) => punch.sequence <= upTo.sequence && punch.status === 'synced');
    for (const punch of synced) punch.status = 'cleared';
    return { kind: 'cleared', punches: synced.length };
  }

  /** In the order in which they were made: a record behind the punch that was the last then. */
  #due(upTo: { sequence: number; record: number }): (StoredPunch | StoredRecord)[] {
    const isDue = (one: StoredPunch | StoredRecord): boolean => one.status === 'pending' && one.retryAtMs <= this.#nowMs() && ('sequence' in one ? one.sequence <= upTo.sequence : one.number <= upTo.record);
    const placeOf = (one: StoredPunch | StoredRecord): number => ('sequence' in one ? one.sequence : one.afterSequence + 0.5);
    return [...this.punches, ...this.records].filter(isDue).sort((one, other) => placeOf(one) - placeOf(other));
  }

  #settleRecord(verdict: RecordVerdict): void {
    const record = this.records.find((one) => one.recordId === verdict.recordId);
    if (record === undefined) return;
    if (verdict.kind === 'refused') record.retryAtMs = this.#nowMs() + refusedForMs;
    else record.status = 'settled';
  }

  #settle(verdict: Verdict): void {
    const punch = this.punches.find((one) => one.punchId === verdict.punchId);
    if (punch === undefined || punch.status !== 'pending') return;
    punch.isRefused = verdict.kind === 'refused';
    if (verdict.kind === 'refused') punch.retryAtMs = this.#nowMs() + refusedForMs;
    else punch.status = verdict.kind === 'failed' ? 'failed' : 'synced';
  }

  #settleByEntry(entry: Entry): void {
    const punch = this.punches.find((one) => one.punchId === entry.punchId);
    const isAnswered = punch?.status === 'failed' || (punch?.status === 'pending' && punch.isRefused);
    if (punch !== undefined && isAnswered && entry.state === 'accepted') punch.status = 'synced';
  }

  #status(): DeviceStatus {
    const count = (status: StoredPunch['status']): number => this.punches.filter((punch) => punch.status === status).length;
    return { pending: count('pending'), failed: count('failed'), oldestPendingAt: null, clockOffsetMs: null, zoneDataEdition: '2026a', deviceName: 'Model', platform: 'test', appVersion: '1.0.0' };
  }
}
