/** B2, B3: whom the server knows, when the device does not; within a short bound (K11), so that nobody in the queue waits for long. */
import type { Employee } from '../shared/contracts/entities.ts';
import { peopleVersion } from './database/people.ts';
import { cacheEmployee } from './database/stage-people.ts';
import type { Kiosk } from './kiosk.ts';
import type { RouteInput } from './server-relay.ts';

/** K11: the bound of B2. */
const serverWithinMs = 1_500;

export type Question = { readonly route: 'findByPin'; readonly input: RouteInput<'findByPin'> } | { readonly route: 'findByForm'; readonly input: RouteInput<'findByForm'> };

/** Whoever was found, stored on the device now; null when the server is away, or did not answer in time. */
export async function askServer(kiosk: Pick<Kiosk, 'connection' | 'settings' | 'state' | 'relay' | 'log'>, question: Question): Promise<Employee[] | null> {
  const enrolment = kiosk.settings.read('enrolment');
  if (enrolment === null || !kiosk.state.isOnline()) return null;
  const { serverUrl, credentials } = enrolment;
  const outcome = await kiosk.relay.ask({ ...question, serverUrl, deviceToken: credentials.deviceToken, timeoutMs: serverWithinMs });
  kiosk.log('identify.serverAsked', { outcome: outcome.kind });
  if (outcome.kind !== 'answered') return null;
  for (const person of outcome.answer.employees) cacheEmployee(kiosk.connection, peopleVersion(kiosk.settings), person);
  return outcome.answer.employees;
}
