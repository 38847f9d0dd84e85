import type { Migration } from '../migration.ts';

/**
 * What the server tells after it has judged: why a punch failed (F5), entries of all kiosks by version as people are (D5, H8), what
 * became of temporary employees and requests, and who may open the administration (K16).
 */
export const entries: Migration = {
  version: 2,
  sql: `
    ALTER TABLE punches ADD COLUMN match_failure TEXT;

    CREATE TABLE entries (
      row_id INTEGER PRIMARY KEY,
      punch_id TEXT NOT NULL,
      since_version INTEGER NOT NULL,
      until_version INTEGER,
      person_key TEXT NOT NULL,
      work_date TEXT NOT NULL,
      type TEXT NOT NULL,
      instant_ms INTEGER NOT NULL,
      rounded_ms INTEGER,
      time_zone TEXT NOT NULL,
      offset_minutes INTEGER NOT NULL,
      assignment_id TEXT,
      timeclock_id INTEGER NOT NULL,
      device_id TEXT,
      state TEXT NOT NULL CHECK (state IN ('accepted', 'duplicate', 'refused', 'failed', 'voided')),
      duplicate_of TEXT,
      refusal_code TEXT,
      match_failure TEXT,
      exceptions TEXT NOT NULL,
      correction TEXT
    ) STRICT;
    CREATE INDEX entries_by_punch ON entries (punch_id, since_version);
    CREATE INDEX entries_by_person ON entries (person_key, work_date);
    CREATE INDEX entries_by_date ON entries (work_date);
    CREATE INDEX entries_beginning ON entries (since_version);
    CREATE INDEX entries_ending ON entries (until_version) WHERE until_version IS NOT NULL;

    CREATE TABLE temporary_outcomes (temporary_employee_id TEXT PRIMARY KEY, outcome TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE request_outcomes (request_id TEXT PRIMARY KEY, status TEXT NOT NULL, note TEXT) STRICT, WITHOUT ROWID;
    CREATE TABLE operators (user_id TEXT PRIMARY KEY, username TEXT NOT NULL, role TEXT NOT NULL, verifier TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
};
