/** A9: the codes of the timeclocks that the caller may act on, newest first, with the name of whoever issued each. */
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { listEnrolmentCodes as listCodes, type EnrolmentCodeRow } from '../database/enrolment-codes.ts';
import { readUsernames } from '../database/fleet.ts';
import { tenantScope } from '../database/tenant-scope.ts';

export interface ListedCode {
  readonly row: EnrolmentCodeRow;
  readonly issuedBy: string;
}

export async function listEnrolmentCodes(deps: Pick<ServerDeps, 'database'>, caller: ConsoleCaller): Promise<ListedCode[]> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const usernames = await readUsernames(scope);
  const rows = (await listCodes(scope)).filter((row) => mayActOn(caller, row.timeclock_id));
  return rows.map((row) => ({ row, issuedBy: usernames.get(row.issued_by) ?? row.issued_by }));
}
