/**
 * B2, B3: whom the server knows, when the device does not; within a short bound (K11), so that nobody in the queue waits for long. Whoever was found is
 * read part by part (J3), but for fields that this kiosk does not know: the server has just said who this is, and what a newer one adds may be ignored.
 */
import { z } from 'zod';
import { employee, type Employee } from '../shared/contracts/entities.ts';
import { findEmployee, peopleVersion } from './database/people.ts';
import { cacheEmployee } from './database/stage-people.ts';
import type { Kiosk } from './kiosk.ts';
import { notePassedOver } from './note-faults.ts';
import { PassedOver } from './passed-over.ts';
import { readPerson } from './read-changes.ts';
import type { RouteInput } from './server-relay.ts';

/** K11: the bound of B2. */
const serverWithinMs = 1_500;

export type Question = { readonly route: 'findByPin'; readonly input: RouteInput<'findByPin'> } | { readonly route: 'findByForm'; readonly input: RouteInput<'findByForm'> };

type Asking = Pick<Kiosk, 'connection' | 'settings' | 'state' | 'relay' | 'log' | 'syncLog' | 'time'>;

/** Whoever was found, stored on the device now; null when the server is away, did not answer in time, or told of nobody that this kiosk can make out. */
export async function askServer(kiosk: Asking, question: Question): Promise<Employee[] | null> {
  const enrolment = kiosk.settings.read('enrolment');
  if (enrolment === null || !kiosk.state.isOnline()) return null;
  const { serverUrl, credentials } = enrolment;
  const outcome = await kiosk.relay.ask({ ...question, serverUrl, deviceToken: credentials.deviceToken, timeoutMs: serverWithinMs });
  kiosk.log('identify.serverAsked', { outcome: outcome.kind });
  if (outcome.kind !== 'answered') return null;
  const { employees } = outcome.answer;
  const people = usablePeople(kiosk, employees);
  for (const person of people) cacheEmployee(kiosk.connection, peopleVersion(kiosk.settings), person);
  return people.length === 0 && employees.length > 0 ? null : people;
}

const anyObject = z.record(z.string(), z.unknown());

function usablePeople(kiosk: Asking, received: readonly unknown[]): Employee[] {
  const { connection, settings } = kiosk;
  const passedOver = new PassedOver();
  const people = received.flatMap((one) => {
    const read = readPerson(withoutUnknown(one), (employeeId) => findEmployee(connection, peopleVersion(settings), employeeId));
    if (read.employee === null) passedOver.takeUnusable(read.faults);
    else passedOver.takeUsable({ of: 'employee', id: read.employee.employeeId }, read.faults);
    return read.employee ?? [];
  });
  connection.transaction(() => notePassedOver(kiosk, passedOver, false));
  return people;
}

function withoutUnknown(received: unknown): unknown {
  const given = anyObject.safeParse(received);
  return given.success ? Object.fromEntries(Object.entries(given.data).filter(([name]) => Object.hasOwn(employee.shape, name))) : received;
}
