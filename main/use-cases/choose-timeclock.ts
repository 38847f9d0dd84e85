/** A3: the timeclock's id goes to the server, which answers with its properties. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';
import { fromFailure, fromProblem } from '../server-failure.ts';

const timeoutMs = 10_000;

export async function chooseTimeclock(kiosk: Pick<Kiosk, 'relay' | 'setup' | 'log'>, input: CallInput<'chooseTimeclock'>): Promise<CallAnswer<'chooseTimeclock'>> {
  const record = kiosk.setup.record();
  if (record?.step !== 'timeclock') return { kind: 'notAtThisStep' };
  const { tenantId } = record.organisation;
  const { timeclockId } = input;
  const outcome = await kiosk.relay.ask({ route: 'readTimeclock', serverUrl: record.serverUrl, deviceToken: null, input: { tenantId, timeclockId }, timeoutMs });
  if (outcome.kind === 'failed') return fromFailure(outcome.failure);
  if (outcome.kind === 'problem') return outcome.code === 'unknownTimeclock' ? { kind: 'unknownTimeclock' } : fromProblem(outcome.code);
  if (kiosk.setup.record()?.step !== 'timeclock') return { kind: 'notAtThisStep' };
  kiosk.setup.store({ ...record, step: 'credentials', properties: outcome.answer.properties });
  kiosk.log('setup.timeclockChosen', { timeclockId });
  return { kind: 'found' };
}
