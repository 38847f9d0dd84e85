/** Tables of what kiosks send beside punches (K9): temporary employees, records, answers, requests. Forms as in schema.ts. */

/** B4, F5, K10: one row for each person known by the form alone, whichever kiosks met them. */
export interface TemporaryEmployeesTable {
  tenant_id: string;
  /** Id that the first kiosk gave; person keys of unmatched punches name it. */
  record_id: string;
  first_name: string;
  last_name: string;
  name_key: string;
  last_four_hash: string;
  /** As typed; null once settled (K10). */
  last_four: string | null;
  first_seen_ms: number;
  outcome: 'noMatch' | 'severalMatches' | 'matched' | 'dismissed';
  /** Set for matched ones alone. */
  employee_id: string | null;
  settled_ms: number | null;
  settled_by: string | null;
}

/** Ids that kiosks gave to a temporary employee; each leads to its record. */
export interface TemporaryIdsTable {
  tenant_id: string;
  temporary_employee_id: string;
  record_id: string;
  device_id: string;
  timeclock_id: number;
}

/** K9, H2: every record of an outbox that was taken, or refused, by its id. */
export interface OutboxRecordsTable {
  tenant_id: string;
  record_id: string;
  kind: string;
  device_id: string;
  content_sha256: string;
  /** 'accepted', or the code of the refusal; refused ones are judged again when offered again. */
  verdict: string;
  received_ms: number;
}

/** C6: every version of questions that a timeclock of the tenant ever had, by its digest (rules/answer-record.ts). */
export interface QuestionVersionsTable {
  tenant_id: string;
  definition: string;
  /** JSON. */
  questions: string;
}

export interface AnswersTable {
  tenant_id: string;
  record_id: string;
  punch_id: string;
  answer_set: 'breaks' | 'clockOut';
  /** What the kiosk said. */
  complete: number;
  /** What the server judged by the questions that were asked; null where it does not know them. */
  judged_complete: number | null;
  /** JSON of the answers. */
  answers: string;
  made_ms: number;
  received_ms: number;
}

/** C12. */
export interface RequestsTable {
  tenant_id: string;
  request_id: string;
  person_key: string;
  kind: 'missedPunch' | 'correction' | 'leftEarlier';
  punch_id: string | null;
  type: string | null;
  work_date: string;
  proposed_ms: number | null;
  note: string;
  made_ms: number;
  device_id: string;
  timeclock_id: number;
  status: 'open' | 'granted' | 'declined';
  decided_ms: number | null;
  decided_by: string | null;
  decision_note: string | null;
}
