/** G1, K8: the double tap on the clock; nobody signs in for it, so once per 30 seconds is all. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';

const pauseMs = 30_000;

export function syncNow(kiosk: Pick<Kiosk, 'settings' | 'daemon' | 'pacing' | 'syncRequests'>, _input: CallInput<'syncNow'>): CallAnswer<'syncNow'> {
  if (kiosk.settings.read('enrolment') === null) return { kind: 'notReady' };
  const nowMs = kiosk.pacing.clock.monotonicMs();
  const leftMs = kiosk.syncRequests.lastMs === null ? 0 : kiosk.syncRequests.lastMs + pauseMs - nowMs;
  if (leftMs > 0) return { kind: 'tooSoon', waitSeconds: Math.ceil(leftMs / 1000) };
  kiosk.syncRequests.lastMs = nowMs;
  kiosk.daemon.syncNow();
  return { kind: 'started' };
}
