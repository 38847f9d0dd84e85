/**
 * The central server as a model: what it has committed survives its restarts, everything else may go wrong. It answers
 * in raw form, as a wire would carry it, so that the daemon's own reading of answers is part of what is tried.
 */
import type { Employee, Verdict } from '../../shared/contracts/entities.ts';
import type { Change, Entry } from '../../shared/contracts/entries.ts';
import { problemStatus, problemType, type ProblemCode } from '../../shared/contracts/problems.ts';
import type { RecordVerdict } from '../../shared/contracts/records.ts';
import type { RawAnswer } from '../../daemon/server-answer.ts';
import { z } from 'zod';
import { acceptedEntry, chainEndOf } from './model-entries.ts';
import { ModelTokens } from './model-tokens.ts';

/** One request as it arrives; a sealed body is, in the model, the open text. */
export interface ModelRequest {
  route: string;
  query: ReadonlyMap<string, string>;
  deviceToken: string | null;
  body: string;
}

const openBatch = z.object({ batchId: z.string(), recovery: z.boolean(), punches: z.array(z.unknown()), records: z.array(z.object({ recordId: z.string() })) });
const identified = z.object({ punchId: z.string() });

const employeePage = 3;

export class ModelServer {
  /** Committed punches by id, as the text that came. */
  readonly stored = new Map<string, string>();
  /** K9: committed records by id, as the text that came. */
  readonly records = new Map<string, string>();
  readonly conflicts: string[] = [];
  /** Punches and records that the server refuses, whatever else is true. */
  readonly refusing = new Set<string>();
  /** Punches of people whom it does not know yet: stored, and answered `failed` (F5). */
  readonly failing = new Set<string>();
  /** How often it has answered so. */
  failures = 0;
  readonly employees = new Map<string, Employee>();
  readonly tokens = new ModelTokens();
  /** Largest batch that is taken, punches and records together; above it 413. */
  maxCount = 1000;
  /** `afterAnswer` is a planted bug: what was answered lately is in memory alone, and gone with a restart. */
  readonly commits: 'beforeAnswer' | 'afterAnswer';
  readonly #uncommitted = new Set<string>();
  /** Punches that were judged anew, as they count now. */
  readonly #entries = new Map<string, Entry>();
  #changes: Change[] = [];
  #cursorGeneration = 1;
  #wallMs: () => number;

  constructor(wallMs: () => number, commits: ModelServer['commits']) {
    this.#wallMs = wallMs;
    this.commits = commits;
  }

  /** The process ends; what was committed stays. */
  stop(): void {
    for (const id of this.#uncommitted) {
      this.stored.delete(id);
      this.records.delete(id);
    }
    this.#uncommitted.clear();
  }

  /** The console adds an employee. */
  hire(employee: Employee): void {
    this.employees.set(employee.employeeId, employee);
    this.#changes.push({ kind: 'employee', employee });
  }

  dismiss(employeeId: string): void {
    this.employees.delete(employeeId);
    this.#changes.push({ kind: 'employeeRemoved', employeeId });
  }

  /** F6: an administrator says whose a punch is; every kiosk that knows it is told. */
  resolve(punchId: string): void {
    this.failing.delete(punchId);
    const text = this.stored.get(punchId);
    if (text === undefined) return;
    const entry = acceptedEntry(punchId, text);
    this.#entries.set(punchId, entry);
    this.#changes.push({ kind: 'entry', entry });
  }

  /** Restored from a backup, or tidied up: cursors given out so far mean nothing any more. */
  forgetCursors(): void {
    this.#cursorGeneration += 1;
  }

  get cursor(): string {
    return `c${this.#cursorGeneration}.${this.#changes.length}`;
  }

  handle(request: ModelRequest): RawAnswer {
    if (request.route === 'renewToken') return this.#renewToken(request.deviceToken);
    const refusal = this.tokens.refusal(request.deviceToken);
    if (request.route === 'ping') return this.#ping(request, refusal === null);
    if (refusal !== null) return problem(refusal);
    switch (request.route) {
      case 'uploadBatch':
        return this.#accept(request.body);
      case 'readChanges':
        return this.#readChanges(request.query.get('cursor') ?? '');
      case 'readEmployees':
        return this.#readEmployees(request.query.get('after'));
      default:
        return problem('notFound');
    }
  }

  #ping(request: ModelRequest, authenticated: boolean): RawAnswer {
    return answered({ service: 'zentime', contractVersion: '1.0', nonce: request.query.get('nonce') ?? '', serverEpoch: 'epoch-1', serverInstant: this.#instant(), authenticated, seenAddress: null });
  }

  #renewToken(token: string | null): RawAnswer {
    const renewed = this.tokens.renew(token, this.#wallMs());
    return typeof renewed === 'string' ? problem(renewed) : answered(renewed);
  }

  #accept(body: string): RawAnswer {
    const batch = openBatch.parse(JSON.parse(body));
    if (batch.punches.length + batch.records.length > this.maxCount) return problem('bodyTooLarge');
    this.#uncommitted.clear();
    const recordVerdicts = batch.records.map((record) => this.#takeRecord(record.recordId, JSON.stringify(record)));
    const verdicts = batch.punches.map((punch): Verdict => this.#judge(identified.parse(punch).punchId, JSON.stringify(punch)));
    return answered({ batchId: batch.batchId, serverInstant: this.#instant(), verdicts, recordVerdicts, temporaryEmployees: [], chainEnd: chainEndOf(this.stored.values()) });
  }

  #takeRecord(recordId: string, text: string): RecordVerdict {
    if (this.refusing.has(recordId)) return { kind: 'refused', recordId, code: 'unknownPunch' };
    const known = this.records.get(recordId);
    if (known !== undefined && known !== text) this.conflicts.push(recordId);
    this.records.set(recordId, known ?? text);
    if (this.commits === 'afterAnswer') this.#uncommitted.add(recordId);
    return { kind: 'accepted', recordId };
  }

  #judge(punchId: string, text: string): Verdict {
    if (this.refusing.has(punchId)) return { kind: 'refused', punchId, code: 'unknownEmployee', text: 'not known yet' };
    const known = this.stored.get(punchId);
    if (known !== undefined && known !== text) this.conflicts.push(punchId);
    this.stored.set(punchId, known ?? text);
    if (this.commits === 'afterAnswer') this.#uncommitted.add(punchId);
    if (this.failing.has(punchId)) this.failures += 1;
    if (this.failing.has(punchId)) return { kind: 'failed', punchId, reason: 'noMatch' };
    return { kind: 'accepted', punchId, roundedInstant: this.#instant(), exceptions: [] };
  }

  #readChanges(cursor: string): RawAnswer {
    // Behind a download of all people come the entries as they are: what was told before the cursor was lost is told again (D5).
    const isBehindEmployees = cursor.startsWith('e');
    const [generation, position] = cursor.slice(1).split('.').map(Number);
    if (generation !== this.#cursorGeneration || position === undefined) return problem('cursorUnknown');
    const entries = [...this.#entries.values()].map((entry): Change => ({ kind: 'entry', entry }));
    const page = isBehindEmployees ? entries : this.#changes.slice(position, position + 2);
    const next = isBehindEmployees ? position : position + page.length;
    return answered({ changes: page, cursor: `c${generation}.${next}`, more: isBehindEmployees || next < this.#changes.length, serverInstant: this.#instant(), chainEnd: chainEndOf(this.stored.values()) });
  }

  #readEmployees(after: string | undefined): RawAnswer {
    const all = [...this.employees.values()].sort((one, other) => (one.employeeId < other.employeeId ? -1 : 1));
    const rest = after === undefined ? all : all.filter(({ employeeId }) => employeeId > after);
    const page = rest.slice(0, employeePage);
    const next = rest.length > page.length ? (page.at(-1)?.employeeId ?? null) : null;
    return answered({ employees: page, next, total: all.length, cursor: this.cursor.replace('c', 'e') });
  }

  #instant(): string {
    return new Date(this.#wallMs()).toISOString();
  }
}

/** Somebody without a PIN. */
export function employeeNamed(employeeId: string): Employee {
  return { employeeId, firstName: 'Ana', lastName: employeeId, jobTitle: '', photoDataUrl: null, pinHash: null, lastFourHash: null, assignments: [] };
}

function answered(body: unknown): RawAnswer {
  return { status: 200, epoch: 'epoch-1', retryAfter: null, date: null, body: JSON.stringify(body) };
}

/** A refusal in the contract's form. */
export function problem(code: ProblemCode, retryAfterSeconds: number | null = null): RawAnswer {
  const status = problemStatus[code];
  const body = JSON.stringify({ type: problemType(code), title: code, status, code });
  return { status, epoch: 'epoch-1', retryAfter: retryAfterSeconds === null ? null : String(retryAfterSeconds), date: null, body };
}
