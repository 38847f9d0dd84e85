/**
 * L2: the demo tenant, and a second one beside it so that every refusal of A4 can be shown. Passwords and PINs are public: config.ts
 * refuses to serve them on anything but loopback. Seeding again changes nothing.
 */
import type { TimeclockProperties } from '../shared/contracts/entities.ts';
import { lastFourHash, pinHash } from '../shared/lib/keyed-hash.ts';
import type { ServerDeps } from './app-deps.ts';
import { passwordHashes } from './secrets/check-password.ts';
import type { UserRole } from './database/schema.ts';
import { tenantScope } from './database/tenant-scope.ts';
import { findTenantByCompany, insertTenant } from './database/tenants.ts';
import { insertUser } from './database/users.ts';
import { defaultTimeclock } from './default-timeclock.ts';
import { contosoPeople, demoPeople, type DemoPerson } from './demo-people.ts';
import { saveEmployee } from './use-cases/save-employee.ts';
import { saveTimeclock } from './use-cases/save-timeclock.ts';

const timeZone = 'America/Chicago';

interface DemoUser {
  readonly username: string;
  readonly password: string;
  readonly role: UserRole;
  /** Timeclocks that the user may act on; 'all' for every one. */
  readonly timeclocks: 'all' | readonly number[];
}

/** What people and tests may rely on. */
export const demo = {
  company: 'Northwind Foods',
  alias: 'NWF',
  tenantId: 'northwind',
  timeZone,
  timeclocks: { dock: 1042, packing: 1043 },
  administrator: { username: 'admin', password: 'northwind-demo' },
  supervisor: { username: 'supervisor', password: 'northwind-floor' },
  /** May act on timeclock 1043 alone. */
  packingSupervisor: { username: 'packing', password: 'northwind-packing' },
  /** Neither administrator nor supervisor. */
  viewer: { username: 'viewer', password: 'northwind-viewer' },
  people: demoPeople,
  otherTenant: { company: 'Contoso Logistics', alias: 'CON', tenantId: 'contoso', timeclockId: 2001, administrator: { username: 'contoso', password: 'contoso-demo' } },
} as const;

type Deps = Pick<ServerDeps, 'database' | 'clock' | 'randomBytes'>;

interface DemoTenant {
  readonly tenantId: string;
  readonly company: string;
  readonly alias: string;
  readonly timeclocks: readonly TimeclockProperties[];
  readonly users: readonly DemoUser[];
  readonly people: readonly DemoPerson[];
}

const northwind: DemoTenant = {
  tenantId: demo.tenantId,
  company: demo.company,
  alias: demo.alias,
  timeclocks: [
    { ...defaultTimeclock({ timeclockId: demo.timeclocks.dock, name: 'Dock 4', timeZone, punchTemplate: { kind: 'fourEntries' } }), display: { logoDataUrl: null, brandColour: '#0f6b5c', languages: ['en', 'es', 'fr', 'ar'] } },
    defaultTimeclock({ timeclockId: demo.timeclocks.packing, name: 'Packing', timeZone, punchTemplate: { kind: 'twoEntries' } }),
  ],
  users: [
    { ...demo.administrator, role: 'administrator', timeclocks: 'all' },
    { ...demo.supervisor, role: 'supervisor', timeclocks: [demo.timeclocks.dock, demo.timeclocks.packing] },
    { ...demo.packingSupervisor, role: 'supervisor', timeclocks: [demo.timeclocks.packing] },
    { ...demo.viewer, role: 'viewer', timeclocks: 'all' },
  ],
  people: demoPeople,
};

const contoso: DemoTenant = {
  tenantId: demo.otherTenant.tenantId,
  company: demo.otherTenant.company,
  alias: demo.otherTenant.alias,
  timeclocks: [defaultTimeclock({ timeclockId: demo.otherTenant.timeclockId, name: 'Yard gate', timeZone, punchTemplate: { kind: 'fourEntries' } })],
  users: [{ ...demo.otherTenant.administrator, role: 'administrator', timeclocks: 'all' }],
  people: contosoPeople,
};

/** Creates what of the demo is not there yet. A tenant that is there is left as it is. */
export async function seedDemo(deps: Deps): Promise<void> {
  for (const tenant of [northwind, contoso]) {
    if ((await findTenantByCompany(deps.database.reader, tenant.company, tenant.alias)) === null) await seedTenant(deps, tenant);
  }
}

async function seedTenant(deps: Deps, tenant: DemoTenant): Promise<void> {
  const tenantKey = deps.randomBytes(32);
  const users = await Promise.all(tenant.users.map(async (user) => ({ ...user, ...(await passwordHashes(user.password)) })));
  await deps.database.transaction(async (db) => {
    const inserted = await insertTenant(db, { tenant_id: tenant.tenantId, name: tenant.company, alias: tenant.alias, time_zone: timeZone, locale: 'en-US', first_day_of_week: 7, tenant_key: tenantKey.toString('hex') });
    // Another process that started at the same moment was first.
    if (inserted === 'taken') return;
    const scope = tenantScope(db, tenant.tenantId);
    const inTransaction: Deps = { ...deps, database: { reader: db, transaction: (work) => work(db), whileAnotherWrites: (work) => work(), close: () => Promise.resolve() } };
    for (const timeclock of tenant.timeclocks) await saveTimeclock(inTransaction, tenant.tenantId, timeclock);
    for (const user of users) {
      const listed = user.timeclocks === 'all' ? null : user.timeclocks;
      await insertUser(scope, { userId: `${tenant.tenantId}-${user.username}`, username: user.username, role: user.role, passwordHash: user.passwordHash, kioskVerifier: user.kioskVerifier }, listed);
    }
    for (const person of tenant.people) await savePerson(inTransaction, tenant.tenantId, tenantKey, person);
  });
}

async function savePerson(deps: Deps, tenantId: string, tenantKey: Buffer, person: DemoPerson): Promise<void> {
  const { employeeId, firstName, lastName, jobTitle, pin, lastFour } = person;
  const assignments = person.assignments.map((assignment, index) => ({ ...assignment, assignmentId: `${employeeId}-A${index + 1}`, startDate: '2010-01-01', endDate: null }));
  const employee = { employeeId, firstName, lastName, jobTitle, photoDataUrl: null, pinHash: pinHash(pin, tenantKey), lastFourHash: lastFourHash(lastFour, tenantKey) };
  const outcome = await saveEmployee(deps, tenantId, { employee, assignments, lastWorkDate: null });
  if (outcome.kind !== 'saved') throw new Error(`the demo's ${employeeId} was not saved: ${outcome.kind}`);
}
