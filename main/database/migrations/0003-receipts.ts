import type { Migration } from '../migration.ts';

/** What stays of a punch that left the device: enough to prove that it was settled, and to find its sealed copy in the journal (D10, H5). */
export const receipts: Migration = {
  version: 3,
  sql: `
    CREATE TABLE punch_receipts (
      sequence_number INTEGER PRIMARY KEY,
      punch_id TEXT NOT NULL,
      hash TEXT NOT NULL,
      verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'duplicate')),
      duplicate_of TEXT,
      settled_at_ms INTEGER NOT NULL,
      cleared_at_ms INTEGER NOT NULL,
      journal_segment INTEGER NOT NULL
    ) STRICT;
  `,
};
