/**
 * The real central server as the other side of a simulation: its use cases over SQLite in a folder of its own. Only clock, HTTP and
 * the process around them are the simulation's; a batch comes opened, for in a simulation nobody sealed it.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Employee, TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import { problemStatus } from '../../shared/contracts/problems.ts';
import { contractVersion } from '../../shared/contracts/version.ts';
import { addDays, dateInZone } from '../../shared/lib/zoned-time.ts';
import type { RawAnswer } from '../../daemon/server-answer.ts';
import type { ServerDeps } from '../../server/app-deps.ts';
import { identifyCaller, type DeviceCaller } from '../../server/callers.ts';
import { revokeDeviceTokens } from '../../server/database/devices.ts';
import { openDatabase } from '../../server/database/open.ts';
import { databaseFileName } from '../../server/database/open-sqlite.ts';
import { listAssigned, loadEmployees } from '../../server/database/people.ts';
import type { ServerDatabase } from '../../server/database/server-database.ts';
import type { Db } from '../../server/database/schema.ts';
import { readServerState, renewServerState } from '../../server/database/server-state.ts';
import { tenantScope } from '../../server/database/tenant-scope.ts';
import { readTimeclockProperties } from '../../server/database/tenants.ts';
import { problemBody, type Problem } from '../../server/errors.ts';
import { openChangeCursor } from '../../server/feed/change-cursor.ts';
import { DeviceLookUps } from '../../server/fleet/device-look-ups.ts';
import { readBatch } from '../../server/intake/offers.ts';
import { enrolWithCredentials } from '../../server/secrets/device-credentials.ts';
import { SealOpener } from '../../server/secrets/sealing.ts';
import { NoteSigner, tokenHash } from '../../server/secrets/tokens.ts';
import { acceptPunches } from '../../server/use-cases/accept-punches.ts';
import { atTimeclock } from '../../server/use-cases/people-at-timeclock.ts';
import { renewToken } from '../../server/use-cases/renew-token.ts';
import { saveEmployee, type SaveEmployeeInput } from '../../server/use-cases/save-employee.ts';
import { saveTimeclock } from '../../server/use-cases/save-timeclock.ts';
import { serveChanges } from '../../server/use-cases/serve-changes.ts';
import { serveEmployees } from '../../server/use-cases/serve-employees.ts';
import { workOffRejudge } from '../../server/use-cases/work-off-rejudge.ts';
import { newFolder } from './main-disk.ts';
import { CommittedRows } from './committed-rows.ts';
import type { KillPoint, KnownToDevice, ServerInput, ServerSide, StoredPunch } from './server-side.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** What a server's folder was made with. */
export interface ServerTemplate {
  readonly folder: string;
  readonly tenantId: string;
  /** Everything but the database, and what is kept in it. */
  readonly deps: ServerDeps;
  readonly people: ReadonlyMap<string, SaveEmployeeInput>;
  readonly timeclocks: ReadonlyMap<string, number>;
}

/** Thrown where the process dies with a transaction under way. */
class Killed extends Error {}

const address = '10.0.0.1';

export class RealServer implements ServerSide {
  version = 0;
  isUp = false;
  readonly violations: string[] = [];
  failures = 0;
  renewals = 0;
  readonly #time: SimulatedTime;
  readonly #template: ServerTemplate;
  readonly #folder: string;
  #deps: ServerDeps;
  #rows: CommittedRows | null = null;
  #people: Map<string, SaveEmployeeInput>;
  #killPoint: KillPoint = 'never';
  /** Changes with each start of the process. */
  #run = 0;
  #working = 0;
  #last: Promise<unknown> = Promise.resolve();
  #backup: { readonly file: string; readonly people: ReadonlyMap<string, SaveEmployeeInput>; readonly punchIds: ReadonlySet<string> } | null = null;

  constructor(time: SimulatedTime, template: ServerTemplate) {
    this.#time = time;
    this.#template = template;
    this.#folder = newFolder(template.folder);
    this.#deps = template.deps;
    this.#people = new Map(template.people);
  }

  get isIdle(): boolean {
    return this.#working === 0;
  }

  /** One thing after the other: what takes real time must not decide what comes first. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#working += 1;
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return await mine.finally(() => (this.#working -= 1));
  }

  start(): Promise<void> {
    return this.#inTurn(() => this.#start());
  }

  async #start(): Promise<void> {
    if (this.isUp) return;
    const opened = await openDatabase({ kind: 'sqlite', dataDir: this.#folder });
    if (opened.kind !== 'opened') throw new Error(`the server's database is ${opened.kind}`);
    this.#rows ??= new CommittedRows(join(this.#folder, databaseFileName));
    const { epoch, tokenKey, sealingKey } = this.#rows.state();
    const { reader } = opened.database;
    const seal = new SealOpener({ stored: sealingKey, load: () => readServerState(reader, 'sealingKey'), nowMs: () => this.#time.wallMs() });
    this.#deps = { ...this.#template.deps, clock: this.#time, database: this.#watched(opened.database), deviceLookUps: new DeviceLookUps(reader), seal, epoch, signer: new NoteSigner(tokenKey) };
    this.#killPoint = 'never';
    this.isUp = true;
    this.#run += 1;
    this.version += 1;
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#stop());
  }

  async #stop(): Promise<void> {
    if (!this.isUp) return;
    this.isUp = false;
    await this.#deps.database.close();
  }

  killAt(point: KillPoint): void {
    this.#killPoint = point;
  }

  backUp(): void {
    const file = join(newFolder(null), databaseFileName);
    this.#committed().copyTo(file);
    this.#removeBackup();
    this.#backup = { file, people: new Map(this.#people), punchIds: new Set(this.stored().keys()) };
  }

  backedUp(): ReadonlySet<string> | null {
    return this.#backup?.punchIds ?? null;
  }

  restore(): Promise<void> {
    return this.#inTurn(() => this.#restore());
  }

  async #restore(): Promise<void> {
    if (this.#backup === null) return;
    await this.#stop();
    this.#committed().close();
    this.#rows = null;
    for (const ending of ['', '-wal', '-shm']) rmSync(join(this.#folder, databaseFileName + ending), { force: true });
    CommittedRows.copy(this.#backup.file, join(this.#folder, databaseFileName));
    this.#people = new Map(this.#backup.people);
    await this.#start();
    await this.#renew('epoch');
    await this.#forgetCursors();
  }

  forgetCursors(): Promise<void> {
    return this.#inTurn(() => this.#forgetCursors());
  }

  async #forgetCursors(): Promise<void> {
    if (!this.isUp) return;
    await this.#renew('tokenKey');
    await this.#stop();
    await this.#start();
  }

  async #renew(name: 'epoch' | 'tokenKey'): Promise<void> {
    await this.#write((db) => renewServerState(db, name, this.#deps.randomBytes(32).toString('hex')));
  }

  async #write<T>(work: (db: Db) => Promise<T>): Promise<T | null> {
    return await this.#whileUp(() => this.#deps.database.transaction(work));
  }

  async #inTurnWhileUp<T>(work: () => Promise<T>): Promise<T | null> {
    return await this.#inTurn(() => this.#whileUp(work));
  }

  async hire(timeclockId: number, person: Employee): Promise<void> {
    const { assignments, ...employee } = person;
    const hired = assignments.length > 0 ? assignments : [{ assignmentId: `${person.employeeId}-A1`, job: 'Loader', department: 'Dock', startDate: '2020-01-01', endDate: null, shiftStart: null, shiftEnd: null }];
    await this.#save({ employee, assignments: hired.map((assignment) => ({ ...assignment, timeclockId })), lastWorkDate: null });
  }

  async dismiss(employeeId: string): Promise<void> {
    const person = this.#people.get(employeeId);
    if (person !== undefined) await this.#save({ ...person, lastWorkDate: this.#yesterday() });
  }

  async endAssignments(employeeId: string): Promise<void> {
    const person = this.#people.get(employeeId);
    if (person !== undefined) await this.#save({ ...person, assignments: person.assignments.map((assignment) => ({ ...assignment, endDate: this.#yesterday() })) });
  }

  async #save(person: SaveEmployeeInput): Promise<void> {
    const outcome = await this.#inTurnWhileUp(() => saveEmployee(this.#deps, this.#template.tenantId, person));
    if (outcome === null) return;
    if (outcome.kind !== 'saved') throw new Error(`${person.employee.employeeId} was not saved: ${outcome.kind}`);
    this.#people.set(person.employee.employeeId, person);
  }

  #yesterday(): string {
    return addDays(dateInZone(this.#time.wallMs(), 'America/Chicago'), -1);
  }

  async changeRules(timeclockId: number, change: Partial<TimeclockProperties>): Promise<void> {
    await this.#inTurnWhileUp(async () => {
      const before = await readTimeclockProperties(this.#scope(), timeclockId);
      if (before === null) throw new Error('there is no such timeclock');
      await saveTimeclock(this.#deps, this.#template.tenantId, { ...before, ...change });
    });
  }

  async revoke(deviceId: string): Promise<void> {
    await this.#inTurn(() => this.#write((db) => revokeDeviceTokens(tenantScope(db, this.#template.tenantId), deviceId, { by: 'an administrator', reason: 'lost', nowMs: this.#time.wallMs() })));
  }

  async expire(deviceId: string): Promise<void> {
    const ended = { token_expires_ms: this.#time.wallMs() - 1 };
    await this.#inTurn(() => this.#write((db) => tenantScope(db, this.#template.tenantId).updateDevices().set(ended).where('device_id', '=', deviceId).execute()));
  }

  async enrol(deviceId: string): Promise<DeviceCredentials | null> {
    const device = { deviceId, deviceName: 'Simulated kiosk', platform: 'test', appVersion: '0.1.0' };
    const timeclockId = this.#template.timeclocks.get(deviceId) ?? 0;
    return await this.#inTurn(async () => {
      const sealingKey = await this.#whileUp(() => this.#deps.seal.freshPublicKey());
      return sealingKey === null ? null : await this.#write((db) => enrolWithCredentials(this.#deps, tenantScope(db, this.#template.tenantId), { timeclockId, device, enrolledBy: 'an administrator', address, sealingKey }));
    });
  }

  async work(): Promise<void> {
    await this.#inTurnWhileUp(() => workOffRejudge(this.#deps, 50));
  }

  isTokenOfUse(deviceId: string, token: string): boolean {
    return this.#committed().isTokenOfUse(deviceId, tokenHash(token));
  }

  stored(): ReadonlyMap<string, StoredPunch> {
    return this.#committed().punches(this.version);
  }

  storedRecords(): ReadonlySet<string> {
    return this.#committed().records(this.version);
  }

  brokenChains(): string[] {
    return this.#committed().brokenChains();
  }

  differenceTo(timeclockId: number, device: KnownToDevice): Promise<string | null> {
    return this.#inTurn(() => this.#differenceTo(timeclockId, device));
  }

  async #differenceTo(timeclockId: number, { deviceId, cursor, people, properties }: KnownToDevice): Promise<string | null> {
    const caller = { kind: 'device', tenantId: this.#template.tenantId, timeclockId, deviceId, tokenHash: '', successorToken: () => '', lastContactMs: 0, lastAddress: null, lastRun: null } as const satisfies DeviceCaller;
    const place = cursor === null ? null : openChangeCursor(this.#deps.signer, caller, cursor);
    if (place?.step !== 'changes' || place.sequence < this.#committed().lastChange(timeclockId)) return 'cursor';
    const rules = await readTimeclockProperties(this.#scope(), timeclockId);
    if (rules === null || JSON.stringify(rules) !== JSON.stringify(properties)) return 'rules';
    const at = atTimeclock(rules, this.#time.wallMs());
    const ids = (await listAssigned(this.#scope(), at, '', 1_000)).map((row) => row.employeeId);
    // What ended long ago is not told any more, and does no harm where it is still known (K13).
    const known = people.map((person) => ({ ...person, assignments: person.assignments.filter(({ endDate }) => endDate === null || endDate >= at.assignmentsSince) })).filter((person) => person.assignments.length > 0);
    const told = await loadEmployees(this.#scope(), at, ids);
    return JSON.stringify(told) === JSON.stringify(known) ? null : `people: ${JSON.stringify(known)}, and not ${JSON.stringify(told)}`;
  }

  async close(): Promise<void> {
    await this.stop();
    this.#rows?.close();
    this.#removeBackup();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async handle(input: ServerInput): Promise<RawAnswer | null> {
    return await this.#inTurnWhileUp(() => this.#answer(input));
  }

  /** What a process does that may die meanwhile: then nothing comes of it. */
  async #whileUp<T>(work: () => Promise<T>): Promise<T | null> {
    if (!this.isUp) return null;
    const run = this.#run;
    try {
      return await work();
    } catch (error) {
      if (error instanceof Killed || run !== this.#run || this.#isDown()) return null;
      throw error;
    }
  }

  #isDown(): boolean {
    return !this.isUp;
  }

  async #answer({ route, query, deviceToken, body }: ServerInput): Promise<RawAnswer | null> {
    const auth = route === 'ping' ? 'optionalDevice' : route === 'renewToken' ? 'renewableDevice' : 'device';
    const caller = await identifyCaller(this.#deps, auth, deviceToken === null ? undefined : `Bearer ${deviceToken}`);
    if (caller.kind === 'problem') return this.#problem(caller);
    if (route === 'ping') return this.#ping(query.get('nonce') ?? '', caller.kind === 'device');
    if (caller.kind !== 'device') throw new Error(`a ${caller.kind} asks as a device`);
    const limit = Number(query.get('limit'));
    switch (route) {
      case 'uploadBatch':
        return await this.#accept(body, caller);
      case 'readChanges': {
        const outcome = await serveChanges(this.#deps, caller, { cursor: query.get('cursor') ?? '', limit });
        return outcome.kind === 'changes' ? this.#answered(outcome.answer) : this.#problem(outcome);
      }
      case 'readEmployees': {
        const outcome = await serveEmployees(this.#deps, caller, { after: query.get('after'), limit });
        return outcome.kind === 'page' ? this.#answered(outcome.answer) : this.#problem(outcome);
      }
      case 'readSealingKeys':
        return this.#answered({ successors: await this.#deps.seal.successorsOf(query.get('from') ?? '') });
      case 'renewToken': {
        const outcome = await renewToken(this.#deps, caller);
        if (outcome.kind !== 'renewed') return this.#problem(outcome);
        this.renewals += 1;
        return this.#answered(outcome.answer);
      }
      default:
        return this.#problem({ kind: 'problem', code: 'notFound' });
    }
  }

  async #accept(body: string, caller: DeviceCaller): Promise<RawAnswer | null> {
    const read = readBatch(Buffer.from(body), caller, address);
    if (read.kind === 'problem') return this.#problem(read);
    const point = this.#killPoint;
    const outcome = await acceptPunches({ ...this.#deps, database: point === 'beforeCommit' ? dyingBeforeCommit(this.#deps.database) : this.#deps.database }, [read.batch]).catch(async (error: unknown) => {
      await this.#stop();
      throw error;
    });
    if (point === 'afterCommit') {
      await this.#stop();
      return null;
    }
    const [answer] = outcome;
    this.failures += answer?.verdicts.filter((verdict) => verdict.kind === 'failed').length ?? 0;
    return this.#answered(answer);
  }

  #ping(nonce: string, authenticated: boolean): RawAnswer {
    return this.#answered({ service: 'zentime', contractVersion, nonce, serverEpoch: this.#deps.epoch, serverInstant: new Date(this.#time.wallMs()).toISOString(), authenticated, seenAddress: authenticated ? address : null });
  }

  #answered(answer: unknown): RawAnswer {
    return { status: 200, epoch: this.#deps.epoch, contract: contractVersion, retryAfter: null, date: null, body: JSON.stringify(answer) };
  }

  #problem(refusal: Problem): RawAnswer {
    const retryAfter = refusal.retryAfterSeconds === undefined ? null : String(refusal.retryAfterSeconds);
    return { status: problemStatus[refusal.code], epoch: this.#deps.epoch, contract: contractVersion, retryAfter, date: null, body: JSON.stringify(problemBody(refusal)) };
  }

  #watched(database: ServerDatabase): ServerDatabase {
    return {
      ...database,
      transaction: async (work) => {
        try {
          return await database.transaction(work);
        } finally {
          this.version += 1;
        }
      },
    };
  }

  #scope() {
    return tenantScope(this.#deps.database.reader, this.#template.tenantId);
  }

  #committed(): CommittedRows {
    if (this.#rows === null) throw new Error('the server was never started');
    return this.#rows;
  }

  #removeBackup(): void {
    if (this.#backup !== null) rmSync(join(this.#backup.file, '..'), { recursive: true, force: true });
  }
}

function dyingBeforeCommit(database: ServerDatabase): ServerDatabase {
  return {
    ...database,
    transaction: (work) =>
      database.transaction(async (db) => {
        await work(db);
        throw new Killed();
      }),
  };
}
