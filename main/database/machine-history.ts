/** G3: the steps of the sync machine that are kept, the latest so many. */
import type { SyncState } from '../../shared/contracts/daemon.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';

export interface MachineStep {
  readonly atMs: number;
  readonly from: SyncState;
  readonly to: SyncState;
  readonly recovery: boolean;
  /** Kind of the failure that led there. */
  readonly failure: string | null;
}

interface StepRow {
  readonly atMs: number;
  readonly from: SyncState;
  readonly to: SyncState;
  readonly recovery: number;
  readonly failure: string | null;
}

const insertStep = query<StepRow>()(
  build.insertInto('machine_history').values({
    at_ms: given<number>('atMs'),
    state_before: given<SyncState>('from'),
    state_after: given<SyncState>('to'),
    recovery: given<number>('recovery'),
    failure: given<string | null>('failure'),
  }),
);
const readLatest = query<{ limit: number }>()(build.selectFrom('machine_history').select(['at_ms as atMs', 'state_before as from', 'state_after as to', 'recovery', 'failure']).orderBy('step_id', 'desc').limit(given<number>('limit')));
const pruneOld = query<{ keep: number }>()(build.deleteFrom('machine_history').where('step_id', '<=', (row) => row.selectFrom('machine_history').select((last) => last(last.fn.max('step_id'), '-', given<number>('keep')).as('limit'))));

export const keptMachineSteps = 2_000;

/** In one transaction, the caller's or its own. */
export function insertMachineSteps(connection: Connection, steps: readonly MachineStep[]): void {
  connection.transaction(() => {
    for (const { atMs, from, to, recovery, failure } of steps) connection.run(insertStep, { atMs, from, to, recovery: recovery ? 1 : 0, failure });
    connection.run(pruneOld, { keep: keptMachineSteps });
  });
}

/** Newest first. */
export function latestMachineSteps(connection: Connection, limit: number): MachineStep[] {
  return connection.all(readLatest, { limit }).map((row) => ({ ...row, recovery: row.recovery === 1 }));
}
