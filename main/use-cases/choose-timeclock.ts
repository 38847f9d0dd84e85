/** A3: the timeclock's id goes to the server, which answers with its properties; what of them makes no sense takes its usual setting and is told to the log (J3). */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';
import { noteFaults } from '../note-faults.ts';
import { noteRefusal, readTimeclockAnswer } from '../read-setup-answers.ts';
import { fromFailure, fromProblem } from '../server-failure.ts';

const timeoutMs = 10_000;

export async function chooseTimeclock(kiosk: Pick<Kiosk, 'relay' | 'setup' | 'settings' | 'syncLog' | 'time' | 'log'>, input: CallInput<'chooseTimeclock'>): Promise<CallAnswer<'chooseTimeclock'>> {
  const record = kiosk.setup.record();
  if (record?.step !== 'timeclock') return { kind: 'notAtThisStep' };
  const { tenantId } = record.organisation;
  const { timeclockId } = input;
  const outcome = await kiosk.relay.ask({ route: 'readTimeclock', serverUrl: record.serverUrl, deviceToken: null, input: { tenantId, timeclockId }, timeoutMs });
  if (outcome.kind === 'failed') return fromFailure(outcome.failure);
  if (outcome.kind === 'problem') return outcome.code === 'unknownTimeclock' ? { kind: 'unknownTimeclock' } : fromProblem(outcome.code);
  if (kiosk.setup.record()?.step !== 'timeclock') return { kind: 'notAtThisStep' };
  const name = record.timeclocks.find((one) => one.timeclockId === timeclockId)?.name ?? String(timeclockId);
  const read = readTimeclockAnswer(outcome.answer.properties, { timeclockId, name });
  if (read.kind === 'refused') return noteRefusal(kiosk, read);
  noteFaults(kiosk, { of: 'timeclock', id: null }, read.faults);
  kiosk.setup.store({ ...record, step: 'credentials', properties: read.properties });
  kiosk.log('setup.timeclockChosen', { timeclockId });
  return { kind: 'found' };
}
