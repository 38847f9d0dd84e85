/** One row, as a person at the kiosk: PIN, what is offered, the button, done. */
import { randomUUID } from 'node:crypto';
import type { CallAnswer } from '../../shared/contracts/ipc.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';
import { answerOf, type KioskCaller } from '../../test/support/kiosk-caller.ts';
import type { CastMember } from './cast.ts';
import { chooseType, type LastRow } from './choose-type.ts';
import type { Tap } from './read-export.ts';

/** What the kiosk said. `type` is what the row was offered as; null where it did not come to that. */
export type Fed = { kind: 'taken'; type: PunchType; punchId: string } | { kind: 'doubleTap'; type: PunchType } | { kind: 'refused'; type: PunchType | null; why: string };

/** The kiosk's clock shows the row's time already. */
export async function feedTap(kiosk: KioskCaller, tap: Tap, member: CastMember, last: LastRow | null, duplicateWindowMs: number): Promise<Fed> {
  const identified = await identify(kiosk, member);
  if (identified.kind !== 'identified') return { kind: 'refused', type: null, why: identified.kind };
  const { sessionId } = identified.offer;
  const offered = await answerOf(kiosk, 'readOffer', { sessionId, workDate: null, assignmentId: null });
  if (offered.kind !== 'offered') return { kind: 'refused', type: null, why: offered.kind };
  const { offer } = offered;
  const type = chooseType(tap.instantMs, last, offer.current === null ? null : Date.parse(offer.current.since), duplicateWindowMs);
  const answer = await answerOf(kiosk, 'recordPunch', { sessionId, tapId: randomUUID(), type, workDate: offer.workDate, assignmentId: offer.assignmentId });
  await answerOf(kiosk, 'endSession', {});
  return fedBy(answer, type);
}

/** With several people under one PIN the kiosk asks; the row knows who it was (B5). */
async function identify(kiosk: KioskCaller, member: CastMember): Promise<CallAnswer<'identifyByPin'> | CallAnswer<'chooseProfile'>> {
  const answer = await answerOf(kiosk, 'identifyByPin', { pin: member.pin });
  if (answer.kind !== 'whichOfYou') return answer;
  return answerOf(kiosk, 'chooseProfile', { choiceId: answer.choiceId, employeeId: member.employeeId });
}

function fedBy(answer: CallAnswer<'recordPunch'>, type: PunchType): Fed {
  switch (answer.kind) {
    case 'recorded':
      return { kind: 'taken', type, punchId: answer.punch.punchId };
    case 'alreadyRecorded':
      return { kind: 'doubleTap', type };
    case 'notSaved':
      return { kind: 'refused', type, why: answer.reason };
    case 'notAllowed':
    case 'blocked':
    case 'sessionEnded':
      return { kind: 'refused', type, why: answer.kind };
  }
}
