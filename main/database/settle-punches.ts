/** D4, H3: the server's verdicts on stored punches. Every change of status leaves a line of history. */
import { sql } from 'kysely';
import type { RefusalCode, SyncStatus, Verdict } from '../../shared/contracts/entities.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';

const readStatus = query<{ punchId: string }>()(
  build.selectFrom('punches').select(['sequence_number as sequenceNumber', 'status', 'refusals']).where('punch_id', '=', given<string>('punchId')),
);
const markSynced = query<{ sequenceNumber: number; roundedMs: number | null; duplicateOf: string | null; nowMs: number }>()(
  build
    .updateTable('punches')
    .set({
      status: sql.lit('synced'),
      refusal_code: null,
      refusal_text: null,
      retry_at_ms: null,
      rounded_ms: given<number | null>('roundedMs'),
      duplicate_of: given<string | null>('duplicateOf'),
      settled_at_ms: given<number>('nowMs'),
    })
    .where('sequence_number', '=', given<number>('sequenceNumber')),
);
const markRefused = query<{ sequenceNumber: number; code: RefusalCode; text: string; retryAtMs: number }>()(
  build
    .updateTable('punches')
    .set({ refusal_code: given<RefusalCode>('code'), refusal_text: given<string>('text'), retry_at_ms: given<number>('retryAtMs'), refusals: sql<number>`refusals + 1` })
    .where('sequence_number', '=', given<number>('sequenceNumber')),
);
const writeHistory = query<{ sequenceNumber: number; atMs: number; by: string; before: SyncStatus; after: SyncStatus; detail: string | null }>()(
  build.insertInto('punch_history').values({
    sequence_number: given<number>('sequenceNumber'),
    at_ms: given<number>('atMs'),
    changed_by: given<string>('by'),
    status_before: given<SyncStatus>('before'),
    status_after: given<SyncStatus>('after'),
    detail: given<string | null>('detail'),
  }),
);
const retryRefusedNow = query()(build.updateTable('punches').set({ retry_at_ms: null }).where('refusal_code', 'is not', null).where('retry_at_ms', 'is not', null));
const countRefused = query()(build.selectFrom('punches').select((row) => row.fn.countAll<number>().as('refused')).where('refusal_code', 'is not', null));

const firstRetryMs = 60_000;
const longestRetryMs = 3_600_000;

/** When a punch that was refused for the `refusals`-th time is offered again (D4). */
export function retryDelayMs(refusals: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(refusals - 1, 10));
}

export interface Settled {
  readonly synced: number;
  readonly refused: number;
  /** Verdicts on punches that this device does not have or that were settled before; they change nothing. */
  readonly ignored: number;
}

/** Stores verdicts, in the caller's transaction. A verdict that comes twice counts once. */
export function settlePunches(connection: Connection, verdicts: readonly Verdict[], nowMs: number): Settled {
  let synced = 0;
  let refused = 0;
  let ignored = 0;
  for (const verdict of verdicts) {
    const before = connection.get(readStatus, { punchId: verdict.punchId });
    if (before === undefined || before.status === 'synced') {
      ignored += 1;
      continue;
    }
    settleOne(connection, before, verdict, nowMs);
    if (verdict.kind === 'refused') refused += 1;
    else synced += 1;
  }
  return { synced, refused, ignored };
}

interface StatusBefore {
  readonly sequenceNumber: number;
  readonly status: SyncStatus;
  readonly refusals: number;
}

function settleOne(connection: Connection, before: StatusBefore, verdict: Verdict, nowMs: number): void {
  const { sequenceNumber } = before;
  const history = { sequenceNumber, atMs: nowMs, by: 'server', before: before.status };
  switch (verdict.kind) {
    case 'accepted':
      connection.run(markSynced, { sequenceNumber, roundedMs: Date.parse(verdict.roundedInstant), duplicateOf: null, nowMs });
      connection.run(writeHistory, { ...history, after: 'synced', detail: verdict.exceptions.length === 0 ? null : verdict.exceptions.join(' ') });
      return;
    case 'duplicate':
      connection.run(markSynced, { sequenceNumber, roundedMs: null, duplicateOf: verdict.duplicateOf, nowMs });
      connection.run(writeHistory, { ...history, after: 'synced', detail: `duplicate of ${verdict.duplicateOf}` });
      return;
    case 'refused':
      connection.run(markRefused, { sequenceNumber, code: verdict.code, text: verdict.text, retryAtMs: nowMs + retryDelayMs(before.refusals + 1) });
      connection.run(writeHistory, { ...history, after: before.status, detail: verdict.code });
  }
}

/** D4: employees, assignments or rules changed, so refused punches are offered again at the next sync. */
export function offerRefusedAgain(connection: Connection): number {
  return connection.run(retryRefusedNow, {});
}

/** How many punches the server has refused, and not taken since. */
export function countRefusedPunches(connection: Connection): number {
  return connection.get(countRefused, {})?.refused ?? 0;
}
