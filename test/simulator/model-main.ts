/**
 * The main process as a model: what it has stored survives everything, as SQLite does. It checks what the daemon asks
 * against the contract, and notes in `violations` what a daemon must never do.
 */
import type { Employee, SyncStatus, Verdict } from '../../shared/contracts/entities.ts';
import { change, type Change, type Entry } from '../../shared/contracts/entries.ts';
import { daemonCalls, type DaemonCallAnswer, type DaemonCallInput, type DaemonCallName, type DaemonConfiguration, type SyncReport } from '../../shared/contracts/daemon.ts';
import type { DeviceCredentials, DeviceStatus } from '../../shared/contracts/http.ts';
import type { RecordVerdict } from '../../shared/contracts/records.ts';
import type { CallOutcome } from '../../daemon/main-link.ts';
import { countingIds } from './identifiers.ts';
import type { MainSide, PunchOnDevice, PunchOutcome, RecordOnDevice } from './main-side.ts';
import { goodToken } from './model-tokens.ts';
import type { KnownToDevice } from './server-side.ts';
import { DeviceClock, SimulatedTime } from './simulated-time.ts';

interface ModelPunch {
  punchId: string;
  sequence: number;
  text: string;
  /** A cleared one stays in the journal. */
  status: SyncStatus | 'cleared';
  isRefused: boolean;
  retryAtMs: number;
}

/** K9: something that travels beside punches, behind the punch that was the last when it was made. */
interface ModelRecord {
  recordId: string;
  number: number;
  afterSequence: number;
  text: string;
  status: 'pending' | 'settled';
  isRefused: boolean;
  retryAtMs: number;
}

interface Place {
  readonly sequence: number;
  readonly record: number;
}

/** A refused punch or record is offered again after this. */
const refusedForMs = 20_000;
/** As the real main does. */
const renewTokenBeforeMs = 45 * 86_400_000;
export const syncIntervalMs = 45_000;

type Answers = { [N in DaemonCallName]: (input: DaemonCallInput<N>) => DaemonCallAnswer<N> };

export class ModelMain implements MainSide {
  readonly deviceId = 'device-1';
  readonly timeclockId = 1042;
  readonly bringsBackCleared = true;
  readonly clock: DeviceClock;
  readonly punches: ModelPunch[] = [];
  readonly records: ModelRecord[] = [];
  readonly violations: string[] = [];
  version = 0;
  isAlive = true;
  employees = new Map<string, Employee>();
  cursor: string | null = null;
  nextSyncAtMs: number | null = null;
  /** What the daemon reported last. */
  report: SyncReport | null = null;
  completedSyncs = 0;
  /** D9: what is stored survives everything. */
  #token = { deviceToken: goodToken, expiresAtMs: Infinity };
  #staged: { full: boolean; changes: Change[] } | null = null;
  #recoveryUpTo: Place | null = null;
  #behind = '';
  #isDiskFull = false;
  #nextId = countingIds('punch');
  #nextRecordId = countingIds('record');
  readonly #nowMs: () => number;
  #untilKill: { steps: number; onKilled: () => void } | null = null;

  constructor(nowMs: () => number, clock = new DeviceClock(new SimulatedTime())) {
    this.#nowMs = nowMs;
    this.clock = clock;
  }

  punch(_person = 0, _lingerMs = 0): Promise<PunchOutcome> {
    if (this.#isDiskFull) return Promise.resolve({ kind: 'notSaved' });
    const punchId = this.#nextId();
    const sequence = this.punches.length + 1;
    const text = JSON.stringify({ punchId, sequenceNumber: sequence, previousHash: hashOf(sequence - 1), hash: hashOf(sequence) });
    if (this.#diesHere()) return Promise.resolve({ kind: 'nothing' });
    this.punches.push({ punchId, sequence, text, status: 'pending', isRefused: false, retryAtMs: 0 });
    this.version += 1;
    return Promise.resolve(this.#diesHere() ? { kind: 'nothing' } : { kind: 'confirmed', punchId, text });
  }

  keepRecord(): string | null {
    if (this.#isDiskFull || this.#diesHere()) return null;
    const recordId = this.#nextRecordId();
    this.records.push({ recordId, number: this.records.length + 1, afterSequence: this.punches.length, text: JSON.stringify({ recordId }), status: 'pending', isRefused: false, retryAtMs: 0 });
    this.version += 1;
    return this.#diesHere() ? null : recordId;
  }

  recordsOnDevice(): RecordOnDevice[] {
    return this.records;
  }

  takeReport(report: SyncReport): void {
    this.report = report;
  }

  takeServerTime(): void {
    return undefined;
  }

  atStart(): { nextSyncAtMs: number | null; startInRecovery: boolean; deviceToken: string } {
    return { deviceToken: this.#token.deviceToken, nextSyncAtMs: this.nextSyncAtMs, startInRecovery: this.report?.online === false || this.report?.recovery === true };
  }

  configuration(): DaemonConfiguration {
    const fixed = { serverUrl: 'https://server.example', deviceId: this.deviceId, sealingKey: { kid: 'key-1', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }, appVersion: '1.0.0', syncIntervalMs, probeIntervalMs: 2_000 } as const;
    return { ...fixed, ...this.atStart() };
  }

  kill(): void {
    this.isAlive = false;
    this.#untilKill = null;
    // What was staged is in no file of the model.
    this.#staged = null;
  }

  killAtStep(steps: number, onKilled: () => void): void {
    this.#untilKill = { steps, onKilled };
  }

  boot(): Promise<void> {
    this.isAlive = true;
    return Promise.resolve();
  }

  fillDisk(): void {
    this.#isDiskFull = true;
  }

  freeDisk(): void {
    this.#isDiskFull = false;
  }

  signIn({ deviceToken, tokenExpiresAt }: DeviceCredentials): boolean {
    if (this.#isDiskFull) return false;
    this.#token = { deviceToken, expiresAtMs: Date.parse(tokenExpiresAt) };
    this.version += 1;
    return true;
  }

  punchesOnDevice(): PunchOnDevice[] {
    return this.punches.flatMap(({ punchId, sequence, status, isRefused }) => (status === 'cleared' ? [] : [{ punchId, sequenceNumber: sequence, status, isRefused }]));
  }

  textOf(punchId: string): string | null {
    return this.punches.find((punch) => punch.punchId === punchId)?.text ?? null;
  }

  known(): KnownToDevice {
    return { deviceId: this.deviceId, cursor: this.cursor, people: [...this.employees.values()], properties: null };
  }

  brokenChain(): string[] {
    return [];
  }

  close(): void {
    this.isAlive = false;
  }

  async answer<N extends DaemonCallName>(name: N, input: DaemonCallInput<N>): Promise<CallOutcome<DaemonCallAnswer<N>>> {
    const checked = daemonCalls[name].input.safeParse(input);
    if (!checked.success) this.violations.push(`${name}: ${checked.error.message}`);
    if (this.#isDiskFull && name !== 'takeBatch') return { kind: 'refused', reason: 'internal' };
    if (this.#diesHere()) return await new Promise<never>(() => undefined);
    const answers: Answers = this.#answers;
    if (name === 'storeToken' && daemonCalls.storeToken.input.parse(input).replaces !== this.#token.deviceToken) return { kind: 'refused', reason: 'internal' };
    const answer = answers[name](input);
    this.version += 1;
    if (this.#diesHere()) return await new Promise<never>(() => undefined);
    return { kind: 'answered', answer };
  }

  #diesHere(): boolean {
    if (this.#untilKill === null) return false;
    this.#untilKill.steps -= 1;
    if (this.#untilKill.steps > 0) return false;
    const { onKilled } = this.#untilKill;
    this.kill();
    onKilled();
    return true;
  }

  #answers: Answers = {
    beginSync: ({ recovery }) => {
      const due = this.#due({ sequence: Infinity, record: Infinity });
      const upTo = { upToSequence: this.punches.length, upToRecord: this.records.length };
      if (recovery) this.#recoveryUpTo = { sequence: upTo.upToSequence, record: upTo.upToRecord };
      return { pending: due.length, ...upTo, lastSyncAt: null, cursor: this.cursor, tokenRenewalDue: this.#token.expiresAtMs - this.#nowMs() < renewTokenBeforeMs, statusDue: false };
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
    noteChainGaps: ({ punchIds }) => {
      for (const punchId of punchIds) this.#offerAgainBefore(punchId);
      return { kind: 'done' };
    },
    completeUpload: () => ({ kind: 'done' }),
    stageChanges: ({ changes, full, first }) => {
      this.#staged = { full: first ? full : this.#staged?.full === true, changes: [...(first ? [] : (this.#staged?.changes ?? [])), ...changes.map((one) => change.parse(one))] };
      return { kind: 'done' };
    },
    applyChanges: ({ cursor, chainEnd }) => {
      if (this.#staged?.full === true) this.employees.clear();
      for (const one of this.#staged?.changes ?? []) {
        if (one.kind === 'employee') this.employees.set(one.employee.employeeId, one.employee);
        if (one.kind === 'employeeRemoved') this.employees.delete(one.employeeId);
        if (one.kind === 'entry') this.#settleByEntry(one.entry);
      }
      // K10: what became of failed ones may have been told while the cursor was lost.
      if (this.#staged?.full === true) for (const punch of this.punches) if (punch.status === 'failed') punch.status = 'pending';
      this.#staged = null;
      this.cursor = cursor;
      if (chainEnd !== null) this.#noteChainEnd(chainEnd);
      return { kind: 'done' };
    },
    clearSynced: () => this.#clear(),
    completeSync: ({ failure, nextSyncAtMs, recovery }) => {
      this.nextSyncAtMs = nextSyncAtMs;
      if (failure === null) this.completedSyncs += 1;
      if (failure === null && recovery) this.#recoveryUpTo = null;
      return { kind: 'done' };
    },
    storeToken: ({ deviceToken, tokenExpiresAt }) => {
      this.#token = { deviceToken, expiresAtMs: Date.parse(tokenExpiresAt) };
      return { kind: 'done' };
    },
    storeSealingKey: () => ({ kind: 'done' }),
    pruneRetained: () => ({ kind: 'done', pruned: 0 }),
    backUp: () => ({ kind: 'notDue' }),
  };

  #clear(): DaemonCallAnswer<'clearSynced'> {
    const upTo = this.#recoveryUpTo;
    if (upTo === null) return { kind: 'kept', pending: 0, failed: 0 };
    const unsettled = (status: SyncStatus): number => this.punches.filter((punch) => punch.sequence <= upTo.sequence && punch.status === status).length;
    const records = this.records.filter((record) => record.number <= upTo.record && record.status === 'pending').length;
    const [pending, failed] = [unsettled('pending') + records, unsettled('failed')];
    if (pending + failed > 0) return { kind: 'kept', pending, failed };
    const synced = this.punches.filter((punch) => punch.sequence <= upTo.sequence && punch.status === 'synced');
    for (const punch of synced) punch.status = 'cleared';
    return { kind: 'cleared', punches: synced.length };
  }

  /** D10: whatever the server had acknowledged behind the end of its chain goes again, once for each end it tells. */
  #noteChainEnd({ sequenceNumber, hash }: { sequenceNumber: number; hash: string }): void {
    const behind = this.punches.filter((punch) => punch.sequence > sequenceNumber && punch.status !== 'pending');
    const told = `${sequenceNumber} ${hash}`;
    if (behind.length > 0 && this.#behind !== told) offerAgain(behind);
    this.#behind = behind.length > 0 ? told : '';
  }

  #offerAgainBefore(punchId: string): void {
    const sequence = this.punches.find((punch) => punch.punchId === punchId)?.sequence ?? 0;
    const previous = this.punches[sequence - 2];
    if (previous === undefined || previous.status === 'pending') return;
    offerAgain(this.punches.filter((punch) => punch.sequence < sequence && punch.status !== 'pending'));
  }

  /** In the order in which they were made: a record behind the punch that was the last then. */
  #due(upTo: Place): (ModelPunch | ModelRecord)[] {
    const isDue = (one: ModelPunch | ModelRecord): boolean => one.status === 'pending' && one.retryAtMs <= this.#nowMs() && ('sequence' in one ? one.sequence <= upTo.sequence : one.number <= upTo.record);
    const placeOf = (one: ModelPunch | ModelRecord): number => ('sequence' in one ? one.sequence : one.afterSequence + 0.5);
    return [...this.punches, ...this.records].filter(isDue).sort((one, other) => placeOf(one) - placeOf(other));
  }

  #settleRecord(verdict: RecordVerdict): void {
    const record = this.records.find((one) => one.recordId === verdict.recordId);
    if (record === undefined) return;
    record.isRefused = verdict.kind === 'refused';
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
    const count = (status: SyncStatus): number => this.punches.filter((punch) => punch.status === status).length;
    return {
      pending: count('pending'),
      failed: count('failed'),
      oldestPendingAt: null,
      clockOffsetMs: null,
      zoneDataEdition: '2026a',
      deviceName: 'Model',
      platform: 'test',
      appVersion: '1.0.0',
      restored: null,
      disk: null,
      passedOver: null,
    };
  }
}

function offerAgain(punches: readonly ModelPunch[]): void {
  for (const punch of punches) Object.assign(punch, { status: 'pending', isRefused: false, retryAtMs: 0 });
}

function hashOf(sequence: number): string {
  return sequence.toString(16).padStart(64, '0');
}
