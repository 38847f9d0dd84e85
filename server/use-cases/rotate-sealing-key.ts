/**
 * D2: from now on kiosks seal to a new key. The old one vouches for it, goes on opening batches for `keepDays`, and then no more; a
 * kiosk that comes later than that is told so, and seals its batch anew.
 */
import type { ServerDeps } from '../app-deps.ts';
import { exchangeServerState, readServerState } from '../database/server-state.ts';
import { readKeyRing, rotated } from '../secrets/key-ring.ts';

const dayMs = 86_400_000;

export type RotateSealingKeyOutcome = { readonly kind: 'rotated'; readonly before: string; readonly now: string; readonly oldOpensUntilMs: number } | { readonly kind: 'rotatedMeanwhile' };

export async function rotateSealingKey({ database, clock, randomBytes }: Pick<ServerDeps, 'database' | 'clock' | 'randomBytes'>, { keepDays }: { readonly keepDays: number }): Promise<RotateSealingKeyOutcome> {
  const stored = await readServerState(database.reader, 'sealingKey');
  const nowMs = clock.wallMs();
  const oldOpensUntilMs = nowMs + keepDays * dayMs;
  const rotation = await rotated(readKeyRing(stored), { kid: randomBytes(8).toString('hex'), nowMs, opensUntilMs: oldOpensUntilMs });
  const isOurs = await database.transaction((db) => exchangeServerState(db, 'sealingKey', stored, rotation.stored));
  return isOurs ? { kind: 'rotated', before: rotation.before, now: rotation.now, oldOpensUntilMs } : { kind: 'rotatedMeanwhile' };
}
