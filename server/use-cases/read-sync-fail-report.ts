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
import type { PunchRow } from '../database/schema.ts';
import { countTemporaryPunches, listRefused, listTemporaryPlaces, listUnsettled, type PunchCount, type TemporaryPlace, type UnsettledPlace } from '../database/sync-fail-report.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { problem, type Problem } from '../errors.ts';
import { refused } from '../intake/verdicts.ts';
import { openPlace, signPlace } from '../supervision/page-place.ts';
import { findCandidates, type Candidate } from '../supervision/find-candidates.ts';

const purpose = 'fail-report-page';

type FailedTemporary = z.infer<typeof failedTemporary>;
type RefusedPunch = z.infer<typeof refusedPunch>;
export type ReadSyncFailReportOutcome = { readonly kind: 'report'; readonly answer: { temporaryEmployees: FailedTemporary[]; refusedPunches: RefusedPunch[]; next: string | null } } | Problem;

export interface ReadSyncFailReportInput {
  readonly timeclockId?: number | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

export async function readSyncFailReport(deps: Pick<ServerDeps, 'database' | 'signer'>, caller: ConsoleCaller, input: ReadSyncFailReportInput): Promise<ReadSyncFailReportOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  if (input.timeclockId !== undefined) {
    if ((await readTimeclockProperties(scope, input.timeclockId)) === null) return problem('notFound');
    if (!mayActOn(caller, input.timeclockId)) return problem('noPermissionForTimeclock');
  }
  const timeclocks = input.timeclockId === undefined ? caller.timeclocks : [input.timeclockId];
  const after = input.after === undefined ? start : openReportPlace(deps, caller, input.after);
  if (after === null) return problem('pageTokenUnknown');
  const unsettled = after.temporaries === 'ended' ? [] : await listUnsettled(scope, timeclocks, after.temporaries, input.limit);
  const rows = after.refused === 'ended' ? [] : await listRefused(scope, timeclocks, after.refused, input.limit);
  const next: ReportPlace = {
    temporaries: unsettled.length < input.limit ? 'ended' : (unsettled.at(-1) ?? 'ended'),
    refused: rows.length < input.limit ? 'ended' : (rows.at(-1)?.arrival_number ?? 'ended'),
  };
  const answer = { temporaryEmployees: await readTemporaries(scope, caller, timeclocks, unsettled), refusedPunches: await readRefused(scope, rows), next: signReportPlace(deps, caller, next) };
  return { kind: 'report', answer };
}

/** Where either section goes on; null for its beginning. */
interface ReportPlace {
  readonly temporaries: UnsettledPlace | null | 'ended';
  readonly refused: number | null | 'ended';
}

const start: ReportPlace = { temporaries: null, refused: null };

/** Both sections, the ended one as an empty text. */
function signReportPlace(deps: Pick<ServerDeps, 'signer'>, caller: ConsoleCaller, { temporaries, refused }: ReportPlace): string | null {
  if (temporaries === 'ended' && refused === 'ended') return null;
  const [firstSeenMs, recordId] = temporaries === 'ended' || temporaries === null ? [0, ''] : [temporaries.first_seen_ms, temporaries.record_id];
  return signPlace(deps, caller, purpose, [firstSeenMs, recordId, typeof refused === 'number' ? refused : '']);
}

function openReportPlace(deps: Pick<ServerDeps, 'signer'>, caller: ConsoleCaller, note: string): ReportPlace | null {
  const [firstSeenMs, recordId, refused] = openPlace(deps, caller, purpose, note) ?? [];
  if (typeof firstSeenMs !== 'number' || typeof recordId !== 'string' || refused === undefined) return null;
  return { temporaries: recordId === '' ? 'ended' : { first_seen_ms: firstSeenMs, record_id: recordId }, refused: typeof refused === 'number' ? refused : 'ended' };
}

async function readTemporaries(scope: TenantScope, caller: ConsoleCaller, timeclocks: readonly number[] | null, unsettled: readonly TemporaryEmployeesTable[]): Promise<FailedTemporary[]> {
  const places = await listTemporaryPlaces(
    scope,
    unsettled.map((record) => record.record_id),
  );
  const visible = Map.groupBy(
    places.filter((place) => timeclocks === null || timeclocks.includes(place.timeclockId)),
    (place) => place.recordId,
  );
  const candidates = await findCandidates(scope, caller, unsettled);
  const counts = await countTemporaryPunches(
    scope,
    unsettled.map((record) => record.record_id),
  );
  return unsettled.map((record) => toFailed(record, visible.get(record.record_id) ?? [], counts.get(record.record_id) ?? null, candidates.get(record.record_id) ?? []));
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

async function readRefused(scope: TenantScope, rows: readonly PunchRow[]): Promise<RefusedPunch[]> {
  const punches = await toStoredPunches(scope, rows);
  return punches.map((punch) => {
    const code = refusalCode.parse(punch.refusalCode);
    const verdict = refused(punch.punchId, code);
    return { punch, code, text: verdict.kind === 'refused' ? verdict.text : '' };
  });
}
