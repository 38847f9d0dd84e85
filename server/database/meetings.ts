/** H7: typed and kiosk punches that came close to each other, and what supervisors decided. */
import { inChunks } from './chunks.ts';
import type { MeetingsTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export interface MeetingPair {
  readonly typedPunchId: string;
  readonly kioskPunchId: string;
}

/** The pairs of these typed punches that somebody has decided on. */
export async function decidedPairs(scope: TenantScope, typedPunchIds: readonly string[]): Promise<MeetingPair[]> {
  const pairs: MeetingPair[] = [];
  for (const ids of inChunks(typedPunchIds)) {
    const rows = await scope.selectMeetings().select(['typed_punch_id', 'kiosk_punch_id']).where('typed_punch_id', 'in', ids).where('decision', 'is not', null).execute();
    for (const row of rows) pairs.push({ typedPunchId: row.typed_punch_id, kioskPunchId: row.kiosk_punch_id });
  }
  return pairs;
}

export type NewMeeting = Pick<MeetingsTable, 'meeting_id' | 'typed_punch_id' | 'kiosk_punch_id' | 'timeclock_id' | 'noticed_ms'>;

/** Notes meetings; a pair that is known stays as it is. */
export async function keepMeetings(scope: TenantScope, meetings: readonly NewMeeting[]): Promise<void> {
  for (const rows of inChunks(meetings)) {
    await scope
      .insertMeetings(rows.map((row) => ({ ...row, decision: null, decided_ms: null, decided_by: null })))
      .onConflict((conflict) => conflict.columns(['tenant_id', 'typed_punch_id', 'kiosk_punch_id']).doNothing())
      .execute();
  }
}
