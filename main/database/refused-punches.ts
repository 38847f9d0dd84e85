/** G3: what support looks at: refused punches with their reason (D3, F4), and how many punches are at what status. */
import { sql } from 'kysely';
import type { RefusalCode } from '../../shared/contracts/entities.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';

export interface RefusedPunch {
  readonly punchId: string;
  readonly personKey: string;
  readonly type: PunchType;
  readonly workDate: string;
  readonly instantMs: number;
  readonly code: RefusalCode;
  readonly retryMs: number | null;
  readonly refusals: number;
}

const refused = build.selectFrom('punches').where('refusal_code', 'is not', null).where('status', '=', sql.lit('pending'));
const readLatest = query<{ limit: number }>()(
  refused
    .select(['punch_id as punchId', 'person_key as personKey', 'type', 'work_date as workDate', 'instant_ms as instantMs', sql<RefusalCode>`refusal_code`.as('code'), 'retry_at_ms as retryMs', 'refusals'])
    .orderBy('sequence_number', 'desc')
    .limit(given<number>('limit')),
);
const countRefused = query()(refused.select((row) => row.fn.countAll<number>().as('n')));
const statusIs = (status: 'pending' | 'failed') =>
  build
    .selectFrom('punches')
    .select((row) => row.fn.countAll<number>().as('n'))
    .where('status', '=', sql.lit(status));
/** All without those that have an index: the synced have none, for they are most. */
const countByStatus = query()(
  build.selectNoFrom(() => [
    build
      .selectFrom('punches')
      .select((all) => all.fn.countAll<number>().as('n'))
      .as('stored'),
    statusIs('pending').as('pending'),
    statusIs('failed').as('failed'),
  ]),
);
const countReceipts = query()(build.selectFrom('punch_receipts').select((row) => row.fn.countAll<number>().as('n')));

/** The latest first. */
export function readRefused(connection: Connection, limit: number): RefusedPunch[] {
  return connection.all(readLatest, { limit });
}

export interface PunchTotals {
  readonly refused: number;
  /** Settled, and still on the device. */
  readonly synced: number;
  /** F4: settled, and gone from the device. */
  readonly cleared: number;
}

export function countTotals(connection: Connection): PunchTotals {
  const counted = connection.get(countByStatus, {});
  const synced = (counted?.stored ?? 0) - (counted?.pending ?? 0) - (counted?.failed ?? 0);
  return { refused: connection.get(countRefused, {})?.n ?? 0, synced, cleared: connection.get(countReceipts, {})?.n ?? 0 };
}
