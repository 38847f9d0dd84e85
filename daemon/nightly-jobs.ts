/** Jobs by the wall clock (the sync interval is not one: it counts from completion, in the machine). */
import { schedule } from 'node-cron';
import type { LogEvent, LogFields } from '../shared/lib/log-events.ts';
import type { MainCalls } from './main-link.ts';

/** Between 02:00 and 04:59 by the device's clock, a minute of its own for each device. `random`: from 0 up to 1. */
export function nightlyExpression(random: () => number): string {
  const hour = 2 + Math.floor(random() * 3);
  const minute = Math.floor(random() * 60);
  return `${minute} ${hour} * * *`;
}

/** K7: synced punches older than the retention go, outside of any recovery. */
export async function pruneRetained(main: MainCalls, log: (event: LogEvent, fields: LogFields) => void): Promise<void> {
  const outcome = await main.call('pruneRetained', {});
  if (outcome.kind === 'answered') log('jobs.pruned', { pruned: outcome.answer.pruned });
  else log('jobs.pruneFailed', { reason: outcome.reason });
}

/** H6: after the pruning, so that a backup does not hold what goes anyway. How it ends main logs. */
export async function doNightlyJobs(main: MainCalls, log: (event: LogEvent, fields: LogFields) => void): Promise<void> {
  await pruneRetained(main, log);
  const outcome = await main.call('backUp', {});
  if (outcome.kind === 'refused') log('jobs.backupRefused', { reason: outcome.reason });
}

/** A kiosk that is switched off at night has no night: its jobs run once this long after each start as well. */
export const catchUpAfterMs = 10 * 60_000;

/** Starts the jobs; answers the way to stop them. */
export function startNightlyJobs(main: MainCalls, random: () => number, log: (event: LogEvent, fields: LogFields) => void): () => void {
  const task = schedule(nightlyExpression(random), () => doNightlyJobs(main, log), { noOverlap: true });
  const catchUp = setTimeout(() => void doNightlyJobs(main, log), catchUpAfterMs);
  return () => {
    clearTimeout(catchUp);
    void task.destroy();
  };
}
