import type { Migration } from '../migration.ts';

/** C6: sets of questions as they were begun, with what was answered so far: a reset or a crash takes nothing of it. */
export const answerSets: Migration = {
  version: 7,
  sql: `
    CREATE TABLE answer_sets (
      set_number INTEGER PRIMARY KEY,
      punch_id TEXT NOT NULL,
      answer_set TEXT NOT NULL CHECK (answer_set IN ('breaks', 'clockOut')),
      person_key TEXT NOT NULL,
      work_date TEXT NOT NULL,
      begun_ms INTEGER NOT NULL,
      asked TEXT NOT NULL,
      answers TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('open', 'left', 'complete'))
    ) STRICT;
    CREATE UNIQUE INDEX answer_sets_of_punch ON answer_sets (punch_id, answer_set);
    CREATE INDEX answer_sets_of_person ON answer_sets (person_key, work_date);
    CREATE INDEX answer_sets_open ON answer_sets (set_number) WHERE status = 'open';
  `,
};
