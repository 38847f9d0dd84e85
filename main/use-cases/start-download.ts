/** A5 to A8: begins, resumes, or tries again at once what downloads everything. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';

export function startDownload(kiosk: Pick<Kiosk, 'setup' | 'download'>, _input: CallInput<'startDownload'>): CallAnswer<'startDownload'> {
  if (kiosk.setup.record()?.step !== 'download') return { kind: 'notAtThisStep' };
  kiosk.download.start();
  return { kind: 'started' };
}
