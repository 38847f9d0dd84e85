/** B5: who was found by a PIN or a form: one person stands here at once, several are asked which, and nobody is guessed. */
import type { Employee, TimeclockProperties } from '../shared/contracts/entities.ts';
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import { beginSession } from './begin-session.ts';
import type { Kiosk } from './kiosk.ts';
import { personOf } from './known-person.ts';
import { firstCharacter } from './offer.ts';

type Identified = Extract<CallAnswer<'identifyByPin'>, { kind: 'identified' | 'whichOfYou' }>;

export function identified(kiosk: Pick<Kiosk, 'connection' | 'settings' | 'sessions' | 'state' | 'time' | 'log' | 'whereabouts' | 'recordStore' | 'newRecordId'>, people: readonly Employee[], properties: TimeclockProperties): Identified {
  const [only, ...others] = people;
  kiosk.log('identify.found', { people: people.length });
  if (only !== undefined && others.length === 0) return { kind: 'identified', offer: beginSession(kiosk, personOf(only), properties) };
  const { choiceId } = kiosk.sessions.offerChoice(people);
  return {
    kind: 'whichOfYou',
    choiceId,
    people: people.map((person) => ({ employeeId: person.employeeId, displayName: shortName(person), jobTitle: person.jobTitle, photoDataUrl: person.photoDataUrl })),
  };
}

/** Whoever reads this may be somebody else: the last name is left to its first letter. */
function shortName({ firstName, lastName }: Employee): string {
  return `${firstName} ${firstCharacter(lastName)}.`;
}
