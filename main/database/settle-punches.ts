/**
 * D4, F5, H3: the server's verdicts on stored punches. Every change of status leaves a line of history. Nothing leads away from
 * synced; what the server told later of a punch is an entry (settle-by-entries.ts).
 */
import { sql } from 'kysely';
import type { MatchFailure, RefusalCode, SyncStatus, Verdict } from '../../shared/contracts/entities.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';
import { retryDelayMs } from './retry-delay.ts';

const readStatus = query<{ punchId: string }>()(build.selectFrom('punches').select(['sequence_number as sequenceNumber', 'status', 'refusals']).where('punch_id', '=', given<string>('punchId')));
/** Verdicts that make a punch synced, as rows: one JSON text of `[punchId, roundedMs, duplicateOf, detail]` each. A thousand at once cost a third of a thousand statements. */
const settledRows = sql<{ punch_id: string; rounded_ms: number | null; duplicate_of: string | null; detail: string | null }>`
  (select value ->> 0 as punch_id, value ->> 1 as rounded_ms, value ->> 2 as duplicate_of, value ->> 3 as detail from json_each(${given<string>('settled')}))`;
const writeSyncedHistory = query<{ settled: string; nowMs: number }>()(
  build
    .insertInto('punch_history')
    .columns(['sequence_number', 'at_ms', 'changed_by', 'status_before', 'status_after', 'detail'])
    .expression(
      build
        .selectFrom(settledRows.as('settled'))
        // Not reordered by SQLite: one probe of punches for each verdict.
        .crossJoin('punches')
        .select((row) => ['punches.sequence_number', given<number>('nowMs').as('at_ms'), sql.lit('server').as('changed_by'), 'punches.status', sql.lit('synced').as('status_after'), row.ref('settled.detail').as('detail')])
        .whereRef('punches.punch_id', '=', 'settled.punch_id')
        .where('punches.status', '<>', sql.lit('synced')),
    ),
);
const markSynced = query<{ settled: string; nowMs: number }>()(
  build
    .updateTable('punches')
    .from(settledRows.as('settled'))
    .set((row) => ({
      status: sql.lit('synced'),
      refusal_code: null,
      refusal_text: null,
      retry_at_ms: null,
      match_failure: null,
      rounded_ms: row.ref('settled.rounded_ms'),
      duplicate_of: row.ref('settled.duplicate_of'),
      settled_at_ms: given<number>('nowMs'),
    }))
    .whereRef('punches.punch_id', '=', 'settled.punch_id')
    .where('punches.status', '<>', sql.lit('synced')),
);
const markRefused = query<{ sequenceNumber: number; code: RefusalCode; text: string; retryAtMs: number }>()(
  build
    .updateTable('punches')
    .set({ refusal_code: given<RefusalCode>('code'), refusal_text: given<string>('text'), retry_at_ms: given<number>('retryAtMs'), refusals: sql<number>`refusals + 1` })
    .where('sequence_number', '=', given<number>('sequenceNumber')),
);
const markFailed = query<{ sequenceNumber: number; reason: MatchFailure }>()(
  build
    .updateTable('punches')
    .set({ status: sql.lit('failed'), match_failure: given<MatchFailure>('reason'), refusal_code: null, refusal_text: null, retry_at_ms: null })
    .where('sequence_number', '=', given<number>('sequenceNumber')),
);
const markPendingAgain = query<{ sequenceNumber: number; code: RefusalCode; retryAtMs: number }>()(
  build
    .updateTable('punches')
    .set({ status: sql.lit('pending'), match_failure: null, refusal_code: given<RefusalCode>('code'), refusal_text: null, retry_at_ms: given<number>('retryAtMs'), refusals: sql<number>`refusals + 1` })
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
const writeFailedHistory = query<{ atMs: number }>()(
  build
    .insertInto('punch_history')
    .columns(['sequence_number', 'at_ms', 'changed_by', 'status_before', 'status_after', 'detail'])
    .expression(
      build
        .selectFrom('punches')
        .select(['sequence_number', given<number>('atMs').as('at_ms'), sql.lit('device').as('changed_by'), 'status', sql.lit('pending').as('status_after'), sql.lit('the cursor was lost').as('detail')])
        .where('status', '=', sql.lit('failed')),
    ),
);
const retryFailed = query()(
  build
    .updateTable('punches')
    .set({ status: sql.lit('pending'), match_failure: null })
    .where('status', '=', sql.lit('failed')),
);
const countRefused = query()(
  build
    .selectFrom('punches')
    .select((row) => row.fn.countAll<number>().as('refused'))
    .where('refusal_code', 'is not', null),
);

export interface Settled {
  readonly synced: number;
  readonly refused: number;
  readonly failed: number;
  /** Verdicts on punches that this device does not have or that were settled before; they change nothing. */
  readonly ignored: number;
}

type SettlingVerdict = Extract<Verdict, { kind: 'accepted' | 'duplicate' }>;
type RefusingVerdict = Extract<Verdict, { kind: 'refused' }>;
type FailingVerdict = Extract<Verdict, { kind: 'failed' }>;

/** A punch that becomes synced: its rounded time, what it duplicates, what its history says. */
export interface SettledPunch {
  readonly punchId: string;
  readonly roundedMs: number | null;
  readonly duplicateOf: string | null;
  readonly detail: string | null;
}

/** Stores verdicts, in the caller's transaction. A verdict that comes twice counts once. */
export function settlePunches(connection: Connection, verdicts: readonly Verdict[], nowMs: number): Settled {
  const settling = new Map<string, SettledPunch>();
  const refusing: RefusingVerdict[] = [];
  const failing: FailingVerdict[] = [];
  for (const verdict of verdicts) {
    if (verdict.kind === 'refused') refusing.push(verdict);
    else if (verdict.kind === 'failed') failing.push(verdict);
    else if (!settling.has(verdict.punchId)) settling.set(verdict.punchId, toSettled(verdict));
  }
  const synced = settleAll(connection, [...settling.values()], nowMs);
  const refused = refusing.filter((verdict) => refuseOne(connection, verdict, nowMs)).length;
  const failed = failing.filter((verdict) => failOne(connection, verdict, nowMs)).length;
  return { synced, refused, failed, ignored: verdicts.length - synced - refused - failed };
}

/** Makes pending and failed punches synced, in the caller's transaction; answers how many became so. */
export function settleAll(connection: Connection, punches: readonly SettledPunch[], nowMs: number): number {
  if (punches.length === 0) return 0;
  const settled = JSON.stringify(punches.map(({ punchId, roundedMs, duplicateOf, detail }) => [punchId, roundedMs, duplicateOf, detail]));
  connection.run(writeSyncedHistory, { settled, nowMs });
  return connection.run(markSynced, { settled, nowMs });
}

function toSettled(verdict: SettlingVerdict): SettledPunch {
  const { punchId } = verdict;
  switch (verdict.kind) {
    case 'accepted':
      return { punchId, roundedMs: Date.parse(verdict.roundedInstant), duplicateOf: null, detail: verdict.exceptions.length === 0 ? null : verdict.exceptions.join(' ') };
    case 'duplicate':
      return { punchId, roundedMs: null, duplicateOf: verdict.duplicateOf, detail: `duplicate of ${verdict.duplicateOf}` };
  }
}

/** It stays pending, with its reason and a retry time; false when there is nothing to refuse. */
function refuseOne(connection: Connection, verdict: RefusingVerdict, nowMs: number): boolean {
  const before = connection.get(readStatus, { punchId: verdict.punchId });
  if (before?.status !== 'pending') return false;
  const { sequenceNumber, status } = before;
  connection.run(markRefused, { sequenceNumber, code: verdict.code, text: verdict.text, retryAtMs: nowMs + retryDelayMs(before.refusals + 1) });
  connection.run(writeHistory, { sequenceNumber, atMs: nowMs, by: 'server', before: status, after: status, detail: verdict.code });
  return true;
}

/** F5: the server has it and does not know whose it is; it is offered no more (K10). False when it was failed or synced before. */
export function failOne(connection: Connection, { punchId, reason }: { readonly punchId: string; readonly reason: MatchFailure }, nowMs: number): boolean {
  const before = connection.get(readStatus, { punchId });
  if (before?.status !== 'pending') return false;
  const { sequenceNumber } = before;
  connection.run(markFailed, { sequenceNumber, reason });
  connection.run(writeHistory, { sequenceNumber, atMs: nowMs, by: 'server', before: 'pending', after: 'failed', detail: reason });
  return true;
}

/** F6: the server knows whose a failed punch is, and refuses it: it is offered again like every refused one. False when it was not failed. */
export function refuseFailed(connection: Connection, { punchId, code }: { readonly punchId: string; readonly code: RefusalCode }, nowMs: number): boolean {
  const before = connection.get(readStatus, { punchId });
  if (before?.status !== 'failed') return false;
  const { sequenceNumber } = before;
  connection.run(markPendingAgain, { sequenceNumber, code, retryAtMs: nowMs + retryDelayMs(before.refusals + 1) });
  connection.run(writeHistory, { sequenceNumber, atMs: nowMs, by: 'server', before: 'failed', after: 'pending', detail: code });
  return true;
}

/** D4: employees, assignments or rules changed, so refused punches are offered again at the next sync. */
export function offerRefusedAgain(connection: Connection): number {
  return connection.run(retryRefusedNow, {});
}

/**
 * K10: what became of failed punches is told by changes; where the cursor was lost, some may have been missed. They are offered once
 * more for their verdicts, in the caller's transaction.
 */
export function offerFailedAgain(connection: Connection, atMs: number): number {
  connection.run(writeFailedHistory, { atMs });
  return connection.run(retryFailed, {});
}

/** How many punches the server has refused, and not taken since. */
export function countRefusedPunches(connection: Connection): number {
  return connection.get(countRefused, {})?.refused ?? 0;
}
