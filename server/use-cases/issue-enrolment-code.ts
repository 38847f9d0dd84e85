/** A9: a code for one timeclock, to be used once and in time. The code is in the answer and nowhere else: only its hash is kept. */
import { randomUUID } from 'node:crypto';
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { insertEnrolmentCode, type EnrolmentCodeRow } from '../database/enrolment-codes.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { enrolmentCodeHash, newEnrolmentCode } from '../secrets/enrolment-code.ts';
import { problem, type Problem } from '../errors.ts';

export interface IssueEnrolmentCodeInput {
  readonly timeclockId: number;
  readonly validMinutes: number;
  readonly note: string;
}

export type IssueEnrolmentCodeOutcome = { readonly kind: 'issued'; readonly code: string; readonly row: EnrolmentCodeRow } | Problem;

export async function issueEnrolmentCode(deps: Pick<ServerDeps, 'database' | 'clock' | 'randomBytes'>, caller: ConsoleCaller, input: IssueEnrolmentCodeInput): Promise<IssueEnrolmentCodeOutcome> {
  const code = newEnrolmentCode(deps.randomBytes);
  const codeId = randomUUID();
  const nowMs = deps.clock.wallMs();
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    if ((await readTimeclockProperties(scope, input.timeclockId)) === null) return problem('unknownTimeclock');
    if (!mayActOn(caller, input.timeclockId)) return problem('noPermissionForTimeclock');
    const row = { code_id: codeId, timeclock_id: input.timeclockId, note: input.note, issued_by: caller.userId, issued_ms: nowMs, expires_ms: nowMs + input.validMinutes * 60_000 };
    await insertEnrolmentCode(scope, { ...row, code_hash: enrolmentCodeHash(code) });
    return { kind: 'issued', code, row: { ...row, used_ms: null, used_by_device: null, revoked_ms: null } };
  });
}
