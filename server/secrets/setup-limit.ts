/**
 * A4: how often one address may ask at setup within a minute, whichever of several server processes it asks. The count of this process (the
 * framework's) comes first, so that a flood does not become one of writes.
 */
import type { ServerDeps } from '../app-deps.ts';
import { countSetupRequest, pruneSetupRequests } from '../database/setup-requests.ts';
import { problem, type Problem } from '../errors.ts';
import { addressPart } from './setup-attempts.ts';

const minute = 60_000;

/** Counts the request. @returns the refusal, or null while it is within the limit */
export async function refusalBeyondLimit(deps: Pick<ServerDeps, 'database' | 'clock' | 'setupRequestsPerMinute'>, address: string): Promise<Problem | null> {
  const nowMs = deps.clock.wallMs();
  const minuteMs = Math.floor(nowMs / minute) * minute;
  const requests = await deps.database.transaction(async (db) => {
    const counted = await countSetupRequest(db, addressPart(address), minuteMs);
    if (counted === 1) await pruneSetupRequests(db, minuteMs - minute);
    return counted;
  });
  return requests <= deps.setupRequestsPerMinute ? null : problem('tooManyRequests', { retryAfterSeconds: Math.ceil((minuteMs + minute - nowMs) / 1000) });
}
