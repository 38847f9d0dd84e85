/** F4, K7: the daemon asks for clearing at the end of a recovery; whether anything may go is decided here. */
import type { DaemonCallAnswer, DaemonCallInput } from '../../shared/contracts/daemon.ts';
import { decideClearing, finishClearing, type ClearingKiosk } from '../clearing.ts';

export async function clearSynced(kiosk: ClearingKiosk, _input: DaemonCallInput<'clearSynced'>): Promise<DaemonCallAnswer<'clearSynced'>> {
  const decision = decideClearing(kiosk);
  if (decision.kind === 'kept') return decision;
  return { kind: 'cleared', punches: await finishClearing(kiosk) };
}
