/** A2: the company's name and alias go to the server, which answers with the organisation and its timeclocks; what of it cannot be used is told to the log (J3). */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';
import { noteFaults } from '../note-faults.ts';
import { noteRefusal, readCompanyAnswer } from '../read-setup-answers.ts';
import { checkServerAddress, fromFailure, fromProblem, serverAway } from '../server-failure.ts';

const timeoutMs = 10_000;

export async function findCompany(kiosk: Pick<Kiosk, 'relay' | 'setup' | 'settings' | 'syncLog' | 'time' | 'log'>, input: CallInput<'findCompany'>): Promise<CallAnswer<'findCompany'>> {
  if (kiosk.setup.record()?.step !== 'company') return { kind: 'notAtThisStep' };
  const address = checkServerAddress(input.serverUrl);
  if (address.kind === 'bad') return { kind: 'badAddress' };
  if (address.kind === 'tlsRequired') return serverAway('tlsRequired');
  const company = input.company.trim();
  const alias = input.alias.trim();
  const outcome = await kiosk.relay.ask({ route: 'findCompany', serverUrl: address.serverUrl, deviceToken: null, input: { company, alias }, timeoutMs });
  if (outcome.kind === 'failed') return fromFailure(outcome.failure);
  if (outcome.kind === 'problem') return outcome.code === 'unknownCompany' ? { kind: 'unknownCompany' } : fromProblem(outcome.code);
  if (kiosk.setup.record()?.step !== 'company') return { kind: 'notAtThisStep' };
  const read = readCompanyAnswer(outcome.answer, { company, alias });
  if (read.kind === 'refused') return noteRefusal(kiosk, read);
  const { organisation, timeclocks, api } = read;
  noteFaults(kiosk, { of: 'organisation', id: null }, read.faults);
  kiosk.setup.store({ step: 'timeclock', serverUrl: api ?? address.serverUrl, company, alias, organisation, timeclocks });
  kiosk.log('setup.companyFound', { tenantId: organisation.tenantId });
  return { kind: 'found' };
}
