/**
 * Feeds an export to a kiosk, row by row, in the order of the file. A row that cannot be read, or that the kiosk refuses, is
 * counted with its reason and the next one follows; a defect of the kiosk on one row is such a reason as well.
 */
import type { KioskCaller } from '../../test/support/kiosk-caller.ts';
import type { CastMember } from './cast.ts';
import type { LastRow } from './choose-type.ts';
import { feedTap, type Fed } from './feed-tap.ts';
import type { ExportRow, Tap } from './read-export.ts';
import type { RowCounts } from './tally.ts';

export interface FeedDeps {
  readonly kiosk: KioskCaller;
  readonly cast: ReadonlyMap<string, CastMember>;
  readonly duplicateWindowMs: number;
  /** Sets the kiosk's clock, and the note that the next punch carries. */
  readonly showRow: (tap: Tap) => void;
  /** Told of every row that made no punch, and of how far the feeding is. */
  readonly onRow: (row: ExportRow, fed: Fed | null) => void;
}

export interface FedExport {
  readonly counts: RowCounts;
  /** Ids of the punches that the kiosk confirmed, one after the other. */
  readonly confirmed: readonly string[];
}

export async function feedExport(deps: FeedDeps, rows: Iterable<ExportRow>): Promise<FedExport> {
  const counts = { rows: 0, doubleTaps: 0, refused: 0, unreadable: 0 };
  const confirmed: string[] = [];
  const lastRows = new Map<string, LastRow>();
  for (const row of rows) {
    counts.rows++;
    const fed = row.kind === 'tap' ? await feedRow(deps, row.tap, lastRows) : null;
    deps.onRow(row, fed);
    if (fed === null) counts.unreadable++;
    else if (fed.kind === 'taken') confirmed.push(fed.punchId);
    else if (fed.kind === 'doubleTap') counts.doubleTaps++;
    else counts.refused++;
  }
  return { counts, confirmed };
}

async function feedRow(deps: FeedDeps, tap: Tap, lastRows: Map<string, LastRow>): Promise<Fed> {
  const member = deps.cast.get(tap.user);
  if (member === undefined) return { kind: 'refused', type: null, why: 'nobody plays this user' };
  deps.showRow(tap);
  const fed = await feedOrReason(deps, tap, member, lastRows.get(tap.user) ?? null);
  if (fed.type !== null) lastRows.set(tap.user, { type: fed.type, instantMs: tap.instantMs });
  return fed;
}

async function feedOrReason(deps: FeedDeps, tap: Tap, member: CastMember, last: LastRow | null): Promise<Fed> {
  try {
    return await feedTap(deps.kiosk, tap, member, last, deps.duplicateWindowMs);
  } catch (error) {
    return { kind: 'refused', type: null, why: error instanceof Error ? error.message : 'a defect' };
  }
}
