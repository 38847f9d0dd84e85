/**
 * The one way a punch comes into being (C3, C4, C11). It is made of what the rules allow at this moment for the person who
 * stands here; it is durable in journal and database before the answer; a repeat of the same touch is the same punch.
 */
import { createHash } from 'node:crypto';
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Punch, PunchFlag, TimeclockProperties } from '../../shared/contracts/entities.ts';
import { offsetMinutesAt } from '../../shared/lib/zoned-time.ts';
import { findDuplicate } from '../../shared/rules/duplicate-window.ts';
import { chainText } from '../../shared/rules/punch-chain.ts';
import { beginQuestions, readQuestions } from '../asked-questions.ts';
import type { Kiosk } from '../kiosk.ts';
import { findPerson, type KnownPerson } from '../known-person.ts';
import { toInstant } from '../instant.ts';
import { readOfferFor, toEntry } from '../offer.ts';
import type { Session } from '../sessions.ts';
import { readStanding, type Standing } from '../standing.ts';
import type { KnownTime } from '../trusted-clock.ts';
import type { HereAndNow } from '../whereabouts.ts';

type Kiosks = Pick<Kiosk, 'connection' | 'settings' | 'punchStore' | 'time' | 'sessions' | 'state' | 'log' | 'device' | 'newPunchId' | 'whereabouts'>;
type Input = CallInput<'recordPunch'>;
type Answer = CallAnswer<'recordPunch'>;

export function recordPunch(kiosk: Kiosks, input: Input, note: string | null = null): Answer {
  const session = kiosk.sessions.find(input.sessionId);
  if (session === null) return { kind: 'sessionEnded' };
  const repeated = session.taps.get(input.tapId);
  if (repeated !== undefined) return repeated;
  const answer = decide(kiosk, session, input, note);
  if (answer.kind === 'recorded') session.taps.set(input.tapId, answer);
  return answer;
}

function decide(kiosk: Kiosks, session: Session, input: Input, note: string | null): Answer {
  const properties = kiosk.settings.read('timeclock');
  const known = findPerson(kiosk, session.person);
  if (properties === null || known === null) return { kind: 'sessionEnded' };
  const now = kiosk.time.now();
  const standing = readStanding(kiosk, { known, properties, nowMs: now.bestKnownMs, workDate: input.workDate, assignmentId: input.assignmentId });
  const duplicate = findDuplicate(standing.recent, { type: input.type, instantMs: now.bestKnownMs }, properties.duplicateWindowSeconds);
  if (duplicate !== null) return { kind: 'alreadyRecorded', at: toInstant(duplicate.instantMs), type: duplicate.type, windowSeconds: properties.duplicateWindowSeconds };
  if (!isAllowed(standing, input)) return { kind: 'notAllowed', offer: readOfferFor(kiosk, { sessionId: session.sessionId, known, properties, nowMs: now.bestKnownMs, workDate: null, assignmentId: null }) };
  const here = kiosk.whereabouts.judge(properties);
  if (here.blocked !== null) {
    kiosk.log('punch.blocked', { reason: here.blocked.reason });
    return { kind: 'blocked', blocked: here.blocked };
  }
  return store(kiosk, known, { properties, now, standing, here, input, note });
}

/** A transfer goes to another job than the one it comes from. */
function isAllowed(standing: Standing, { type }: Input): boolean {
  const isTransferToSame = type === 'transfer' && standing.assignmentId === standing.openAssignmentId;
  return standing.mayChooseDate && standing.mayChooseJob && standing.allowed.includes(type) && !isTransferToSame;
}

interface Making {
  readonly properties: TimeclockProperties;
  readonly now: KnownTime;
  readonly standing: Standing;
  readonly here: HereAndNow;
  readonly input: Input;
  readonly note: string | null;
}

function store(kiosk: Kiosks, known: KnownPerson, making: Making): Answer {
  const outcome = kiosk.punchStore.store((sequenceNumber, previousHash) => makePunch(kiosk, known, making, sequenceNumber, previousHash));
  if (outcome.kind === 'notStored') {
    kiosk.log('punch.notSaved', { reason: outcome.reason, why: outcome.why });
    return { kind: 'notSaved', reason: outcome.reason };
  }
  const { punch } = outcome;
  if (!outcome.isJournalled) kiosk.log('journal.behind', { id: punch.punchId });
  kiosk.state.punchStored();
  kiosk.log('punch.recorded', { punchId: punch.punchId, sequenceNumber: punch.sequenceNumber });
  const entry = toEntry({ ...punch, instantMs: making.now.bestKnownMs, status: 'pending' }, known);
  beginQuestions(kiosk, known, making.properties, { ...entry, instantMs: making.now.bestKnownMs });
  const questions = readQuestions(kiosk, known).filter((set) => set.punchId === punch.punchId);
  return { kind: 'recorded', punch: entry, firstName: known.firstName, online: kiosk.state.isOnline(), questions };
}

function makePunch(kiosk: Kiosks, known: KnownPerson, making: Making, sequenceNumber: number, previousHash: string): Punch {
  const { properties, now, standing, here, input } = making;
  const unhashed = {
    punchId: kiosk.newPunchId(now.bestKnownMs, sequenceNumber),
    person: known.person,
    type: input.type,
    assignmentId: standing.assignmentId,
    workDate: standing.workDate,
    deviceInstant: toInstant(now.deviceMs),
    bestKnownInstant: toInstant(now.bestKnownMs),
    clockConfidence: now.confidence,
    timeZone: properties.timeZone,
    offsetMinutes: offsetMinutesAt(now.bestKnownMs, properties.timeZone),
    ...kiosk.device,
    bootId: now.bootId,
    monotonicMs: now.monotonicMs,
    sequenceNumber,
    geofence: here.geofence,
    ip: here.ip,
    flags: flagsOf(making),
    note: making.note,
    previousHash,
  } as const;
  return { ...unhashed, flags: [...unhashed.flags], hash: createHash('sha256').update(chainText(unhashed)).digest('hex') };
}

/** What is noted on the punch; none of it stops it (C2, C7, C8, H4). */
function flagsOf({ now, standing, here, input }: Making): PunchFlag[] {
  const { assignmentId, openAssignmentId } = standing;
  const beginsJob = input.type === 'clockIn' || input.type === 'transfer';
  const noted: [PunchFlag, boolean][] = [
    ['noAssignment', assignmentId === null],
    ['otherAssignment', !beginsJob && openAssignmentId !== null && assignmentId !== openAssignmentId],
    ['forgottenClockOut', standing.open?.kind === 'forgotten' && input.type === 'clockIn'],
    ['clockUncertain', now.confidence === 'unknown'],
    ['workDateChosen', standing.workDate !== standing.preselected],
  ];
  return [...noted.filter(([, applies]) => applies).map(([flag]) => flag), ...here.flags];
}
