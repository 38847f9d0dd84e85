/** H6: the night's backup, or that of a first start of a day whose night was missed. It is begun and goes on beside syncs and taps; how it ends is logged. With it goes what was set aside long ago and is at the server. */
import type { DaemonCallAnswer, DaemonCallInput } from '../../shared/contracts/daemon.ts';
import type { Kiosk } from '../kiosk.ts';

export function backUp(kiosk: Pick<Kiosk, 'safekeeping'>, _input: DaemonCallInput<'backUp'>): DaemonCallAnswer<'backUp'> {
  void kiosk.safekeeping.pruneAside();
  if (!kiosk.safekeeping.isBackupDue()) return { kind: 'notDue' };
  void kiosk.safekeeping.backUp();
  return { kind: 'begun' };
}
