/** A10: which punches would be lost if this device's data went now: unsettled, and behind what an export holds. */
import { sql } from 'kysely';
import type { SyncStatus } from '../../shared/contracts/entities.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';

export interface UnsafePunch {
  readonly type: PunchType;
  readonly instantMs: number;
  readonly personKey: string;
  readonly status: SyncStatus;
  readonly refusalCode: string | null;
}

export interface UnsafeCounts {
  /** Not sent yet, or not answered. */
  readonly pending: number;
  /** K1: pending, and refused by the server so far. */
  readonly refused: number;
  readonly failed: number;
}

const behind = build.selectFrom('punches').where('sequence_number', '>', given<number>('sequence'));
const oldest = query<{ sequence: number; limit: number }>()(
  behind
    .select(['type', 'instant_ms as instantMs', 'person_key as personKey', 'status', 'refusal_code as refusalCode'])
    .where((row) => row.or([row('status', '=', sql.lit('pending')), row('status', '=', sql.lit('failed'))]))
    .orderBy('sequence_number')
    .limit(given<number>('limit')),
);
const counts = query<{ sequence: number }>()(
  build.selectNoFrom([
    behind
      .select((row) => row.fn.countAll<number>().as('n'))
      .where('status', '=', sql.lit('pending'))
      .where('refusal_code', 'is', null)
      .as('pending'),
    behind
      .select((row) => row.fn.countAll<number>().as('n'))
      .where('status', '=', sql.lit('pending'))
      .where('refusal_code', 'is not', null)
      .as('refused'),
    behind
      .select((row) => row.fn.countAll<number>().as('n'))
      .where('status', '=', sql.lit('failed'))
      .as('failed'),
  ]),
);

export function oldestUnsafePunches(connection: Connection, sequence: number, limit: number): UnsafePunch[] {
  return connection.all(oldest, { sequence, limit });
}

export function countUnsafePunches(connection: Connection, sequence: number): UnsafeCounts {
  const row = connection.get(counts, { sequence });
  return { pending: row?.pending ?? 0, refused: row?.refused ?? 0, failed: row?.failed ?? 0 };
}
