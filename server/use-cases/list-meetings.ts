/** H7: typed punches that met one of a kiosk, both in full, for a decision by one touch. */
import type { z } from 'zod';
import type { meeting } from '../../shared/contracts/console-entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { listMeetings as listMeetingRows, type MeetingPlace } from '../database/meeting-list.ts';
import { usernamesOf } from '../database/punch-decisions.ts';
import { loadStoredPunches, type StoredPunch } from '../database/punch-list.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';
import { openPlace, signPlace } from '../supervision/page-place.ts';

const purpose = 'meetings-page';

export interface ListMeetingsInput {
  readonly after?: string | undefined;
  readonly limit: number;
  readonly state: 'open' | 'all';
}

export type ListMeetingsOutcome = { readonly kind: 'page'; readonly answer: { meetings: z.infer<typeof meeting>[]; next: string | null } } | Problem;

export async function listMeetings(deps: Pick<ServerDeps, 'database' | 'signer'>, caller: ConsoleCaller, input: ListMeetingsInput): Promise<ListMeetingsOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const place = input.after === undefined ? { noticedMs: 0, meetingId: '' } : openMeetingPlace(deps, caller, input.after);
  if (place === null) return problem('pageTokenUnknown');
  const rows = await listMeetingRows(scope, caller.timeclocks, input.state, place, input.limit);
  const punches = await loadStoredPunches(
    scope,
    rows.flatMap((row) => [row.typed_punch_id, row.kiosk_punch_id]),
  );
  const names = await usernamesOf(
    scope,
    rows.flatMap((row) => (row.decided_by === null ? [] : [row.decided_by])),
  );
  const meetings = rows.flatMap((row) => {
    const [typed, kiosk] = [punches.get(row.typed_punch_id), punches.get(row.kiosk_punch_id)];
    if (typed === undefined || kiosk === undefined || !mayActOn(caller, typed.timeclockId) || !mayActOn(caller, kiosk.timeclockId)) return [];
    if (input.state === 'open' && !isUndecided(typed, kiosk)) return [];
    const decidedBy = row.decided_by === null ? null : (names.get(row.decided_by) ?? row.decided_by);
    return [{ meetingId: row.meeting_id, noticedAt: new Date(row.noticed_ms).toISOString(), typed, kiosk, decision: row.decision, decidedAt: row.decided_ms === null ? null : new Date(row.decided_ms).toISOString(), decidedBy }];
  });
  const last = rows.length < input.limit ? undefined : rows.at(-1);
  return { kind: 'page', answer: { meetings, next: last === undefined ? null : signPlace(deps, caller, purpose, [last.noticed_ms, last.meeting_id]) } };
}

/** A pair of which one was voided or moved away meanwhile asks for no decision any more. */
function isUndecided(typed: StoredPunch, kiosk: StoredPunch): boolean {
  return typed.exceptions.includes('nearTyped') && kiosk.exceptions.includes('nearTyped') && typed.state === 'accepted' && kiosk.state === 'accepted';
}

function openMeetingPlace(deps: Pick<ServerDeps, 'signer'>, caller: ConsoleCaller, note: string): MeetingPlace | null {
  const [noticedMs, meetingId] = openPlace(deps, caller, purpose, note) ?? [];
  return typeof noticedMs === 'number' && typeof meetingId === 'string' ? { noticedMs, meetingId } : null;
}
