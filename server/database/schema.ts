/**
 * Tables as queries see them. Instants are whole milliseconds since the epoch, dates are YYYY-MM-DD, flags are 0 or 1, JSON is text:
 * forms that SQLite and PostgreSQL share. What may be null is null for a reason that stands beside it.
 */
import type { Generated, Kysely } from 'kysely';

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
}

export interface UserTimeclocksTable {
  tenant_id: string;
  user_id: string;
  timeclock_id: number;
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

export const changeKinds = ['employee', 'timeclock', 'organisation', 'texts'] as const;

/** What changed, never how: the present state is read when the change is served. */
export interface ChangesTable {
  tenant_id: string;
  sequence: number;
  kind: (typeof changeKinds)[number];
  /** Employee id, or language; empty for the others. */
  subject_id: string;
  /** The timeclock that has to hear of it; 0 means all. */
  timeclock_id: number;
  changed_ms: number;
}

export type StoredVerdict = 'accepted' | 'duplicate' | 'refused';

export interface PunchesTable {
  /** In order of arrival; pages for administrators follow it. */
  arrival_number: Generated<number>;
  tenant_id: string;
  punch_id: string;
  /** Where it was made. */
  timeclock_id: number;
  device_id: string;
  sequence_number: number;
  /** 'e:' and the employee, or 't:' and the temporary employee. */
  person_key: string;
  type: string;
  work_date: string;
  /** 1 when the work date is more than a day off the instant's: such are few, and searched on their own. */
  displaced: number;
  /** Best-known time. */
  instant_ms: number;
  offset_minutes: number;
  hash: string;
  /** JSON of the punch as it came; never rewritten (C4). */
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
  /** What the order of the person's punches says; null when in order. */
  sequence_exception: string | null;
  voided_ms: number | null;
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
  sign_in_failures: SignInFailuresTable;
  sessions: SessionsTable;
  devices: DevicesTable;
  employees: EmployeesTable;
  assignments: AssignmentsTable;
  changes: ChangesTable;
  punches: PunchesTable;
  punches_set_aside: PunchesSetAsideTable;
  verdict_changes: VerdictChangesTable;
}
