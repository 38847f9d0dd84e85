/**
 * A real server process with a fleet: one timeclock, one kiosk and some people each, seeded through the server's own modules before the
 * server starts. It speaks TLS where a certificate can be made; nothing in it is switched off (L8).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { z } from 'zod';
import type { SealingKey } from '../../../shared/contracts/sealing.ts';
import { firstPreviousHash } from '../../../shared/rules/punch-chain.ts';
import { defaultTimeclock } from '../../../server/default-timeclock.ts';
import { demo, seedDemo } from '../../../server/demo.ts';
import type { ServerDeps } from '../../../server/app-deps.ts';
import { recordChanges } from '../../../server/database/changes.ts';
import { upsertDevice } from '../../../server/database/devices.ts';
import { insertPeople } from '../../../server/database/people.ts';
import { tenantScope, type TenantScope } from '../../../server/database/tenant-scope.ts';
import { upsertTimeclock } from '../../../server/database/tenants.ts';
import { openServer } from '../../../server/open-server.ts';
import { newBearerToken, tokenHash } from '../../../server/secrets/tokens.ts';
import { toAssignmentRow } from '../../../server/administration/assignment-row.ts';
import { startProgram, type Program } from '../../../test/support/program.ts';
import { makeTlsFiles } from '../tls-files.ts';
import type { BenchDatabase } from './bench-database.ts';

export interface FleetKiosk {
  readonly deviceId: string;
  readonly deviceToken: string;
  readonly timeclockId: number;
  readonly employeeIds: readonly string[];
}

export interface FleetWorld {
  readonly server: Program;
  readonly port: number;
  readonly certFile: string | null;
  readonly kiosks: readonly FleetKiosk[];
  readonly sealingKey: SealingKey;
  /** How many punches are stored, by a connection of the benchmark's own. */
  countPunches(): Promise<number>;
  /** Notes that every employee of the first kiosk changed. */
  touchEveryone(): Promise<void>;
  /** Seconds in which two bare queries read the first kiosk's people and assignments, and they are written as JSON. */
  readBare(): Promise<number>;
  remove(): Promise<void>;
}

export interface FleetSize {
  readonly kiosks: number;
  readonly peopleEach: number;
}

const startWithinMs = 60_000;
const firstTimeclock = 5000;
const tokenLifeMs = 80 * 86_400_000;

/** @param parent folder on the disk that is to be measured */
export async function makeFleetWorld(parent: string, database: BenchDatabase, size: FleetSize): Promise<FleetWorld> {
  const folder = mkdtempSync(join(parent, 'zentime-fleet-'));
  const place = await database.create(join(folder, 'server-data'));
  const opened = await openServer({ database: place.target, logger: pino({ level: 'silent' }), announce: () => undefined, setupRequestsPerMinute: 1, answers: 'trusted' });
  if (opened.kind !== 'opened') throw new Error(`the server's database does not open: ${opened.kind}`);
  const { deps } = opened;
  await seedDemo(deps);
  const kiosks = await seedFleet(deps, size);
  const tls = makeTlsFiles(folder);
  const files = tls === null ? {} : { ZENTIME_TLS_CERT: tls.certFile, ZENTIME_TLS_KEY: tls.keyFile };
  const server = startProgram('server/server.ts', [], { ...place.environment, ...files, ZENTIME_HOST: '127.0.0.1', ZENTIME_SERVER_PORT: '0' });
  const ready = await server.waitFor('serverReady', startWithinMs);
  return {
    server,
    port: Number(new URL(z.url().parse(ready['url'])).port),
    certFile: tls?.certFile ?? null,
    kiosks,
    sealingKey: deps.seal.publicKey,
    countPunches: async () => {
      const row = await deps.database.reader
        .selectFrom('punches')
        .select((eb) => eb.fn.countAll<number>().as('punches'))
        .executeTakeFirstOrThrow();
      return row.punches;
    },
    touchEveryone: () => touchEveryone(deps, kiosks[0]),
    readBare: () => readBare(deps, kiosks[0]),
    remove: async () => {
      await server.end('SIGTERM');
      await deps.database.close();
      await place.remove();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function seedFleet(deps: ServerDeps, size: FleetSize): Promise<FleetKiosk[]> {
  const kiosks = Array.from({ length: size.kiosks }, (_, place) => newKiosk(deps, place, size.peopleEach));
  await deps.database.transaction(async (db) => {
    const scope = tenantScope(db, demo.tenantId);
    for (const kiosk of kiosks) await seedKiosk(deps, scope, kiosk);
    await insertPeople(
      scope,
      kiosks.flatMap((kiosk) => kiosk.employeeIds.map(newPerson)),
      kiosks.flatMap((kiosk) => kiosk.employeeIds.map((employeeId) => newAssignment(employeeId, kiosk.timeclockId))),
    );
  });
  return kiosks;
}

function newKiosk(deps: ServerDeps, place: number, people: number): FleetKiosk {
  return {
    deviceId: `fleet-${place}`,
    deviceToken: newBearerToken('ztd', deps.randomBytes),
    timeclockId: firstTimeclock + place,
    employeeIds: Array.from({ length: people }, (_, index) => `F${place}-${index}`),
  };
}

async function seedKiosk(deps: ServerDeps, scope: TenantScope, kiosk: FleetKiosk): Promise<void> {
  const nowMs = deps.clock.wallMs();
  await upsertTimeclock(scope, defaultTimeclock({ timeclockId: kiosk.timeclockId, name: `Gate ${kiosk.timeclockId}`, timeZone: demo.timeZone, punchTemplate: { kind: 'fourEntries' } }));
  const row = {
    device_id: kiosk.deviceId,
    timeclock_id: kiosk.timeclockId,
    device_name: kiosk.deviceId,
    platform: 'bench',
    app_version: '0.1.0',
    token_hash: tokenHash(kiosk.deviceToken),
    token_expires_ms: nowMs + tokenLifeMs,
    token_issued_ms: nowMs,
    enrolled_ms: nowMs,
    enrolled_by: 'bench',
    last_contact_ms: nowMs,
  };
  await upsertDevice(scope, row, firstPreviousHash);
}

async function touchEveryone(deps: ServerDeps, kiosk: FleetKiosk | undefined): Promise<void> {
  const changes = (kiosk?.employeeIds ?? []).map((employeeId) => ({ kind: 'employee', subject_id: employeeId, timeclock_id: kiosk?.timeclockId ?? 0 }) as const);
  await deps.database.transaction((db) => recordChanges(tenantScope(db, demo.tenantId), changes, deps.clock.wallMs()));
}

async function readBare(deps: ServerDeps, kiosk: FleetKiosk | undefined): Promise<number> {
  const startedMs = performance.now();
  const scope = tenantScope(deps.database.reader, demo.tenantId);
  const people = await scope.selectEmployees().selectAll().execute();
  const assignments = await scope
    .selectAssignments()
    .selectAll()
    .where('timeclock_id', '=', kiosk?.timeclockId ?? 0)
    .execute();
  JSON.stringify({ people, assignments });
  return (performance.now() - startedMs) / 1000;
}

function newPerson(employeeId: string) {
  return {
    employee_id: employeeId,
    first_name: 'Casey',
    last_name: employeeId,
    job_title: 'Associate',
    photo_data_url: null,
    pin_hash: null,
    last_four_hash: null,
    last_work_date: null,
    pin_digits: null,
    name_key: `casey|${employeeId.toLowerCase()}`,
  };
}

function newAssignment(employeeId: string, timeclockId: number) {
  const assignment = { assignmentId: `${employeeId}-A1`, job: 'Associate', department: 'Floor', startDate: '2000-01-01', endDate: null, shiftStart: null, shiftEnd: null };
  return toAssignmentRow(employeeId, { ...assignment, timeclockId });
}
