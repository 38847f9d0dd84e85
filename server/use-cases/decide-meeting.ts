/**
 * H7: which of a typed and a kiosk's punch counts. The other one is voided, never deleted: restoring it takes the decision back.
 * The same decision again changes nothing, another one is a conflict.
 */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { decideMeetingRow, findMeeting } from '../database/meeting-list.ts';
import type { MeetingsTable, PunchRow } from '../database/schema.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';
import { rejudge } from '../intake/rejudge.ts';
import { storeDecision } from '../supervision/decided-punch.ts';
import { holdPunchesFor } from '../supervision/find-punch.ts';
import { newId } from '../supervision/new-id.ts';

export type MeetingDecision = NonNullable<MeetingsTable['decision']>;
export type DecideMeetingOutcome = { readonly kind: 'decided' } | Problem;

type Deps = Pick<ServerDeps, 'database' | 'clock' | 'randomBytes'>;

export async function decideMeeting(deps: Deps, caller: ConsoleCaller, meetingId: string, decision: MeetingDecision): Promise<DecideMeetingOutcome> {
  const nowMs = deps.clock.wallMs();
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    const found = await findMeeting(scope, meetingId);
    if (found === null) return problem('notFound');
    const held = await holdPunchesFor(scope, caller, [found.typed_punch_id, found.kiosk_punch_id]);
    if (held.kind === 'problem') return held;
    const [typed, kiosk] = held.rows;
    if (typed === undefined || kiosk === undefined) return problem('notFound');
    const decided = (await findMeeting(scope, meetingId))?.decision ?? null;
    if (decided !== null) return decided === decision ? { kind: 'decided' } : problem('conflict');
    await decideMeetingRow(scope, meetingId, { decision, decided_ms: nowMs, decided_by: caller.userId });
    await voidOther(deps, scope, caller, { decision, typed, kiosk }, nowMs);
    // What was noted for the meeting's sake goes with it.
    const dates = [typed, kiosk].map((row) => ({ personKey: row.person_key, workDate: row.work_date }));
    await rejudge(scope, dates, meetingId, nowMs);
    return { kind: 'decided' };
  });
}

interface DecidedPair {
  readonly decision: MeetingDecision;
  readonly typed: PunchRow;
  readonly kiosk: PunchRow;
}

async function voidOther(deps: Deps, scope: TenantScope, caller: ConsoleCaller, { decision, typed, kiosk }: DecidedPair, nowMs: number): Promise<void> {
  if (decision === 'keepBoth') return;
  const [other, reason] = decision === 'keepTyped' ? [kiosk, 'the typed punch counts in its place'] : [typed, "the kiosk's punch counts in its place"];
  if (other.voided_ms !== null) return;
  await storeDecision(scope, caller, other, { decisionId: newId(deps.randomBytes, nowMs), what: 'voided', reason, columns: { voided_ms: nowMs } }, nowMs);
}
