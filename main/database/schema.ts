/**
 * The kiosk database's tables as the program sees them; the SQL that makes them is in migrations/.
 * Times are milliseconds since the epoch (UTC), dates YYYY-MM-DD in the timeclock's zone, JSON columns end in what they hold.
 */
import type { Generated } from 'kysely';
import type { SyncState } from '../../shared/contracts/daemon.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';
import type { MatchFailure, RefusalCode, SyncStatus } from '../../shared/contracts/entities.ts';
import type { EntryState, Operator, RequestStatus } from '../../shared/contracts/entries.ts';
import type { OutboxRecord, RecordRefusal } from '../../shared/contracts/records.ts';

/** What is asked about a punch, and its status; the punch itself is in `punch_records`. Narrow, so that settling touches few pages. */
export interface PunchTable {
  sequence_number: number;
  punch_id: string;
  /** `e:<employeeId>` or `t:<temporaryEmployeeId>`. */
  person_key: string;
  type: PunchType;
  work_date: string;
  /** The best-known instant. */
  instant_ms: number;
  assignment_id: string | null;
  status: SyncStatus;
  refusal_code: RefusalCode | null;
  refusal_text: string | null;
  /** When a refused punch is offered again; null: at once. */
  retry_at_ms: number | null;
  refusals: Generated<number>;
  duplicate_of: string | null;
  rounded_ms: number | null;
  settled_at_ms: number | null;
  /** Where the punch's frame in the journal ends. */
  journal_segment: number;
  journal_end: number;
  /** F5: why a failed punch failed; null otherwise. */
  match_failure: MatchFailure | null;
}

/** C4: the punch as it was made and as it travels, JSON of the contract's `punch`; never updated. */
export interface PunchRecordTable {
  sequence_number: number;
  record: string;
}

/** H3: who changed a punch's status, when, and what it was before. */
export interface PunchHistoryTable {
  history_id: Generated<number>;
  sequence_number: number;
  at_ms: number;
  changed_by: string;
  status_before: SyncStatus;
  status_after: SyncStatus;
  detail: string | null;
}

/** F4, H5: a punch that was settled and has left the device. Its content is at the server, and sealed in the journal for a while. */
export interface PunchReceiptTable {
  sequence_number: number;
  punch_id: string;
  hash: string;
  verdict: 'accepted' | 'duplicate';
  duplicate_of: string | null;
  settled_at_ms: number;
  cleared_at_ms: number;
  journal_segment: number;
}

/** One version of an employee: visible while `since_version` <= current < `until_version` (null: for ever). */
export interface EmployeeTable {
  row_id: Generated<number>;
  employee_id: string;
  since_version: number;
  until_version: number | null;
  first_name: string;
  last_name: string;
  job_title: string;
  photo_data_url: string | null;
  pin_hash: string | null;
  last_four_hash: string | null;
  assignments: string;
}

/** D5: one version of a punch as it counts at the server, whichever kiosk it was made at; visible as employees are. */
export interface EntryTable {
  row_id: Generated<number>;
  punch_id: string;
  since_version: number;
  until_version: number | null;
  person_key: string;
  work_date: string;
  type: PunchType;
  instant_ms: number;
  rounded_ms: number | null;
  time_zone: string;
  offset_minutes: number;
  assignment_id: string | null;
  timeclock_id: number;
  /** Null for a punch that a supervisor typed. */
  device_id: string | null;
  state: EntryState;
  duplicate_of: string | null;
  refusal_code: RefusalCode | null;
  match_failure: MatchFailure | null;
  /** Exception codes, JSON. */
  exceptions: string;
  /** C9: the latest correction, JSON of the contract's `correction`. */
  correction: string | null;
}

/** F5, F6: what became of a temporary employee, JSON of the contract's `temporaryOutcome`. */
export interface TemporaryOutcomeTable {
  temporary_employee_id: string;
  outcome: string;
}

/** K9: one record that travels beside punches; records.ts of the contract. */
export interface OutboxTable {
  /** 1, 2, 3 ... in the order in which they were made. */
  outbox_number: Generated<number>;
  record_id: string;
  kind: OutboxRecord['kind'];
  /** Whom it is of, where it names a person (forms and requests). */
  person_key: string | null;
  /** Which punch it is about, where it is about one. */
  punch_id: string | null;
  /** The device's last punch when it was made: it is sent neither before nor long after that one. */
  after_sequence: number;
  /** The best-known instant. */
  made_ms: number;
  /** The record as it travels, JSON; that of a form loses its digits once settled (K10). */
  record: string;
  status: OutboxStatus;
  refusal_code: RecordRefusal | null;
  /** When a refused one is offered again; null: at once. */
  retry_at_ms: number | null;
  refusals: Generated<number>;
  settled_at_ms: number | null;
  journal_segment: number;
  journal_end: number;
}

/** K9: pending counts as unsettled, refused or not; settled is the server's word that it has it. */
export type OutboxStatus = 'pending' | 'settled';

/** B4: somebody known by the identification form alone. */
export interface TemporaryEmployeeTable {
  temporary_employee_id: string;
  first_name: string;
  last_name: string;
  name_key: string;
  last_four_hash: string;
  made_ms: number;
}

/** C12: what a supervisor answered to a request. */
export interface RequestOutcomeTable {
  request_id: string;
  status: RequestStatus;
  note: string | null;
}

/** K16 */
export interface OperatorTable {
  user_id: string;
  username: string;
  role: Operator['role'];
  verifier: string;
}

/** Small things by name; `value` is JSON. What each holds is in settings.ts. */
export interface SettingTable {
  name: string;
  value: string;
}

/** What of a download is neither people nor entries, and not in force yet (D6); what each kind holds is in staged.ts. */
export type StagedKind = 'setting' | 'texts' | 'temporaryEmployee' | 'request' | 'operator';

export interface StagedTable {
  kind: StagedKind;
  name: string;
  value: string;
}

export interface TextsTable {
  language: string;
  texts: string;
}

export interface SyncLogTable {
  log_id: Generated<number>;
  at_ms: number;
  level: 'info' | 'warning' | 'error';
  event: string;
  fields: string;
  /** Which sync it belongs to, counted over the life of the database; null for what happened between two. */
  session: number | null;
}

/** E1, G3: from when on the server was there, away, or not known to be either. */
export interface ConnectivityHistoryTable {
  change_id: Generated<number>;
  at_ms: number;
  state: 'online' | 'offline' | 'unknown';
}

/** G3: one step of the sync machine. */
export interface MachineHistoryTable {
  step_id: Generated<number>;
  at_ms: number;
  state_before: SyncState;
  state_after: SyncState;
  recovery: number;
  /** Kind of the failure that led there. */
  failure: string | null;
}

/** C6: one set of questions, as it was begun. `asked` and `answers` are JSON. */
export interface AnswerSetTable {
  set_number: Generated<number>;
  punch_id: string;
  answer_set: 'breaks' | 'clockOut';
  person_key: string;
  work_date: string;
  begun_ms: number;
  asked: string;
  answers: string;
  status: 'open' | 'left' | 'complete';
}

export interface Tables {
  answer_sets: AnswerSetTable;
  punches: PunchTable;
  punch_records: PunchRecordTable;
  punch_history: PunchHistoryTable;
  punch_receipts: PunchReceiptTable;
  employees: EmployeeTable;
  entries: EntryTable;
  outbox: OutboxTable;
  temporary_employees: TemporaryEmployeeTable;
  temporary_outcomes: TemporaryOutcomeTable;
  request_outcomes: RequestOutcomeTable;
  operators: OperatorTable;
  settings: SettingTable;
  staged: StagedTable;
  texts: TextsTable;
  sync_log: SyncLogTable;
  connectivity_history: ConnectivityHistoryTable;
  machine_history: MachineHistoryTable;
}
