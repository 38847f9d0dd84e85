/** G3: what the panel shows; whoever has read is told of the next change. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { diagnosticsView, type DiagnosticsKiosk } from '../diagnostics/diagnostics-view.ts';
import type { Kiosk } from '../kiosk.ts';
import { requireOperator } from '../operator-sessions.ts';

export async function readDiagnostics(kiosk: DiagnosticsKiosk & Pick<Kiosk, 'operators'>, input: CallInput<'readDiagnostics'>): Promise<CallAnswer<'readDiagnostics'>> {
  const operator = requireOperator(kiosk, input.operatorSessionId, 'diagnostics');
  if (operator.kind !== 'operator') return operator;
  kiosk.diagnostics.watch.hasRead();
  return { kind: 'read', view: await diagnosticsView(kiosk) };
}
