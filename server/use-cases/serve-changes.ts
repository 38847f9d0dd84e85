/**
 * D5: what changed for the device's timeclock since its cursor. The sequence says what changed; the present state is what is
 * sent, so that a thing that changed twice comes once, and a thing that came twice does no harm. Right behind a download of all
 * employees comes everything else as it is (feed/snapshot.ts): timeclock, organisation, texts, operators, answers, and the entries
 * of this week and last of the timeclock's people – where these were more than 100,000, only those since yesterday.
 */
import type { Change } from '../../shared/contracts/entries.ts';
import type { ChangesAnswer } from '../../shared/contracts/http.ts';
import { firstPreviousHash } from '../../shared/rules/punch-chain.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { DeviceCaller } from '../callers.ts';
import { lastChange, listChanges, type ChangeRow } from '../database/changes.ts';
import { readChainEnd } from '../database/devices.ts';
import { photoLengths } from '../database/people.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { problem, type Problem } from '../errors.ts';
import type { FeedContext } from '../feed/feed-context.ts';
import { presentState } from '../feed/present-state.ts';
import { snapshotStep } from '../feed/snapshot.ts';
import { changeCursor, openChangeCursor, type ChangePlace } from '../feed/change-cursor.ts';
import { atTimeclock, fitInto } from './people-at-timeclock.ts';

/** People without entries make steps without changes; a request is answered after so many all the same. */
const stepsPerPage = 50;
/** A page that holds so much of texts and settings already takes no more of anything. */
const charactersPerPage = 1_000_000;

export type ServeChangesOutcome = { readonly kind: 'changes'; readonly answer: ChangesAnswer } | Problem;

type Deps = Pick<ServerDeps, 'database' | 'clock' | 'signer' | 'seal' | 'bundledTexts'>;

export async function serveChanges(deps: Deps, caller: DeviceCaller, input: { cursor: string; limit: number }): Promise<ServeChangesOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const place = openChangeCursor(deps.signer, caller, input.cursor);
  // A cursor ahead of the sequence was issued before this database was restored from a backup (D10).
  if (place === null || place.sequence > (await lastChange(scope))) return problem('cursorUnknown');
  const properties = await readTimeclockProperties(scope, caller.timeclockId);
  if (properties === null) return problem('unknownTimeclock');
  const page = await fillPage({ deps, scope, caller, properties, at: atTimeclock(properties, deps.clock.wallMs()) }, place, input.limit);
  return {
    kind: 'changes',
    answer: {
      changes: page.changes,
      cursor: changeCursor(deps.signer, caller, page.next),
      more: page.more,
      serverInstant: new Date(deps.clock.wallMs()).toISOString(),
      chainEnd: (await readChainEnd(scope, caller.deviceId)) ?? { sequenceNumber: 0, hash: firstPreviousHash },
      sealingKid: (await deps.seal.freshPublicKey()).kid,
    },
  };
}

interface Page {
  readonly changes: Change[];
  readonly next: ChangePlace;
  readonly more: boolean;
}

/** Steps of the snapshot as far as there is room, and then changes. */
async function fillPage(context: FeedContext, from: ChangePlace, limit: number): Promise<Page> {
  const changes: Change[] = [];
  let characters = 0;
  let place = from;
  for (let steps = 0; place.step !== 'changes'; steps += 1) {
    if (steps >= stepsPerPage || changes.length >= limit || characters >= charactersPerPage) return { changes, next: place, more: true };
    const step = await snapshotStep(context, place, limit - changes.length);
    changes.push(...step.changes);
    characters += charactersOf(step.changes);
    place = step.next;
  }
  if (changes.length >= limit || characters >= charactersPerPage) return { changes, next: place, more: true };
  const rows = await listChanges(context.scope, context.caller.timeclockId, place.sequence, limit - changes.length + 1);
  const taken = await fitIntoAnswer(context.scope, rows.slice(0, limit - changes.length));
  changes.push(...(await presentState(context, taken)));
  return { changes, next: { ...place, sequence: taken.at(-1)?.sequence ?? place.sequence }, more: rows.length > taken.length };
}

/** Settings and texts alone can be long; the rest is bounded by the number of changes. */
function charactersOf(changes: readonly Change[]): number {
  return changes.reduce((sum, change) => sum + (change.kind === 'texts' || change.kind === 'timeclock' ? JSON.stringify(change).length : 0), 0);
}

async function fitIntoAnswer(scope: TenantScope, rows: readonly ChangeRow[]): Promise<ChangeRow[]> {
  const people = new Set(rows.filter((row) => row.kind === 'employee').map((row) => row.subject_id));
  const lengths = await photoLengths(scope, [...people]);
  return fitInto(rows.map((row) => ({ row, photoLength: row.kind === 'employee' ? (lengths.get(row.subject_id) ?? 0) : 0 }))).map((entry) => entry.row);
}
