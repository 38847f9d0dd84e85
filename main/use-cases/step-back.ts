/** A1: one step back in the wizard. Downloaded people stay staged and out of sight; a later download begins anew. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';

export function stepBack(kiosk: Pick<Kiosk, 'setup' | 'download'>, _input: CallInput<'stepBack'>): CallAnswer<'stepBack'> {
  const record = kiosk.setup.record();
  if (record === null || record.step === 'company' || kiosk.download.isRunning()) return kiosk.setup.view();
  const { serverUrl, company, alias } = record;
  if (record.step === 'timeclock') kiosk.setup.store({ step: 'company', serverUrl, company, alias });
  else {
    const { organisation, timeclocks } = record;
    if (record.step === 'credentials') kiosk.setup.store({ step: 'timeclock', serverUrl, company, alias, organisation, timeclocks });
    else {
      kiosk.download.cancelRetry();
      kiosk.setup.store({ step: 'credentials', serverUrl, company, alias, organisation, timeclocks, properties: record.properties });
    }
  }
  return kiosk.setup.view();
}
