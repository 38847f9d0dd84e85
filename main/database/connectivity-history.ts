/** E1, G3: when the server was there and when not, a row a change, for two days and never more than so many rows. */
import type { ConnectivityState } from '../../shared/contracts/diagnostics-calls.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';

export interface ConnectivityChange {
  readonly atMs: number;
  readonly state: ConnectivityState;
}

const insertChange = query<ConnectivityChange>()(build.insertInto('connectivity_history').values({ at_ms: given<number>('atMs'), state: given<ConnectivityState>('state') }));
const readLast = query<{ limit: number }>()(build.selectFrom('connectivity_history').select(['at_ms as atMs', 'state']).orderBy('change_id', 'desc').limit(given<number>('limit')));
const pruneOld = query<{ beforeMs: number; keep: number }>()(
  build
    .deleteFrom('connectivity_history')
    // The row that holds at the edge of what is kept stays.
    .where((row) =>
      row.or([
        row(
          'change_id',
          '<',
          row
            .selectFrom('connectivity_history')
            .select((last) => last.fn.max('change_id').as('edge'))
            .where('at_ms', '<=', given<number>('beforeMs')),
        ),
        row(
          'change_id',
          '<=',
          row.selectFrom('connectivity_history').select((last) => last(last.fn.max('change_id'), '-', given<number>('keep')).as('limit')),
        ),
      ]),
    ),
);

export const keptConnectivityMs = 48 * 3_600_000;
/** A connection that breaks and comes back twice a minute for a day. */
export const keptConnectivityChanges = 6_000;

/** From `atMs` on; nothing where that is so already. In the caller's transaction. */
export function noteConnectivity(connection: Connection, change: ConnectivityChange): void {
  if (lastConnectivity(connection)?.state === change.state) return;
  connection.run(insertChange, change);
  connection.run(pruneOld, { beforeMs: change.atMs - keptConnectivityMs, keep: keptConnectivityChanges });
}

export function lastConnectivity(connection: Connection): ConnectivityChange | null {
  return connection.get(readLast, { limit: 1 }) ?? null;
}

/** All that is kept, oldest first. */
export function readConnectivity(connection: Connection): ConnectivityChange[] {
  return connection.all(readLast, { limit: keptConnectivityChanges }).reverse();
}
