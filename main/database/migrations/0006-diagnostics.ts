import type { Migration } from '../migration.ts';

/** G3: when the server was there and when not, where the sync machine stood, and which sync a line of the log belongs to. */
export const diagnostics: Migration = {
  version: 6,
  sql: `
    CREATE TABLE connectivity_history (
      change_id INTEGER PRIMARY KEY,
      at_ms INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('online', 'offline', 'unknown'))
    ) STRICT;
    CREATE INDEX connectivity_history_by_time ON connectivity_history (at_ms);

    CREATE TABLE machine_history (
      step_id INTEGER PRIMARY KEY,
      at_ms INTEGER NOT NULL,
      state_before TEXT NOT NULL,
      state_after TEXT NOT NULL,
      recovery INTEGER NOT NULL,
      failure TEXT
    ) STRICT;

    ALTER TABLE sync_log ADD COLUMN session INTEGER;
  `,
};
