import type { Migration } from '../migration.ts';

/** The first form: punches with their records and history, people by version, settings, texts, sync log. */
export const initial: Migration = {
  version: 1,
  sql: `
    CREATE TABLE punches (
      sequence_number INTEGER PRIMARY KEY,
      punch_id TEXT NOT NULL,
      person_key TEXT NOT NULL,
      type TEXT NOT NULL,
      work_date TEXT NOT NULL,
      instant_ms INTEGER NOT NULL,
      assignment_id TEXT,
      status TEXT NOT NULL CHECK (status IN ('pending', 'synced', 'failed')),
      refusal_code TEXT,
      refusal_text TEXT,
      retry_at_ms INTEGER,
      refusals INTEGER NOT NULL DEFAULT 0,
      duplicate_of TEXT,
      rounded_ms INTEGER,
      settled_at_ms INTEGER,
      journal_segment INTEGER NOT NULL,
      journal_end INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX punches_by_id ON punches (punch_id);
    CREATE INDEX punches_by_person ON punches (person_key, work_date);
    CREATE INDEX punches_pending ON punches (sequence_number) WHERE status = 'pending';
    CREATE INDEX punches_failed ON punches (sequence_number) WHERE status = 'failed';
    CREATE INDEX punches_refused ON punches (sequence_number) WHERE refusal_code IS NOT NULL;

    CREATE TABLE punch_records (
      sequence_number INTEGER PRIMARY KEY REFERENCES punches (sequence_number) ON DELETE CASCADE,
      record TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER punch_records_never_change BEFORE UPDATE ON punch_records
      BEGIN SELECT RAISE(ABORT, 'a punch is never rewritten'); END;

    CREATE TABLE punch_history (
      history_id INTEGER PRIMARY KEY,
      sequence_number INTEGER NOT NULL REFERENCES punches (sequence_number) ON DELETE CASCADE,
      at_ms INTEGER NOT NULL,
      changed_by TEXT NOT NULL,
      status_before TEXT NOT NULL,
      status_after TEXT NOT NULL,
      detail TEXT
    ) STRICT;
    CREATE INDEX punch_history_by_punch ON punch_history (sequence_number);

    CREATE TABLE employees (
      row_id INTEGER PRIMARY KEY,
      employee_id TEXT NOT NULL,
      since_version INTEGER NOT NULL,
      until_version INTEGER,
      first_name TEXT NOT NULL,
      last_name TEXT NOT NULL,
      job_title TEXT NOT NULL,
      photo_data_url TEXT,
      pin_hash TEXT,
      last_four_hash TEXT,
      assignments TEXT NOT NULL
    ) STRICT;
    CREATE INDEX employees_by_id ON employees (employee_id, since_version);
    CREATE INDEX employees_by_pin ON employees (pin_hash) WHERE pin_hash IS NOT NULL;
    CREATE INDEX employees_by_last_four ON employees (last_four_hash) WHERE last_four_hash IS NOT NULL;
    CREATE INDEX employees_ending ON employees (until_version) WHERE until_version IS NOT NULL;
    CREATE INDEX employees_beginning ON employees (since_version);
    CREATE INDEX employees_lasting ON employees (since_version) WHERE until_version IS NULL;

    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE staged (kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, name)) STRICT, WITHOUT ROWID;
    CREATE TABLE texts (language TEXT PRIMARY KEY, texts TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE sync_log (
      log_id INTEGER PRIMARY KEY,
      at_ms INTEGER NOT NULL,
      level TEXT NOT NULL,
      event TEXT NOT NULL,
      fields TEXT NOT NULL
    ) STRICT;
  `,
};
