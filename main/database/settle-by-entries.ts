/**
 * F6, H8: entries that a download brought settle what the device could not settle by a verdict: refused and failed punches that
 * the server takes now. It never leads away from synced, and never settles a punch that was not answered yet, or one under whose id
 * the server holds something else (D10).
 */
import { sql } from 'kysely';
import type { MatchFailure, RefusalCode } from '../../shared/contracts/entities.ts';
import type { EntryState } from '../../shared/contracts/entries.ts';
import { unreachable } from '../../shared/lib/outcome.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';
import { failOne, refuseFailed, settleAll, type Settled, type SettledPunch } from './settle-punches.ts';

interface ToldPunch {
  readonly punchId: string;
  readonly state: EntryState;
  readonly instantMs: number;
  readonly roundedMs: number | null;
  readonly duplicateOf: string | null;
  readonly refusalCode: RefusalCode | null;
  readonly matchFailure: MatchFailure | null;
}

/** From the few punches to their entries: the next version may hold a hundred thousand. */
const told = build
  .selectFrom('punches')
  .crossJoin('entries')
  .select([
    'punches.punch_id as punchId',
    'entries.state',
    'entries.instant_ms as instantMs',
    'entries.rounded_ms as roundedMs',
    'entries.duplicate_of as duplicateOf',
    'entries.refusal_code as refusalCode',
    'entries.match_failure as matchFailure',
  ])
  .whereRef('entries.punch_id', '=', 'punches.punch_id')
  .where('entries.since_version', '=', given<number>('version'));
const ofRefused = query<{ version: number }>()(told.where('punches.refusal_code', 'is not', null).where(sql<boolean>`punches.refusal_code not in ('idConflict', 'malformed')`));
const ofFailed = query<{ version: number }>()(told.where('punches.status', '=', sql.lit('failed')));

/** Settles by the entries of `version`, in the caller's transaction; answers what became of how many. */
export function settleByEntries(connection: Connection, version: number, nowMs: number): Settled {
  const changed = [...connection.all(ofRefused, { version }), ...connection.all(ofFailed, { version })];
  const synced = settleAll(connection, changed.flatMap(toSettled), nowMs);
  const failed = changed.filter(({ punchId, state, matchFailure }) => state === 'failed' && failOne(connection, { punchId, reason: matchFailure ?? 'noMatch' }, nowMs)).length;
  const refused = changed.filter(({ punchId, state, refusalCode }) => state === 'refused' && refusalCode !== null && refuseFailed(connection, { punchId, code: refusalCode }, nowMs)).length;
  return { synced, refused, failed, ignored: changed.length - synced - refused - failed };
}

function toSettled(punch: ToldPunch): SettledPunch[] {
  const { punchId, state, duplicateOf } = punch;
  switch (state) {
    case 'accepted':
      return [{ punchId, roundedMs: punch.roundedMs ?? punch.instantMs, duplicateOf: null, detail: null }];
    case 'duplicate':
      return [{ punchId, roundedMs: null, duplicateOf, detail: `duplicate of ${duplicateOf ?? 'an unknown punch'}` }];
    case 'voided':
      return [{ punchId, roundedMs: null, duplicateOf: null, detail: 'voided' }];
    case 'refused':
    case 'failed':
      return [];
    default:
      return unreachable(state, 'entry state');
  }
}
