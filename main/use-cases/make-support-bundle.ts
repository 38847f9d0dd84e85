/** G3: one zip for support; who made it, and whether with personal data, is kept. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { BundleKiosk } from '../diagnostics/bundle-entries.ts';
import { writeSupportBundle } from '../diagnostics/support-bundle.ts';
import { fileFailureOf } from '../export/export-files.ts';
import type { Kiosk } from '../kiosk.ts';
import { requireOperator } from '../operator-sessions.ts';

export async function makeSupportBundle(kiosk: BundleKiosk & Pick<Kiosk, 'operators' | 'log'>, input: CallInput<'makeSupportBundle'>): Promise<CallAnswer<'makeSupportBundle'>> {
  const { operatorSessionId, personalData } = input;
  const operator = requireOperator(kiosk, operatorSessionId, 'diagnostics');
  if (operator.kind !== 'operator') return operator;
  const { bundle, history } = kiosk.diagnostics;
  if (bundle.isBeingMade) return { kind: 'busy' };
  bundle.isBeingMade = true;
  try {
    const fields = { userId: operator.session.userId, personalData: personalData === 'with' };
    kiosk.log('diagnostics.bundle', fields);
    kiosk.syncLog.append({ atMs: kiosk.time.now().bestKnownMs, level: 'info', event: 'diagnostics.bundle', fields });
    kiosk.syncLog.flush();
    history.store();
    return { kind: 'made', ...(await writeSupportBundle(kiosk, personalData)) };
  } catch (error) {
    const failure = isDatabaseFull(error) ? 'diskFull' : fileFailureOf(error);
    kiosk.log('diagnostics.bundleFailed', { why: error instanceof Error ? error.message : String(error) });
    return { kind: 'failed', reason: failure === 'diskFull' || failure === 'readOnly' ? failure : 'internal' };
  } finally {
    bundle.isBeingMade = false;
  }
}

function isDatabaseFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL';
}
