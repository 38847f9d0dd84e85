/** Every column of every table of the server, with what may be null marked; numbers have 64 bits. */
export const expectedTables: Readonly<Record<string, string>> = {
  answers: 'tenant_id text, record_id text, punch_id text, answer_set text, complete number, answers text, made_ms number, received_ms number',
  assignments: 'tenant_id text, assignment_id text, employee_id text, timeclock_id number, job text, department text, start_date text, end_date text?, shift_start text?, shift_end text?',
  audit_log: 'audit_number number, tenant_id text, at_ms number, user_id text, username text, action text, subject text',
  batches: 'tenant_id text, device_id text, received_ms number, batch_id text, lane text, address text?, accepted number, duplicate number, refused number, failed number, records number',
  changes: 'tenant_id text, sequence number, kind text, subject_id text, timeclock_id number, changed_ms number',
  corrections: 'tenant_id text, correction_id text, punch_id text, made_ms number, made_by text, made_by_name text, reason text, before text?, after text, acknowledged_ms number?',
  devices:
    'tenant_id text, device_id text, timeclock_id number, device_name text, platform text, app_version text, token_hash text, token_expires_ms number, token_revoked_ms number?, enrolled_ms number, enrolled_by text, last_contact_ms number, last_sequence_number number, last_hash text, previous_token_hash text?, previous_token_expires_ms number?, token_issued_ms number?, revoked_by text?, revocation_reason text?, pending_count number?, failed_count number?, oldest_pending_ms number?, clock_offset_ms number?, zone_data_edition text?, last_sync_ms number?, last_address text?, last_country text?, enrolled_country text?, last_run text?, earlier_runs text?, shared_ms number?',
  employees: 'tenant_id text, employee_id text, first_name text, last_name text, job_title text, photo_data_url text?, pin_hash text?, last_four_hash text?, last_work_date text?, pin_digits number?, name_key text',
  enrolment_codes: 'tenant_id text, code_id text, code_hash text, timeclock_id number, note text, issued_by text, issued_ms number, expires_ms number, used_ms number?, used_by_device text?, revoked_ms number?',
  meetings: 'tenant_id text, meeting_id text, typed_punch_id text, kiosk_punch_id text, timeclock_id number, noticed_ms number, decision text?, decided_ms number?, decided_by text?',
  outbox_records: 'tenant_id text, record_id text, kind text, device_id text, content_sha256 text, verdict text, received_ms number',
  punch_decisions: 'tenant_id text, decision_id text, punch_id text, what text, decided_ms number, decided_by text, reason text?, before text, after text',
  punches:
    'arrival_number number, tenant_id text, punch_id text, timeclock_id number, device_id text, sequence_number number, person_key text, type text, work_date text, assignment_id text?, displaced number, instant_ms number, offset_minutes number, time_zone text, hash text, content text, received_ms number, verdict text, duplicate_of text?, refusal_code text?, rounded_ms number?, noted text, sequence_exception text?, voided_ms number?, source text, match_failure text?, restored number, dismissed_ms number?',
  punches_set_aside: 'tenant_id text, punch_id text, content_sha256 text, device_id text, reason text, content text, received_ms number',
  rejudge_queue: 'tenant_id text, person_key text, work_date text, caused_by text, queued_ms number',
  replaced_tokens: 'token_hash text, tenant_id text, device_id text, replaced_ms number',
  requests:
    'tenant_id text, request_id text, person_key text, kind text, punch_id text?, type text?, work_date text, proposed_ms number?, note text, made_ms number, device_id text, timeclock_id number, status text, decided_ms number?, decided_by text?, decision_note text?',
  server_state: 'name text, value text',
  sessions: 'token_hash text, tenant_id text, user_id text, expires_ms number',
  sign_in_failures: 'subject text, failures number, last_failure_ms number, locked_until_ms number?',
  temporary_employees: 'tenant_id text, record_id text, first_name text, last_name text, name_key text, last_four_hash text, last_four text?, first_seen_ms number, outcome text, employee_id text?, settled_ms number?, settled_by text?',
  temporary_ids: 'tenant_id text, temporary_employee_id text, record_id text, device_id text, timeclock_id number',
  tenants: 'tenant_id text, name text, alias text, name_key text, alias_key text, time_zone text, locale text, first_day_of_week number, tenant_key text, change_sequence number',
  texts: 'tenant_id text, language text, texts text',
  timeclocks: 'tenant_id text, timeclock_id number, name text, properties text, properties_sha256 text',
  user_timeclocks: 'tenant_id text, user_id text, timeclock_id number',
  users: 'user_id text, tenant_id text, username text, username_key text, role text, password_hash text, scope text, disabled_ms number?, kiosk_verifier text?',
  verdict_changes: 'tenant_id text, punch_id text, changed_ms number, caused_by text, before text, after text',
};
