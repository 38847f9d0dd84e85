/**
 * C12, K6: a missed punch, a correction or "I left earlier", off line too: a record in the outbox, durable before the answer, never a
 * punch. What cannot be meant (a time to come, somebody else's punch) is refused here, and nothing is stored.
 */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { OutboxRecordOf } from '../../shared/contracts/records.ts';
import { addDays, dateInZone } from '../../shared/lib/zoned-time.ts';
import { proposedInstantMs } from '../../shared/rules/proposed-instant.ts';
import { peopleVersion } from '../database/people.ts';
import type { Kiosk } from '../kiosk.ts';
import { findPerson, type KnownPerson } from '../known-person.ts';
import { readKnownPunches, type PersonPunch } from '../known-punches.ts';
import { toInstant } from '../instant.ts';
import { keepRecord } from '../outbox.ts';
import { counts } from '../standing.ts';

type Kiosks = Pick<Kiosk, 'connection' | 'settings' | 'recordStore' | 'sessions' | 'state' | 'time' | 'log' | 'newRecordId'>;
type Input = CallInput<'sendRequest'>;
type Answer = CallAnswer<'sendRequest'>;
type NotPossible = Extract<Answer, { kind: 'notPossible' }>;

/** As long as punches stay on the device. */
const longestAgoDays = 35;

export function sendRequest(kiosk: Kiosks, input: Input): Answer {
  const session = kiosk.sessions.find(input.sessionId);
  const properties = kiosk.settings.read('timeclock');
  if (session === null || properties === null) return { kind: 'sessionEnded' };
  const repeated = session.requests.get(input.tapId);
  if (repeated !== undefined) return repeated;
  const known = findPerson(kiosk, session.person);
  if (known === null) return { kind: 'sessionEnded' };
  const meant = understand(kiosk, known, properties, input);
  if (meant.kind === 'notPossible') return meant;
  const answer = store(kiosk, known, meant.request);
  if (answer.kind === 'sent') session.requests.set(input.tapId, answer);
  return answer;
}

type Request = Omit<OutboxRecordOf<'request'>, 'recordId' | 'deviceInstant' | 'bestKnownInstant'>;

function understand(kiosk: Kiosks, { person }: KnownPerson, { timeZone }: TimeclockProperties, input: Input): NotPossible | { kind: 'meant'; request: Request } {
  const { workDate, punchId, wallTime } = input;
  const nowMs = kiosk.time.now().bestKnownMs;
  const today = dateInZone(nowMs, timeZone);
  if (workDate > today || workDate < addDays(today, -longestAgoDays)) return { kind: 'notPossible', why: 'unknownDate' };
  const ofDate = readKnownPunches(kiosk.connection, peopleVersion(kiosk.settings), person, { from: workDate, to: workDate }).filter(counts);
  if (input.request === 'leftEarlier' && ofDate.length === 0) return { kind: 'notPossible', why: 'unknownDate' };
  const named = ofDate.find((punch) => punch.punchId === punchId) ?? null;
  if (punchId !== null && named === null) return { kind: 'notPossible', why: 'unknownPunch' };
  if (!isComplete(input, named)) return { kind: 'notPossible', why: 'incomplete' };
  const notBeforeMs = input.type === 'clockIn' ? null : firstMs(ofDate);
  const proposedMs = wallTime === null ? null : proposedInstantMs({ wallTime, workDate, timeZone, notBeforeMs });
  if (proposedMs !== null && proposedMs > nowMs) return { kind: 'notPossible', why: 'inFuture' };
  const { request, type, note } = input;
  return { kind: 'meant', request: { kind: 'request', person, request, punchId, type, workDate, proposedInstant: proposedMs === null ? null : toInstant(proposedMs), note: note.trim() } };
}

/** A correction says what is wrong: the kind of punch, its time, or in words. */
function isComplete({ request, punchId, type, wallTime, note }: Input, named: PersonPunch | null): boolean {
  if (request === 'correction') return named !== null && (wallTime !== null || note.trim() !== '' || (type !== null && type !== named.type));
  return punchId === null && type !== null && wallTime !== null;
}

function firstMs(punches: readonly PersonPunch[]): number | null {
  return punches.length === 0 ? null : Math.min(...punches.map((punch) => punch.instantMs));
}

function store(kiosk: Kiosks, { firstName }: KnownPerson, request: Request): Answer {
  const kept = keepRecord(kiosk, request);
  if (kept.kind !== 'stored') return kept;
  const { workDate, type, proposedInstant, note } = request;
  return { kind: 'sent', request: { requestId: kept.record.recordId, request: request.request, workDate, type, proposedInstant, note, status: 'open', answer: null }, firstName, online: kiosk.state.isOnline() };
}
