import { expect, it } from 'vitest';
import { probingTable, syncMachineTable } from '../../daemon/sync-machine-table.ts';
import { ways } from '../../renderer/ui/sync-map.ts';
import { syncState, type SyncState } from '../../shared/contracts/daemon.ts';

/** Lead from everywhere, and are not drawn: told to stop, and other credentials. */
const everywhere = new Set(['stop', 'configureAnew']);

/** Every way that the machine's own table knows. */
function waysOfTable(): string[] {
  const rows = Object.entries(syncMachineTable).flatMap(([from, events]) =>
    Object.entries(events)
      .filter(([event]) => !everywhere.has(event))
      .map(([, decision]) => [from, decision] as const),
  );
  const pings = Object.values(probingTable).flatMap((outcomes) => Object.values(outcomes).map((decision) => ['probing', decision] as const));
  const goesTo = [...rows, ...pings].flatMap(([from, decision]) => (decision.startsWith('goes to ') ? [`${from} ${decision.slice('goes to '.length)}`] : []));
  return [...new Set(goesTo)].filter((way) => way !== 'probing probing');
}

it('G3 the panel draws the ways of the machine, each and no other', () => {
  // A recovery goes through clearing (F4); the table tells of a normal sync.
  expect(ways.map((way) => way.join(' ')).toSorted()).toEqual([...waysOfTable(), 'downloading clearing'].toSorted());
  const names: readonly SyncState[] = syncState.options;
  for (const way of ways) for (const state of way) expect(names).toContain(state);
});
