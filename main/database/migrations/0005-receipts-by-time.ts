import type { Migration } from '../migration.ts';

/** Which journal segments hold what was settled lately: asked each night, over all receipts there are (K7). */
export const receiptsByTime: Migration = {
  version: 5,
  sql: `CREATE INDEX punch_receipts_by_settling ON punch_receipts (settled_at_ms, journal_segment);`,
};
