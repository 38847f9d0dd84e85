/**
 * I3, F5: the Zen Time Sync Fail Report: temporary employees whom nobody could match, with whom they may be, and refused punches.
 * The last four as typed are shown while the record is unsettled, to those with permission for one of its timeclocks (K10).
 */
import type { z } from 'zod';
import type { failedTemporary, refusedPunch } from '../../shared/contracts/console-entities.ts';
import { refusalCode } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { toStoredPunches } from '../database/punch-list.ts';
import type { TemporaryEmployeesTable } from '../database/outbox-schema.ts';
import { countTemporaryPunches, listRefused, listTemporaryPlaces, listUnsettled, type PunchCount, type TemporaryPlace } from '../database/sync-fail-report.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { problem, type Problem } from '../errors.ts';
import { refused } from '../intake/verdicts.ts';
import { findCandidates, type Candidate } from '../supervision/find-candidates.ts';

/** More than anybody works through at once; the newest come first. */
const mostRefused = 2000;

type FailedTemporary = z.infer<typeof failedTemporary>;
type RefusedPunch = z.infer<typeof refusedPunch>;
export type ReadSyncFailReportOutcome = { readonly kind: 'report'; readonly answer: { temporaryEmployees: FailedTemporary[]; refusedPunches: RefusedPunch[] } } | Problem;

export async function readSyncFailReport(deps: Pick<ServerDeps, 'database'>, caller: ConsoleCaller, input: { timeclockId?: number | undefined }): Promise<ReadSyncFailReportOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  if (input.timeclockId !== undefined) {
    if ((await readTimeclockProperties(scope, input.timeclockId)) === null) return problem('notFound');
    if (!mayActOn(caller, input.timeclockId)) return problem('noPermissionForTimeclock');
  }
  const timeclocks = input.timeclockId === undefined ? caller.timeclocks : [input.timeclockId];
  return { kind: 'report', answer: { temporaryEmployees: await readTemporaries(scope, caller, timeclocks), refusedPunches: await readRefused(scope, timeclocks) } };
}

async function readTemporaries(scope: TenantScope, caller: ConsoleCaller, timeclocks: readonly number[] | null): Promise<FailedTemporary[]> {
  const unsettled = await listUnsettled(scope);
  const places = await listTemporaryPlaces(
    scope,
    unsettled.map((record) => record.record_id),
  );
  const visible = Map.groupBy(
    places.filter((place) => timeclocks === null || timeclocks.includes(place.timeclockId)),
    (place) => place.recordId,
  );
  const shown = unsettled.filter((record) => visible.has(record.record_id));
  const candidates = await findCandidates(scope, caller, shown);
  const counts = await countTemporaryPunches(
    scope,
    shown.map((record) => record.record_id),
  );
  return shown.map((record) => toFailed(record, visible.get(record.record_id) ?? [], counts.get(record.record_id) ?? null, candidates.get(record.record_id) ?? []));
}

function toFailed(record: TemporaryEmployeesTable, places: readonly TemporaryPlace[], count: PunchCount | null, candidates: Candidate[]): FailedTemporary {
  return {
    temporaryEmployeeId: record.record_id,
    firstName: record.first_name,
    lastName: record.last_name,
    lastFour: record.last_four,
    matchFailure: record.outcome === 'severalMatches' ? 'severalMatches' : 'noMatch',
    timeclocks: [...new Set(places.map((place) => place.timeclockId))],
    devices: [...new Set(places.map((place) => place.deviceId))],
    firstPunchAt: count === null ? null : new Date(count.firstMs).toISOString(),
    lastPunchAt: count === null ? null : new Date(count.lastMs).toISOString(),
    punches: count?.punches ?? 0,
    candidates,
  };
}

async function readRefused(scope: TenantScope, timeclocks: readonly number[] | null): Promise<RefusedPunch[]> {
  const rows = await listRefused(scope, timeclocks, mostRefused);
  const punches = await toStoredPunches(scope, rows);
  return punches.map((punch) => {
    const code = refusalCode.parse(punch.refusalCode);
    const verdict = refused(punch.punchId, code);
    return { punch, code, text: verdict.kind === 'refused' ? verdict.text : '' };
  });
}
