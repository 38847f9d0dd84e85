/**
 * D5: what changed for the device's timeclock since its cursor. The sequence says what changed; the present state is what is
 * sent, so that a thing that changed twice comes once, and a thing that came twice does no harm. Right behind a download of all
 * employees come the timeclock, the organisation and the texts as they are: a device whose cursor was lost may have missed them.
 */
import type { Change } from '../../shared/contracts/entries.ts';
import type { ChangesAnswer } from '../../shared/contracts/http.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { DeviceCaller } from '../callers.ts';
import { readChainEnd } from '../database/devices.ts';
import { firstPreviousHash } from '../../shared/rules/punch-chain.ts';
import { lastChange, listChanges, type ChangeRow } from '../database/changes.ts';
import { loadEmployees, photoLengths } from '../database/people.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readOrganisation, readTimeclockProperties } from '../database/tenants.ts';
import { problem, type Problem } from '../errors.ts';
import { changeCursor, openChangeCursor, type ChangePlace } from './change-cursor.ts';
import { atTimeclock, fitInto } from './people-at-timeclock.ts';
import { serveTexts } from './serve-texts.ts';

const allButPeople: readonly ChangeRow['kind'][] = ['organisation', 'timeclock', 'texts'];

export type ServeChangesOutcome = { readonly kind: 'changes'; readonly answer: ChangesAnswer } | Problem;

type Deps = Pick<ServerDeps, 'database' | 'clock' | 'signer' | 'bundledTexts'>;

export async function serveChanges(deps: Deps, caller: DeviceCaller, input: { cursor: string; limit: number }): Promise<ServeChangesOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const place = openChangeCursor(deps.signer, caller, input.cursor);
  // A cursor ahead of the sequence was issued before this database was restored from a backup (D10).
  if (place === null || place.sequence > (await lastChange(scope))) return problem('cursorUnknown');
  const rows = await listChanges(scope, caller.timeclockId, place.sequence, input.limit + 1);
  const page = await fitIntoAnswer(scope, rows.slice(0, input.limit));
  const changes = await presentState(deps, scope, caller, place, page);
  if (changes.kind === 'problem') return changes;
  return {
    kind: 'changes',
    answer: {
      changes: changes.changes,
      cursor: changeCursor(deps.signer, caller, { sequence: page.at(-1)?.sequence ?? place.sequence, behind: 'changes' }),
      more: rows.length > page.length,
      serverInstant: new Date(deps.clock.wallMs()).toISOString(),
      chainEnd: (await readChainEnd(scope, caller.deviceId)) ?? { sequenceNumber: 0, hash: firstPreviousHash },
    },
  };
}

async function fitIntoAnswer(scope: TenantScope, rows: readonly ChangeRow[]): Promise<ChangeRow[]> {
  const lengths = await photoLengths(scope, employeeIds(rows));
  return fitInto(rows.map((row) => ({ row, photoLength: row.kind === 'employee' ? (lengths.get(row.subject_id) ?? 0) : 0 }))).map((entry) => entry.row);
}

function employeeIds(rows: readonly ChangeRow[]): string[] {
  return [...new Set(rows.filter((row) => row.kind === 'employee').map((row) => row.subject_id))];
}

async function presentState(deps: Deps, scope: TenantScope, caller: DeviceCaller, place: ChangePlace, rows: readonly ChangeRow[]): Promise<{ kind: 'changes'; changes: Change[] } | Problem> {
  const properties = await readTimeclockProperties(scope, caller.timeclockId);
  if (properties === null) return problem('unknownTimeclock');
  const kinds = new Set(place.behind === 'employees' ? allButPeople : rows.map((row) => row.kind));
  const changes: Change[] = [];
  if (kinds.has('organisation')) {
    const organisation = await readOrganisation(scope);
    if (organisation !== null) changes.push({ kind: 'organisation', organisation });
  }
  if (kinds.has('timeclock')) changes.push({ kind: 'timeclock', properties });
  if (kinds.has('texts')) changes.push(...(await presentTexts(deps, caller, place, rows)));
  const ids = employeeIds(rows);
  const people = await loadEmployees(scope, atTimeclock(properties, deps.clock.wallMs()), ids);
  const here = new Map(people.filter((person) => person.assignments.length > 0).map((person) => [person.employeeId, person]));
  for (const employeeId of ids) {
    const employee = here.get(employeeId);
    changes.push(employee === undefined ? { kind: 'employeeRemoved', employeeId } : { kind: 'employee', employee });
  }
  return { kind: 'changes', changes };
}

async function presentTexts(deps: Deps, caller: DeviceCaller, place: ChangePlace, rows: readonly ChangeRow[]): Promise<Change[]> {
  const served = await serveTexts(deps, caller);
  if (served.kind === 'problem') return [];
  const languages = new Set(rows.filter((row) => row.kind === 'texts').map((row) => row.subject_id));
  return Object.entries(served.texts)
    .filter(([language]) => place.behind === 'employees' || languages.has(language))
    .map(([language, texts]) => ({ kind: 'texts', language, texts }));
}
