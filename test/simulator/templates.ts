/** Folders of a server and of kiosks that are set up with it: made once, copied for each simulated life. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { pino } from 'pino';
import { ManualClock } from '../../shared/lib/clock.ts';
import { lastFourHash, pinHash } from '../../shared/lib/keyed-hash.ts';
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import { plainly } from '../../shared/lib/around-step.ts';
import { composeKiosk } from '../../main/compose-kiosk.ts';
import { beginStaging, bringIntoForce, stageEmployees } from '../../main/download.ts';
import type { KeyStore } from '../../main/host.ts';
import { sleepless } from '../../main/machine-clock.ts';
import { openStorage } from '../../main/open-storage.ts';
import type { ServerDeps } from '../../server/app-deps.ts';
import { tenantScope } from '../../server/database/tenant-scope.ts';
import { readOrganisation, readTimeclockProperties } from '../../server/database/tenants.ts';
import { demo, seedDemo } from '../../server/demo.ts';
import { openServer } from '../../server/open-server.ts';
import { enrolWithCredentials } from '../../server/secrets/device-credentials.ts';
import { saveTimeclock } from '../../server/use-cases/save-timeclock.ts';
import { serveEmployees } from '../../server/use-cases/serve-employees.ts';
import type { SaveEmployeeInput } from '../../server/use-cases/save-employee.ts';
import type { Employee, TimeclockProperties } from '../../shared/contracts/entities.ts';
import { newFolder } from './main-disk.ts';
import type { KioskTemplate } from './real-main.ts';
import type { ServerTemplate } from './real-server.ts';
import { startWallMs } from './simulated-time.ts';

const syncIntervalSeconds = 45;
const clock = new ManualClock(startWallMs);

export interface SetUpKiosk extends KioskTemplate {
  readonly credentials: DeviceCredentials;
  readonly properties: TimeclockProperties;
  readonly people: readonly Employee[];
}

export interface Templates {
  readonly server: ServerTemplate;
  readonly kiosks: readonly SetUpKiosk[];
  remove(): void;
}

export async function makeTemplates(): Promise<Templates> {
  const folder = newFolder(null);
  const opened = await openServer({
    database: { kind: 'sqlite', dataDir: folder },
    logger: pino({ level: 'silent' }),
    announce: () => undefined,
    setupRequestsPerMinute: 10_000,
    answers: 'trusted',
    clock,
    countryHint: 'off',
  });
  if (opened.kind !== 'opened') throw new Error(`the template's database is ${opened.kind}`);
  const { deps } = opened;
  await seedDemo(deps);
  const kiosks = [await setUpKiosk(deps, demo.timeclocks.dock), await setUpKiosk(deps, demo.timeclocks.packing)];
  await deps.database.close();
  const [key = Buffer.alloc(0)] = kiosks.map((kiosk) => Buffer.from(kiosk.credentials.tenantKey, 'hex'));
  const timeclocks = new Map(kiosks.map((kiosk) => [kiosk.deviceId, kiosk.timeclockId]));
  return {
    server: { folder, tenantId: demo.tenantId, deps, timeclocks, people: new Map(demo.people.map((person) => [person.employeeId, savedAs(person, key)])) },
    kiosks,
    remove: () => [folder, ...kiosks.map((kiosk) => kiosk.folder)].forEach((one) => rmSync(one, { recursive: true, force: true })),
  };
}

function savedAs({ employeeId, firstName, lastName, jobTitle, pin, lastFour, assignments }: (typeof demo.people)[number], key: Buffer): SaveEmployeeInput {
  return {
    employee: { employeeId, firstName, lastName, jobTitle, photoDataUrl: null, pinHash: pinHash(pin, key), lastFourHash: lastFourHash(lastFour, key) },
    assignments: assignments.map((assignment, index) => ({ ...assignment, assignmentId: `${employeeId}-A${index + 1}`, startDate: '2010-01-01', endDate: null })),
    lastWorkDate: null,
  };
}

/** What setup leaves behind at a kiosk that has just signed in and downloaded everything. */
async function setUpKiosk(deps: ServerDeps, timeclockId: number): Promise<SetUpKiosk & { deviceId: string }> {
  const folder = newFolder(null);
  const keyStore = keyInMemory();
  const opened = await openStorage(
    { dataFolder: folder, keyStore },
    () => clock.wallMs(),
    () => undefined,
  );
  if (opened.kind !== 'opened') throw new Error(`the template's kiosk is broken: ${opened.reason}`);
  const timers = { after: () => () => undefined, pause: () => Promise.resolve() };
  const facts = { deviceName: 'Simulated kiosk', platform: 'test', appVersion: '0.1.0', defaultServerUrl: 'https://server.example', ownAddresses: () => [] };
  const startDaemon = (): never => {
    throw new Error('a template has no daemon');
  };
  const { kiosk } = composeKiosk({
    host: { startDaemon, emit: () => undefined, quit: () => undefined },
    storage: opened.storage,
    clock: sleepless(clock),
    timers,
    time: null,
    durably: plainly,
    log: () => undefined,
    beginAfresh: () => undefined,
    provision: null,
    ...facts,
  });
  const { deviceId } = kiosk.device;
  const scope = tenantScope(deps.database.reader, demo.tenantId);
  const before = await readTimeclockProperties(scope, timeclockId);
  const organisation = await readOrganisation(scope);
  if (before === null || organisation === null) throw new Error('the demo has no such timeclock');
  const properties = { ...before, syncIntervalSeconds };
  await saveTimeclock(deps, demo.tenantId, properties);
  const device = { deviceId, deviceName: facts.deviceName, platform: facts.platform, appVersion: facts.appVersion };
  const enrolled = { timeclockId, device, enrolledBy: 'an administrator', address: '10.0.0.1', sealingKey: deps.seal.publicKey };
  const credentials = await deps.database.transaction((db) => enrolWithCredentials(deps, tenantScope(db, demo.tenantId), enrolled));
  const downloaded = await serveEmployees(deps, { kind: 'device', tenantId: demo.tenantId, deviceId, timeclockId, tokenHash: '', successorToken: () => '', lastContactMs: 0, lastAddress: null, lastRun: null }, { limit: 1_000 });
  if (downloaded.kind !== 'page') throw new Error('the demo has no people');
  const { employees: people, cursor } = downloaded.answer;
  await beginStaging(kiosk, kiosk.pacing, 'people');
  await stageEmployees(kiosk, kiosk.pacing, people);
  kiosk.connection.transaction(() => {
    bringIntoForce(kiosk, { cursor, scope: 'people', nowMs: clock.wallMs() });
    kiosk.settings.write('timeclock', properties);
    kiosk.settings.write('organisation', organisation);
    kiosk.settings.write('enrolment', { serverUrl: 'https://server.example', credentials });
  });
  kiosk.connection.close();
  kiosk.journal.close();
  const here = new Set(people.map((person) => person.employeeId));
  const pins = demo.people.filter((person) => here.has(person.employeeId)).map(({ pin, lastFour }) => ({ pin, lastFour }));
  return { folder, keyStore, timeclockId, deviceId, credentials, properties, people, pins };
}

function keyInMemory(): KeyStore {
  let stored: Buffer | null = null;
  return {
    load: () => Promise.resolve(stored === null ? { kind: 'missing' } : { kind: 'key', key: stored }),
    create: () => {
      stored = randomBytes(32);
      return Promise.resolve(stored);
    },
    keep: () => Promise.reject(new Error('no disk is replaced here')),
  };
}
