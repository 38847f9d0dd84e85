/** Tenants and their timeclocks. */
import { hash } from 'node:crypto';
import { organisation, timeclockProperties, type Organisation, type TimeclockProperties } from '../../shared/contracts/entities.ts';
import { normaliseName } from '../../shared/rules/identity.ts';
import { queryList } from './row-lists.ts';
import type { Db, TenantsTable } from './schema.ts';
import { keepQuestionVersions } from './question-versions.ts';
import type { TenantScope } from './tenant-scope.ts';

/** A2: the tenant of that company and alias, or null. */
export async function findTenantByCompany(db: Db, company: string, alias: string): Promise<string | null> {
  const row = await db.selectFrom('tenants').select('tenant_id').where('name_key', '=', normaliseName(company)).where('alias_key', '=', normaliseName(alias)).executeTakeFirst();
  return row?.tenant_id ?? null;
}

/** @returns 'taken' when its id, or its company and alias, are there already; then nothing is changed */
export async function insertTenant(db: Db, row: Omit<TenantsTable, 'name_key' | 'alias_key' | 'change_sequence'>): Promise<'inserted' | 'taken'> {
  const outcome = await db
    .insertInto('tenants')
    .values({ ...row, name_key: normaliseName(row.name), alias_key: normaliseName(row.alias), change_sequence: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return outcome.numInsertedOrUpdatedRows === 0n ? 'taken' : 'inserted';
}

export async function readOrganisation(scope: TenantScope): Promise<Organisation | null> {
  const row = await scope.selectTenant().select(['tenant_id', 'name', 'alias', 'time_zone', 'locale', 'first_day_of_week']).executeTakeFirst();
  if (row === undefined) return null;
  return organisation.parse({ tenantId: row.tenant_id, name: row.name, alias: row.alias, timeZone: row.time_zone, locale: row.locale, firstDayOfWeek: row.first_day_of_week });
}

/** The tenant's key for keyed hashes, as hex. */
export async function readTenantKey(scope: TenantScope): Promise<string> {
  const row = await scope.selectTenant().select('tenant_key').executeTakeFirstOrThrow();
  return row.tenant_key;
}

export async function listTimeclocks(scope: TenantScope): Promise<{ timeclockId: number; name: string }[]> {
  const rows = await scope.selectTimeclocks().select(['timeclock_id', 'name']).orderBy('timeclock_id').execute();
  return rows.map((row) => ({ timeclockId: row.timeclock_id, name: row.name }));
}

/** A3: everything about one timeclock of the tenant, or null. */
export async function readTimeclockProperties(scope: TenantScope, timeclockId: number): Promise<TimeclockProperties | null> {
  const row = await scope.selectTimeclocks().select('properties').where('timeclock_id', '=', timeclockId).executeTakeFirst();
  return row === undefined ? null : timeclockProperties.parse(JSON.parse(row.properties));
}

/** The hash of what is stored of each of these timeclocks, by id; unknown ids are left out. */
export async function readPropertiesHashes(scope: TenantScope, timeclockIds: readonly number[]): Promise<Map<number, string>> {
  const rows = await queryList<{ timeclock_id: number; properties_sha256: string }>(scope.db, {
    leading: [scope.tenantId],
    rows: timeclockIds.map((timeclockId) => [timeclockId]),
    columns: ['bigint'],
    text: (list) => `select timeclock_id, properties_sha256 from timeclocks where tenant_id = ? and timeclock_id in (${list})`,
  });
  return new Map(rows.map((row) => [row.timeclock_id, row.properties_sha256]));
}

/** All about these timeclocks, each with the hash of the text that it was read from. */
export async function readHashedProperties(scope: TenantScope, timeclockIds: readonly number[]): Promise<{ propertiesHash: string; properties: TimeclockProperties }[]> {
  const rows = await queryList<{ properties: string }>(scope.db, {
    leading: [scope.tenantId],
    rows: timeclockIds.map((timeclockId) => [timeclockId]),
    columns: ['bigint'],
    text: (list) => `select properties from timeclocks where tenant_id = ? and timeclock_id in (${list})`,
  });
  return rows.map((row) => ({ propertiesHash: hash('sha256', row.properties), properties: timeclockProperties.parse(JSON.parse(row.properties)) }));
}

/** Creates or replaces one; the change row is the caller's. */
export async function upsertTimeclock(scope: TenantScope, properties: TimeclockProperties): Promise<void> {
  const text = JSON.stringify(properties);
  const facts = { name: properties.name, properties: text, properties_sha256: hash('sha256', text) };
  await scope
    .insertTimeclock({ timeclock_id: properties.timeclockId, ...facts })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'timeclock_id']).doUpdateSet(facts))
    .execute();
  await keepQuestionVersions(scope, properties);
}

/** All of the tenant's timeclocks, by id. */
export async function listTimeclockProperties(scope: TenantScope): Promise<TimeclockProperties[]> {
  const rows = await scope.selectTimeclocks().select('properties').orderBy('timeclock_id').execute();
  return rows.map((row) => timeclockProperties.parse(JSON.parse(row.properties)));
}

/** Replaces the organisation's settings; the change row is the caller's. */
export async function updateOrganisation(scope: TenantScope, settings: Omit<Organisation, 'tenantId'>): Promise<void> {
  const { name, alias } = settings;
  await scope
    .updateTenant()
    .set({ name, alias, name_key: normaliseName(name), alias_key: normaliseName(alias), time_zone: settings.timeZone, locale: settings.locale, first_day_of_week: settings.firstDayOfWeek })
    .execute();
}
