/** H7: typed punches that met one of a kiosk, as supervisors see and decide them. */
import { inList } from './chunks.ts';
import type { MeetingsTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

/** Where a page begins: after this one. */
export interface MeetingPlace {
  readonly noticedMs: number;
  readonly meetingId: string;
}

/**
 * In the order in which they were noticed.
 * @param timeclocks those that the caller may see; null for all
 */
export async function listMeetings(scope: TenantScope, timeclocks: readonly number[] | null, state: 'open' | 'all', after: MeetingPlace, limit: number): Promise<MeetingsTable[]> {
  return scope
    .selectMeetings()
    .selectAll('meetings')
    .where((eb) => eb.or([eb('noticed_ms', '>', after.noticedMs), eb.and([eb('noticed_ms', '=', after.noticedMs), eb('meeting_id', '>', after.meetingId)])]))
    .$if(state === 'open', (query) => query.where('decision', 'is', null))
    .$if(timeclocks !== null, (query) => query.where('timeclock_id', 'in', inList(timeclocks)))
    .orderBy('noticed_ms')
    .orderBy('meeting_id')
    .limit(limit)
    .execute();
}

export async function findMeeting(scope: TenantScope, meetingId: string): Promise<MeetingsTable | null> {
  return (await scope.selectMeetings().selectAll('meetings').where('meeting_id', '=', meetingId).executeTakeFirst()) ?? null;
}

export async function decideMeetingRow(scope: TenantScope, meetingId: string, decision: Pick<MeetingsTable, 'decision' | 'decided_ms' | 'decided_by'>): Promise<void> {
  await scope.updateMeetings().set(decision).where('meeting_id', '=', meetingId).execute();
}
