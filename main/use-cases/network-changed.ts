/** E1: the page's own events come at once, and say too little to be believed: the daemon looks for itself. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';

export function networkChanged(kiosk: Pick<Kiosk, 'daemon'>, _input: CallInput<'networkChanged'>): CallAnswer<'networkChanged'> {
  kiosk.daemon.networkHint();
  return { kind: 'noted' };
}
