/** D10: punches that the server had acknowledged and has no longer become pending again; their records go as they were. */
import { sql } from 'kysely';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';

const countBehind = query<{ after: number; upTo: number }>()(
  build
    .selectFrom('punches')
    .select((row) => [row.fn.countAll<number>().as('stored'), sql<number>`coalesce(sum(status <> 'pending'), 0)`.as('acknowledged')])
    .where('sequence_number', '>', given<number>('after'))
    .where('sequence_number', '<=', given<number>('upTo')),
);
const writeHistory = query<{ after: number; upTo: number; atMs: number; detail: string }>()(
  build
    .insertInto('punch_history')
    .columns(['sequence_number', 'at_ms', 'changed_by', 'status_before', 'status_after', 'detail'])
    .expression(
      build
        .selectFrom('punches')
        .select(['sequence_number', given<number>('atMs').as('at_ms'), sql.lit('server').as('changed_by'), 'status', sql.lit('pending').as('status_after'), given<string>('detail').as('detail')])
        .where('sequence_number', '>', given<number>('after'))
        .where('sequence_number', '<=', given<number>('upTo'))
        .where('status', '<>', sql.lit('pending')),
    ),
);
const markPending = query<{ after: number; upTo: number }>()(
  build
    .updateTable('punches')
    .set({ status: sql.lit('pending'), duplicate_of: null, rounded_ms: null, settled_at_ms: null, match_failure: null, retry_at_ms: null })
    .where('sequence_number', '>', given<number>('after'))
    .where('sequence_number', '<=', given<number>('upTo'))
    .where('status', '<>', sql.lit('pending')),
);

/** Of the numbers `after + 1` to `upTo`: how many punches are stored, and how many of them the server once acknowledged. */
export function countAcknowledged(connection: Connection, after: number, upTo: number): { stored: number; acknowledged: number } {
  return connection.get(countBehind, { after, upTo }) ?? { stored: 0, acknowledged: 0 };
}

/** Takes back what the server acknowledged among the numbers `after + 1` to `after + size`, up to `upTo`; in the caller's transaction. */
export function reofferChunk(connection: Connection, input: { after: number; size: number; upTo: number; atMs: number }): { rows: number; after: number } {
  const upTo = Math.min(input.after + input.size, input.upTo);
  connection.run(writeHistory, { after: input.after, upTo, atMs: input.atMs, detail: 'the server has it no longer' });
  return { rows: connection.run(markPending, { after: input.after, upTo }), after: upTo };
}
