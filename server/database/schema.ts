/**
 * Tables as queries see them. Instants are whole milliseconds since the epoch, dates are YYYY-MM-DD, flags are 0 or 1, JSON is text:
 * forms that SQLite and PostgreSQL share. What may be null is null for a reason that stands beside it.
 */
import type { Generated, Kysely, Selectable } from 'kysely';
import type { AnswersTable, OutboxRecordsTable, QuestionVersionsTable, RequestsTable, TemporaryEmployeesTable, TemporaryIdsTable } from './outbox-schema.ts';

/** A connection, or a transaction: queries do not care. */
export type Db = Kysely<Schema>;

/** Facts of this server: epoch (D10), keys. */
export interface ServerStateTable {
  name: string;
  value: string;
}

export interface TenantsTable {
  tenant_id: string;
  name: string;
  alias: string;
  /** Normalised forms that A2 looks for. */
  name_key: string;
  alias_key: string;
  time_zone: string;
  locale: string;
  first_day_of_week: number;
  /** Hex of the key for keyed hashes of PINs. */
  tenant_key: string;
  /** Number of the last change (D5); every change of the tenant takes the next one. */
  change_sequence: number;
}

export interface TimeclocksTable {
  tenant_id: string;
  timeclock_id: number;
  name: string;
  /** JSON of `timeclockProperties`. */
  properties: string;
  /** Of that text. */
  properties_sha256: string;
}

export interface TextsTable {
  tenant_id: string;
  language: string;
  /** JSON of a text bundle: what this tenant words differently. */
  texts: string;
}

export const userRoles = ['administrator', 'supervisor', 'viewer'] as const;
export type UserRole = (typeof userRoles)[number];

export interface UsersTable {
  user_id: string;
  tenant_id: string;
  username: string;
  /** Unique on the whole server (K15). */
  username_key: string;
  role: UserRole;
  password_hash: string;
  /** Which timeclocks the user may act on: all, or those of `user_timeclocks`. */
  scope: 'allTimeclocks' | 'listedTimeclocks';
  disabled_ms: number | null;
  /** K16: Argon2id hash for the kiosks' offline sign-in; null until the password is set next (none is ever derived from the other). */
  kiosk_verifier: string | null;
}

export interface UserTimeclocksTable {
  tenant_id: string;
  user_id: string;
  timeclock_id: number;
}

/** A4. */
export interface SetupRequestsTable {
  address: string;
  /** When the minute began. */
  minute_ms: number;
  requests: number;
}

/** K15: failures in a row of a user name or a device, and until when it is locked. */
export interface SignInFailuresTable {
  subject: string;
  failures: number;
  last_failure_ms: number;
  locked_until_ms: number | null;
}

export interface SessionsTable {
  token_hash: string;
  tenant_id: string;
  user_id: string;
  expires_ms: number;
}

export interface DevicesTable {
  tenant_id: string;
  device_id: string;
  timeclock_id: number;
  device_name: string;
  platform: string;
  app_version: string;
  token_hash: string;
  token_expires_ms: number;
  token_revoked_ms: number | null;
  enrolled_ms: number;
  enrolled_by: string;
  last_contact_ms: number;
  /** The end of the device's chain as far as it is known (H5): 0 and zeroes before the first punch. */
  last_sequence_number: number;
  last_hash: string;
  /** D9: the token before a renewal, good until its successor is first used; null otherwise. */
  previous_token_hash: string | null;
  previous_token_expires_ms: number | null;
  token_issued_ms: number | null;
  revoked_by: string | null;
  revocation_reason: string | null;
  /** I4: as the device told with its last batch; null before the first. */
  pending_count: number | null;
  failed_count: number | null;
  oldest_pending_ms: number | null;
  clock_offset_ms: number | null;
  zone_data_edition: string | null;
  last_sync_ms: number | null;
  /** H6: as the device told: its database was restored, and the room on its disk. */
  restored_ms: number | null;
  restored_from: 'backup' | 'journal' | null;
  restored_backup_ms: number | null;
  restored_count: number | null;
  disk_state: 'fine' | 'low' | 'full' | null;
  disk_free_bytes: number | null;
  /** J3: as the device told, JSON of the contract's `passedOver`; null for nothing. */
  passed_over: string | null;
  /** C8: as the server saw it last. C7: two-letter country of it, and of the one at enrolment; null where unknown. */
  last_address: string | null;
  last_country: string | null;
  enrolled_country: string | null;
  /** H5: the run of the device's daemon that was heard of last, those before it (JSON), and when one of these came back. */
  last_run: string | null;
  earlier_runs: string | null;
  shared_ms: number | null;
}

/** A9: single use, expiring. The code itself is nowhere, only its SHA-256. */
export interface EnrolmentCodesTable {
  tenant_id: string;
  code_id: string;
  code_hash: string;
  timeclock_id: number;
  note: string;
  issued_by: string;
  issued_ms: number;
  expires_ms: number;
  used_ms: number | null;
  used_by_device: string | null;
  revoked_ms: number | null;
}

/** Tokens that were replaced by a renewal and must not be used again: whoever shows one may have stolen it. */
export interface ReplacedTokensTable {
  token_hash: string;
  tenant_id: string;
  device_id: string;
  replaced_ms: number;
}

export interface EmployeesTable {
  tenant_id: string;
  employee_id: string;
  first_name: string;
  last_name: string;
  job_title: string;
  photo_data_url: string | null;
  pin_hash: string | null;
  last_four_hash: string | null;
  /** Last work date of somebody who left; null while employed. */
  last_work_date: string | null;
  /** How many digits the PIN of `pin_hash` has (K12); null without one, or where it is not known. */
  pin_digits: number | null;
  /** Normalised first and last name (rules/identity.ts); B3 and F5 look for it together with `last_four_hash`. */
  name_key: string;
}

export interface AssignmentsTable {
  tenant_id: string;
  assignment_id: string;
  employee_id: string;
  timeclock_id: number;
  job: string;
  department: string;
  start_date: string;
  end_date: string | null;
  shift_start: string | null;
  shift_end: string | null;
}

export const changeKinds = ['employee', 'timeclock', 'organisation', 'texts', 'entry', 'temporaryEmployee', 'request', 'operator'] as const;

/** What changed, never how: the present state is read when the change is served. */
export interface ChangesTable {
  tenant_id: string;
  sequence: number;
  kind: (typeof changeKinds)[number];
  /** Employee id, language, punch id, temporary employee id, request id or user id; empty for the others. */
  subject_id: string;
  /** The timeclock that has to hear of it; 0 means all. */
  timeclock_id: number;
  changed_ms: number;
}

export type StoredVerdict = 'accepted' | 'duplicate' | 'refused' | 'failed';

export interface PunchesTable {
  /** In order of arrival; pages for administrators follow it. */
  arrival_number: Generated<number>;
  tenant_id: string;
  punch_id: string;
  /** Where it was made. */
  timeclock_id: number;
  device_id: string;
  sequence_number: number;
  /** Whom it counts for: 'e:' and the employee, or 't:' and the temporary record. F5 and F6 move it from one to the other. */
  person_key: string;
  /** These four are what counts now; what the device sent stays in `content` (corrections keep what was before). */
  type: string;
  work_date: string;
  assignment_id: string | null;
  /** 1 when the work date is more than a day off the instant's: such are few, and searched on their own. */
  displaced: number;
  /** Best-known time, or what a correction made of it. */
  instant_ms: number;
  offset_minutes: number;
  time_zone: string;
  hash: string;
  /** JSON of the punch as it came, or of what a supervisor typed; never rewritten (C4). */
  content: string;
  received_ms: number;
  verdict: StoredVerdict;
  /** Set for duplicates alone. */
  duplicate_of: string | null;
  /** Set for refused ones alone. */
  refusal_code: string | null;
  /** Set for accepted ones alone (C13). */
  rounded_ms: number | null;
  /** JSON array of the exceptions that do not depend on other punches, and of the chain's. */
  noted: string;
  /** What the person's other punches say: exception codes with a space between (intake/standing.ts); null when there is nothing to say. */
  sequence_exception: string | null;
  voided_ms: number | null;
  /** 'typed' by a supervisor: then `device_id` is empty and `sequence_number` 0. */
  source: 'kiosk' | 'typed';
  /** F5: set for failed ones alone. */
  match_failure: string | null;
  /** K2: 1 after a supervisor restored it: it is judged without the duplicate window. */
  restored: number;
  /** K10: a refused or failed one that nobody wants; it counts as settled. */
  dismissed_ms: number | null;
}

/** A stored punch as it is read. */
export type PunchRow = Selectable<PunchesTable>;

/** H3, C9: supervisors' edits of punches, oldest first by `made_ms`. `before` is null for the typing of a new one. */
export interface CorrectionsTable {
  tenant_id: string;
  correction_id: string;
  punch_id: string;
  made_ms: number;
  /** User id and name at that time. */
  made_by: string;
  made_by_name: string;
  reason: string;
  /** JSON of `correctable`. */
  before: string | null;
  after: string;
  acknowledged_ms: number | null;
}

/** H3: voids, restorations, attributions and dismissals of punches, with who and why. */
export interface PunchDecisionsTable {
  tenant_id: string;
  decision_id: string;
  punch_id: string;
  what: 'voided' | 'restored' | 'attributed' | 'dismissed';
  decided_ms: number;
  /** User id, or 'device:' and its id for an undo at the kiosk, or 'match' for an exact match (F5). */
  decided_by: string;
  reason: string | null;
  before: string;
  after: string;
}

/** H7: a typed punch and a kiosk's that came close to it. */
export interface MeetingsTable {
  tenant_id: string;
  meeting_id: string;
  typed_punch_id: string;
  kiosk_punch_id: string;
  timeclock_id: number;
  noticed_ms: number;
  decision: 'keepTyped' | 'keepKiosk' | 'keepBoth' | null;
  decided_ms: number | null;
  decided_by: string | null;
}

/** One row a received batch, for support. */
export interface BatchesTable {
  tenant_id: string;
  device_id: string;
  received_ms: number;
  batch_id: string;
  lane: 'recovery' | 'normal';
  address: string | null;
  accepted: number;
  duplicate: number;
  refused: number;
  failed: number;
  records: number;
}

/** D3: person and work date that have to be judged again, and because of what. Worked off in the background. */
export interface RejudgeQueueTable {
  tenant_id: string;
  person_key: string;
  work_date: string;
  caused_by: string;
  queued_ms: number;
}

/** Who did what through the console. `subject` is JSON of the ids that the call named; never a body. */
export interface AuditLogTable {
  audit_number: Generated<number>;
  tenant_id: string;
  at_ms: number;
  user_id: string;
  username: string;
  action: string;
  subject: string;
}

/** Punches that could not be stored as such: other content under a known id, or of wrong shape. Kept, never merged. */
export interface PunchesSetAsideTable {
  tenant_id: string;
  punch_id: string;
  content_sha256: string;
  device_id: string;
  reason: string;
  content: string;
  received_ms: number;
}

/** H3: how a verdict changed after it was first given. */
export interface VerdictChangesTable {
  tenant_id: string;
  punch_id: string;
  changed_ms: number;
  /** The punch whose arrival was the reason. */
  caused_by: string;
  /** JSON of the standing before and after. */
  before: string;
  after: string;
}

export interface Schema {
  server_state: ServerStateTable;
  tenants: TenantsTable;
  timeclocks: TimeclocksTable;
  texts: TextsTable;
  users: UsersTable;
  user_timeclocks: UserTimeclocksTable;
  setup_requests: SetupRequestsTable;
  sign_in_failures: SignInFailuresTable;
  sessions: SessionsTable;
  devices: DevicesTable;
  employees: EmployeesTable;
  assignments: AssignmentsTable;
  changes: ChangesTable;
  punches: PunchesTable;
  punches_set_aside: PunchesSetAsideTable;
  verdict_changes: VerdictChangesTable;
  enrolment_codes: EnrolmentCodesTable;
  replaced_tokens: ReplacedTokensTable;
  corrections: CorrectionsTable;
  punch_decisions: PunchDecisionsTable;
  temporary_employees: TemporaryEmployeesTable;
  temporary_ids: TemporaryIdsTable;
  outbox_records: OutboxRecordsTable;
  answers: AnswersTable;
  question_versions: QuestionVersionsTable;
  requests: RequestsTable;
  meetings: MeetingsTable;
  batches: BatchesTable;
  rejudge_queue: RejudgeQueueTable;
  audit_log: AuditLogTable;
}
