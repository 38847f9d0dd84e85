/**
 * H5: two machines with one identity, as when a disk was copied. Every run of a sync daemon has a name of its own; a run that was
 * followed by another and is heard of again cannot be the same machine started anew.
 */
import { z } from 'zod';
import type { TenantScope } from './tenant-scope.ts';

/** So many machines can take turns and still be told from restarts. */
const mostEarlierRuns = 8;
const runNames = z.array(z.string());

/** Notes which run of the device was heard of, in the caller's transaction. */
export async function noteRun(scope: TenantScope, deviceId: string, run: string, nowMs: number): Promise<'same' | 'restarted' | 'shared'> {
  const row = await scope.selectDevices().select(['last_run', 'earlier_runs']).where('device_id', '=', deviceId).executeTakeFirst();
  if (row === undefined || row.last_run === run) return 'same';
  const earlier = runNames.parse(JSON.parse(row.earlier_runs ?? '[]'));
  const isBack = earlier.includes(run);
  const now = [...(row.last_run === null ? [] : [row.last_run]), ...earlier.filter((one) => one !== run)].slice(0, mostEarlierRuns);
  await scope
    .updateDevices()
    .set({ last_run: run, earlier_runs: JSON.stringify(now), ...(isBack ? { shared_ms: nowMs } : {}) })
    .where('device_id', '=', deviceId)
    .execute();
  return isBack ? 'shared' : 'restarted';
}
