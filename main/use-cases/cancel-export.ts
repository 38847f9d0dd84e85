/** E8: ends the export that runs; what it wrote is taken back. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';
import { requireOperator } from '../operator-sessions.ts';

export function cancelExport(kiosk: Pick<Kiosk, 'operators' | 'exports'>, input: CallInput<'cancelExport'>): CallAnswer<'cancelExport'> {
  const allowed = requireOperator(kiosk, input.operatorSessionId, 'export');
  return allowed.kind === 'operator' ? { kind: kiosk.exports.cancel() } : allowed;
}
