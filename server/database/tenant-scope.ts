/**
 * The one place that keeps tenants apart (I2). Whoever works for a tenant gets a scope, and a scope reads, changes and adds
 * rows of that tenant alone: every query starts here, with the tenant already in it. Joins must repeat `tenant_id`.
 *
 * Outside of a scope there are only the look-ups that find out whose turn it is: company, user name, token (tenants.ts,
 * users.ts, devices.ts).
 */
import type { Insertable } from 'kysely';
import type { AssignmentsTable, ChangesTable, Db, DevicesTable, EmployeesTable, PunchesSetAsideTable, SessionsTable, TimeclocksTable, UserTimeclocksTable, UsersTable, VerdictChangesTable } from './schema.ts';

type New<T extends { tenant_id: string }> = Omit<Insertable<T>, 'tenant_id'>;

/** What belongs to `tenantId`, through `db` (a connection or a transaction). */
export function tenantScope(db: Db, tenantId: string) {
  return {
    tenantId,
    db,
    selectTenant: () => db.selectFrom('tenants').where('tenants.tenant_id', '=', tenantId),
    updateTenant: () => db.updateTable('tenants').where('tenants.tenant_id', '=', tenantId),
    selectTimeclocks: () => db.selectFrom('timeclocks').where('timeclocks.tenant_id', '=', tenantId),
    insertTimeclock: (row: New<TimeclocksTable>) => db.insertInto('timeclocks').values({ ...row, tenant_id: tenantId }),
    selectTexts: () => db.selectFrom('texts').where('texts.tenant_id', '=', tenantId),
    selectUsers: () => db.selectFrom('users').where('users.tenant_id', '=', tenantId),
    insertUser: (row: New<UsersTable>) => db.insertInto('users').values({ ...row, tenant_id: tenantId }),
    insertUserTimeclock: (row: New<UserTimeclocksTable>) => db.insertInto('user_timeclocks').values({ ...row, tenant_id: tenantId }),
    selectUserTimeclocks: () => db.selectFrom('user_timeclocks').where('user_timeclocks.tenant_id', '=', tenantId),
    insertSession: (row: New<SessionsTable>) => db.insertInto('sessions').values({ ...row, tenant_id: tenantId }),
    selectDevices: () => db.selectFrom('devices').where('devices.tenant_id', '=', tenantId),
    insertDevice: (row: New<DevicesTable>) => db.insertInto('devices').values({ ...row, tenant_id: tenantId }),
    updateDevices: () => db.updateTable('devices').where('devices.tenant_id', '=', tenantId),
    selectEmployees: () => db.selectFrom('employees').where('employees.tenant_id', '=', tenantId),
    insertEmployees: (rows: readonly New<EmployeesTable>[]) => db.insertInto('employees').values(rows.map((row) => ({ ...row, tenant_id: tenantId }))),
    selectAssignments: () => db.selectFrom('assignments').where('assignments.tenant_id', '=', tenantId),
    insertAssignments: (rows: readonly New<AssignmentsTable>[]) => db.insertInto('assignments').values(rows.map((row) => ({ ...row, tenant_id: tenantId }))),
    deleteAssignments: () => db.deleteFrom('assignments').where('assignments.tenant_id', '=', tenantId),
    selectChanges: () => db.selectFrom('changes').where('changes.tenant_id', '=', tenantId),
    insertChanges: (rows: readonly New<ChangesTable>[]) => db.insertInto('changes').values(rows.map((row) => ({ ...row, tenant_id: tenantId }))),
    selectPunches: () => db.selectFrom('punches').where('punches.tenant_id', '=', tenantId),
    updatePunches: () => db.updateTable('punches').where('punches.tenant_id', '=', tenantId),
    insertSetAside: (row: New<PunchesSetAsideTable>) => db.insertInto('punches_set_aside').values({ ...row, tenant_id: tenantId }),
    insertVerdictChanges: (rows: readonly New<VerdictChangesTable>[]) => db.insertInto('verdict_changes').values(rows.map((row) => ({ ...row, tenant_id: tenantId }))),
  };
}
export type TenantScope = ReturnType<typeof tenantScope>;
