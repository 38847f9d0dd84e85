/**
 * The central server as a model: what it has committed survives its restarts, everything else may go wrong. It answers
 * in raw form, as a wire would carry it, so that the daemon's own reading of answers is part of what is tried.
 */
import { z } from 'zod';
import type { Employee, TimeclockProperties, Verdict } from '../../shared/contracts/entities.ts';
import { contractVersion } from '../../shared/contracts/version.ts';
import type { Change, Entry } from '../../shared/contracts/entries.ts';
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import type { RecordVerdict } from '../../shared/contracts/records.ts';
import { problemStatus, problemType, type ProblemCode } from '../../shared/contracts/problems.ts';
import type { RawAnswer } from '../../daemon/server-answer.ts';
import { testCredentials } from '../support/kiosk-people.ts';
import { acceptedEntry, noChain, readSent } from './model-entries.ts';
import { ModelTokens } from './model-tokens.ts';
import type { KillPoint, KnownToDevice, ServerInput, ServerSide, StoredPunch } from './server-side.ts';

const openBatch = z.object({ batchId: z.string(), deviceId: z.string(), recovery: z.boolean(), punches: z.array(z.unknown()), records: z.array(z.object({ recordId: z.string() })) });

const employeePage = 3;
const dayMs = 86_400_000;

/** What a backup holds. */
interface Backup {
  readonly stored: ReadonlyMap<string, StoredPunch>;
  readonly records: ReadonlySet<string>;
  readonly employees: ReadonlyMap<string, Employee>;
  readonly properties: TimeclockProperties | null;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly changes: readonly Change[];
  readonly tokens: ReturnType<ModelTokens['copy']>;
}

export class ModelServer implements ServerSide {
  version = 0;
  isUp = true;
  readonly isIdle = true;
  readonly violations: string[] = [];
  /** Punches that the server refuses, whatever else is true. */
  readonly refusing = new Set<string>();
  /** Punches of people whom it does not know yet: stored, and answered `failed` (F5). */
  readonly failing = new Set<string>();
  failures = 0;
  readonly employees = new Map<string, Employee>();
  readonly tokens = new ModelTokens();
  /** `afterAnswer` is a planted bug: what was answered lately is in memory alone, and gone with a restart. */
  readonly #commits: 'beforeAnswer' | 'afterAnswer';
  /** Committed punches by id. */
  #stored = new Map<string, StoredPunch>();
  #records = new Set<string>();
  readonly #uncommitted = new Set<string>();
  /** Punches that were judged anew, as they count now. */
  #entries = new Map<string, Entry>();
  #changes: Change[] = [];
  #properties: TimeclockProperties | null = null;
  #cursorGeneration = 1;
  #epoch = 1;
  #killPoint: KillPoint = 'never';
  #backup: Backup | null = null;
  readonly #wallMs: () => number;

  readonly #credentials: DeviceCredentials;

  /** @param credentials what a sign-in gives, but for the token */
  constructor(wallMs: () => number, commits: 'beforeAnswer' | 'afterAnswer' = 'beforeAnswer', credentials = testCredentials) {
    this.#wallMs = wallMs;
    this.#commits = commits;
    this.#credentials = credentials;
  }

  get renewals(): number {
    return this.tokens.renewals;
  }

  get cursor(): string {
    return `c${this.#cursorGeneration}.${this.#changes.length}`;
  }

  stored(): ReadonlyMap<string, StoredPunch> {
    return this.#stored;
  }

  storedRecords(): ReadonlySet<string> {
    return this.#records;
  }

  /** The process ends; what was committed stays. */
  stop(): void {
    for (const id of this.#uncommitted) {
      this.#stored.delete(id);
      this.#records.delete(id);
    }
    this.#uncommitted.clear();
    this.isUp = false;
    this.version += 1;
  }

  start(): void {
    this.isUp = true;
    this.#killPoint = 'never';
  }

  killAt(point: KillPoint): void {
    this.#killPoint = point;
  }

  backUp(): void {
    this.#backup = {
      stored: new Map(this.#stored),
      records: new Set(this.#records),
      employees: new Map(this.employees),
      properties: this.#properties,
      entries: new Map(this.#entries),
      changes: [...this.#changes],
      tokens: this.tokens.copy(),
    };
  }

  backedUp(): ReadonlySet<string> | null {
    return this.#backup === null ? null : new Set(this.#backup.stored.keys());
  }

  restore(): void {
    const backup = this.#backup;
    if (backup === null) return;
    this.stop();
    this.#stored = new Map(backup.stored);
    this.#records = new Set(backup.records);
    this.employees.clear();
    for (const [employeeId, employee] of backup.employees) this.employees.set(employeeId, employee);
    this.#properties = backup.properties;
    this.#entries = new Map(backup.entries);
    this.#changes = [...backup.changes];
    this.tokens.restore(backup.tokens);
    this.#epoch += 1;
    this.forgetCursors();
    this.start();
  }

  /** The console adds or changes an employee. */
  hire(_timeclockId: number, employee: Employee): void {
    this.employees.set(employee.employeeId, employee);
    this.#change({ kind: 'employee', employee });
  }

  dismiss(employeeId: string): void {
    this.employees.delete(employeeId);
    this.#change({ kind: 'employeeRemoved', employeeId });
  }

  endAssignments(employeeId: string): void {
    const employee = this.employees.get(employeeId);
    const yesterday = new Date(this.#wallMs() - dayMs).toISOString().slice(0, 10);
    if (employee !== undefined) this.hire(0, { ...employee, assignments: employee.assignments.map((assignment) => ({ ...assignment, endDate: yesterday })) });
  }

  /** What the timeclock's rules were when it was set up. */
  begin(properties: TimeclockProperties): void {
    this.#properties = properties;
  }

  changeRules(_timeclockId: number, change: Partial<TimeclockProperties>): void {
    if (this.#properties === null) return;
    this.#properties = { ...this.#properties, ...change };
    this.#change({ kind: 'timeclock', properties: this.#properties });
  }

  /** F6: an administrator says whose a punch is; every kiosk that knows it is told. */
  resolve(punchId: string): void {
    this.failing.delete(punchId);
    const text = this.#stored.get(punchId)?.text;
    if (text === undefined) return;
    const entry = acceptedEntry(punchId, text);
    this.#entries.set(punchId, entry);
    this.#change({ kind: 'entry', entry });
  }

  /** It takes everything from now on. */
  forgive(): void {
    this.refusing.clear();
    for (const punchId of this.failing) this.resolve(punchId);
  }

  forgetCursors(): void {
    this.#cursorGeneration += 1;
    this.version += 1;
  }

  revoke(deviceId: string): void {
    this.tokens.revoke(deviceId);
  }

  expire(deviceId: string): void {
    this.tokens.expire(deviceId);
  }

  enrol(deviceId: string): DeviceCredentials {
    return { ...this.#credentials, deviceToken: this.tokens.enrol(deviceId), tokenExpiresAt: new Date(this.#wallMs() + 90 * dayMs).toISOString() };
  }

  isTokenOfUse(deviceId: string, token: string): boolean {
    return this.tokens.isOfUse(deviceId, token);
  }

  /** All that it does, it does when it is asked. */
  work(): void {
    return undefined;
  }

  brokenChains(): string[] {
    return [];
  }

  differenceTo(_timeclockId: number, { cursor, people, properties }: KnownToDevice): string | null {
    if (cursor !== this.cursor) return 'cursor';
    if (properties !== null && JSON.stringify(properties) !== JSON.stringify(this.#properties)) return 'rules';
    const isKnown = people.length === this.employees.size && people.every((person) => JSON.stringify(person) === JSON.stringify(this.employees.get(person.employeeId)));
    return isKnown ? null : 'people';
  }

  close(): void {
    this.isUp = false;
  }

  handle(request: ServerInput): RawAnswer | null {
    if (request.route === 'renewToken') return this.#renewToken(request.deviceToken);
    const refusal = this.tokens.refusal(request.deviceToken);
    if (request.route === 'ping') return this.#ping(request, refusal === null);
    if (refusal !== null) return this.#problem(refusal);
    switch (request.route) {
      case 'uploadBatch':
        return this.#accept(request.body);
      case 'readChanges':
        return this.#readChanges(request.query.get('cursor') ?? '');
      case 'readEmployees':
        return this.#readEmployees(request.query.get('after'));
      default:
        return this.#problem('notFound');
    }
  }

  #ping(request: ServerInput, authenticated: boolean): RawAnswer {
    return this.#answered({ service: 'zentime', contractVersion: '1.0', nonce: request.query.get('nonce') ?? '', serverEpoch: this.#epochText, serverInstant: this.#instant(), authenticated, seenAddress: null });
  }

  #renewToken(token: string | null): RawAnswer {
    const renewed = this.tokens.renew(token, this.#wallMs());
    return typeof renewed === 'string' ? this.#problem(renewed) : this.#answered(renewed);
  }

  #accept(body: string): RawAnswer | null {
    const batch = openBatch.parse(JSON.parse(body));
    if (this.#killPoint === 'beforeCommit') return this.#die();
    this.#uncommitted.clear();
    const sent = batch.punches.map((punch) => readSent(batch.deviceId, punch));
    const recordVerdicts = batch.records.map((record) => this.#takeRecord(record.recordId));
    const verdicts = sent.map((punch) => this.#judge(punch));
    this.version += 1;
    if (this.#killPoint === 'afterCommit') return this.#die();
    const numbers = new Set([...this.#stored.values()].filter((punch) => punch.deviceId === batch.deviceId).map((punch) => punch.sequenceNumber));
    const chainGaps = sent.filter(({ sequenceNumber }) => sequenceNumber > 1 && !numbers.has(sequenceNumber - 1)).map((punch) => punch.punchId);
    return this.#answered({ batchId: batch.batchId, serverInstant: this.#instant(), verdicts, recordVerdicts, temporaryEmployees: [], chainEnd: this.#chainEnd(batch.deviceId), chainGaps });
  }

  #die(): null {
    this.stop();
    return null;
  }

  #takeRecord(recordId: string): RecordVerdict {
    if (this.refusing.has(recordId)) return { kind: 'refused', recordId, code: 'unknownPunch' };
    this.#records.add(recordId);
    if (this.#commits === 'afterAnswer') this.#uncommitted.add(recordId);
    return { kind: 'accepted', recordId };
  }

  #judge(punch: StoredPunch): Verdict {
    const { punchId } = punch;
    const known = this.#stored.get(punchId);
    if (known !== undefined && known.text !== punch.text) this.violations.push(`I2: ${punchId} came back with other content`);
    this.#stored.set(punchId, known ?? punch);
    if (this.#commits === 'afterAnswer') this.#uncommitted.add(punchId);
    // Refused ones are kept like the others: nothing that a device offers is thrown away.
    if (this.refusing.has(punchId)) return { kind: 'refused', punchId, code: 'unknownEmployee', text: 'not known yet' };
    if (!this.failing.has(punchId)) return { kind: 'accepted', punchId, roundedInstant: this.#instant(), exceptions: [] };
    this.failures += 1;
    return { kind: 'failed', punchId, reason: 'noMatch' };
  }

  #readChanges(cursor: string): RawAnswer {
    // Behind a download of all people come the entries and rules as they are: what was told before the cursor was lost is told again (D5).
    const isBehindEmployees = cursor.startsWith('e');
    const [generation, position] = cursor.slice(1).split('.').map(Number);
    if (generation !== this.#cursorGeneration || position === undefined) return this.#problem('cursorUnknown');
    const page = isBehindEmployees ? this.#snapshot() : this.#changes.slice(position, position + 2);
    const next = isBehindEmployees ? position : position + page.length;
    return this.#answered({ changes: page, cursor: `c${generation}.${next}`, more: isBehindEmployees || next < this.#changes.length, serverInstant: this.#instant(), chainEnd: this.#chainEnd(this.#onlyDevice()) });
  }

  #snapshot(): Change[] {
    const entries = [...this.#entries.values()].map((entry): Change => ({ kind: 'entry', entry }));
    return this.#properties === null ? entries : [{ kind: 'timeclock', properties: this.#properties }, ...entries];
  }

  /** As the real one does: a page's token bears the cursor of the first page, and means nothing to a server that forgot that. */
  #readEmployees(token: string | undefined): RawAnswer {
    const [cursor = '', after = ''] = token?.split('|') ?? [this.cursor.replace('c', 'e')];
    if (!cursor.startsWith(`e${this.#cursorGeneration}.`)) return this.#problem('pageTokenUnknown');
    const all = [...this.employees.values()].sort((one, other) => (one.employeeId < other.employeeId ? -1 : 1));
    const rest = all.filter(({ employeeId }) => employeeId > after);
    const page = rest.slice(0, employeePage);
    const next = rest.length > page.length ? `${cursor}|${page.at(-1)?.employeeId ?? ''}` : null;
    return this.#answered({ employees: page, next, total: all.length, cursor });
  }

  #change(change: Change): void {
    this.#changes.push(change);
    this.version += 1;
  }

  /** A model serves one device. */
  #onlyDevice(): string {
    const [first] = this.#stored.values();
    return first?.deviceId ?? '';
  }

  #chainEnd(deviceId: string): { sequenceNumber: number; hash: string } {
    return [...this.#stored.values()].reduce((end, punch) => (punch.deviceId === deviceId && punch.sequenceNumber > end.sequenceNumber ? { sequenceNumber: punch.sequenceNumber, hash: punch.hash } : end), noChain);
  }

  get #epochText(): string {
    return `epoch-${this.#epoch}`;
  }

  #instant(): string {
    return new Date(this.#wallMs()).toISOString();
  }

  #answered(body: unknown): RawAnswer {
    return { status: 200, epoch: this.#epochText, contract: contractVersion, retryAfter: null, date: null, body: JSON.stringify(body) };
  }

  #problem(code: ProblemCode): RawAnswer {
    return { ...problem(code), epoch: this.#epochText };
  }
}

/** Somebody without a PIN. */
export function employeeNamed(employeeId: string): Employee {
  return { employeeId, firstName: 'Ana', lastName: employeeId, jobTitle: '', photoDataUrl: null, pinHash: null, lastFourHash: null, assignments: [] };
}

/** A refusal in the contract's form. */
export function problem(code: ProblemCode, retryAfterSeconds: number | null = null): RawAnswer {
  const status = problemStatus[code];
  const body = JSON.stringify({ type: problemType(code), title: code, status, code });
  return { status, epoch: 'epoch-1', contract: contractVersion, retryAfter: retryAfterSeconds === null ? null : String(retryAfterSeconds), date: null, body };
}
