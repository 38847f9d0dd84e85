import type { Migration } from '../migration.ts';

/**
 * K9: what travels beside punches, in the order in which it was made, each with the punch that it was made behind; and B4: whoever is
 * known by the identification form alone, by the key under which the same form is found again.
 */
export const outbox: Migration = {
  version: 4,
  sql: `
    CREATE TABLE outbox (
      outbox_number INTEGER PRIMARY KEY,
      record_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      person_key TEXT,
      punch_id TEXT,
      after_sequence INTEGER NOT NULL,
      made_ms INTEGER NOT NULL,
      record TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('pending', 'settled')),
      refusal_code TEXT,
      retry_at_ms INTEGER,
      refusals INTEGER NOT NULL DEFAULT 0,
      settled_at_ms INTEGER,
      journal_segment INTEGER NOT NULL,
      journal_end INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX outbox_by_id ON outbox (record_id);
    CREATE INDEX outbox_pending ON outbox (outbox_number) WHERE status = 'pending';
    CREATE INDEX outbox_by_punch ON outbox (punch_id) WHERE punch_id IS NOT NULL;
    CREATE INDEX outbox_by_person ON outbox (person_key) WHERE person_key IS NOT NULL;

    CREATE TABLE temporary_employees (
      temporary_employee_id TEXT PRIMARY KEY,
      first_name TEXT NOT NULL,
      last_name TEXT NOT NULL,
      name_key TEXT NOT NULL,
      last_four_hash TEXT NOT NULL,
      made_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX temporary_employees_by_form ON temporary_employees (name_key, last_four_hash);
  `,
};
