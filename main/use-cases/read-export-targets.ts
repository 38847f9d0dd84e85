/** E8: where an export could go, and how the one stands that runs. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';
import { requireOperator } from '../operator-sessions.ts';

export async function readExportTargets(kiosk: Pick<Kiosk, 'operators' | 'exports'>, input: CallInput<'readExportTargets'>): Promise<CallAnswer<'readExportTargets'>> {
  const allowed = requireOperator(kiosk, input.operatorSessionId, 'export');
  if (allowed.kind !== 'operator') return allowed;
  return { kind: 'targets', targets: await kiosk.exports.offerTargets(), current: kiosk.exports.current };
}
