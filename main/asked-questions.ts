/**
 * C5, C6: the life of a set of questions. It is begun behind the punch, which is stored first; each answer is durable as it is given; what
 * stands in it goes to the outbox once when it is complete, and once when somebody leaves it. A kill between two of these steps is made good
 * at the next: a set that was not begun is begun when the person comes again, and a record that is there already is not made twice.
 */
import type { TimeclockProperties } from '../shared/contracts/entities.ts';
import type { QuestionSet } from '../shared/contracts/question-sets.ts';
import { ageOf } from '../shared/contracts/version.ts';
import { longestShiftMs } from '../shared/rules/open-shift.ts';
import { isAnswerTo } from '../shared/rules/questions.ts';
import { recordOf } from '../shared/rules/answer-record.ts';
import { beginSets, dropSetsOf, findSet, listOpenSets, listSetsOfDate, listUnfinishedSets, markSet, writeAnswers, type KeptSet } from './database/answer-sets.ts';
import { notStored } from './database/not-stored.ts';
import { findAnswerRecords, isUndone } from './database/own-records.ts';
import { peopleVersion } from './database/people.ts';
import { findPunch, personKey } from './database/punches.ts';
import type { Kiosk } from './kiosk.ts';
import type { KnownPerson } from './known-person.ts';
import { readKnownPunches } from './known-punches.ts';
import { keepRecord } from './outbox.ts';
import { asksAnything, planQuestions, type AskingPunch } from './plan-questions.ts';
import { counts } from './standing.ts';

export type AskingKiosk = Pick<Kiosk, 'connection' | 'settings' | 'log'>;
export type SendingKiosk = Pick<Kiosk, 'connection' | 'settings' | 'recordStore' | 'state' | 'time' | 'log' | 'newRecordId'>;

/** Begins what is to be asked after a punch. Never throws: the punch stands, and the person is asked when they come again. */
export function beginQuestions(kiosk: AskingKiosk, known: KnownPerson, properties: TimeclockProperties, punch: AskingPunch): void {
  if (!asksAnything(properties)) return;
  try {
    const key = personKey(known.person);
    const { workDate } = punch;
    const askedBefore = listSetsOfDate(kiosk.connection, key, workDate).map((kept) => kept.set);
    const ofDate = readKnownPunches(kiosk.connection, peopleVersion(kiosk.settings), known.person, { from: workDate, to: workDate }).filter((one) => counts(one) && one.instantMs <= punch.instantMs);
    const { sets, never } = planQuestions({ properties, punch, ofDate, askedBefore });
    if (never.length > 0) kiosk.log('questions.neverAsked', { questions: never.join(' ') });
    if (sets.length === 0) return;
    kiosk.connection.transaction(() => {
      beginSets(kiosk.connection, key, sets);
      for (const { set } of sets) takeWhatWasSent(kiosk.connection, punch.punchId, set);
    });
  } catch (error) {
    kiosk.log('questions.notBegun', { punchId: punch.punchId, why: notStored(error).why });
  }
}

/** H6: a restore brings back from the journal what was sent and not the sets, which are in the database alone: nobody is asked twice, and no answer is undone. */
function takeWhatWasSent(connection: Kiosk['connection'], punchId: string, set: QuestionSet['set']): void {
  const sent = findAnswerRecords(connection, punchId).findLast((record) => record.set === set);
  const kept = sent === undefined ? null : findSet(connection, punchId, set);
  if (sent === undefined || kept === null || kept.set.answers.length > 0) return;
  const answers = sent.answers.filter(({ questionId, value }) => kept.set.questions.some((question) => question.questionId === questionId && isAnswerTo(question, value)));
  writeAnswers(connection, kept.setNumber, answers);
  markSet(connection, kept.setNumber, sent.complete ? 'complete' : 'left');
}

/** A kill fell between the last Clock Out and its questions: they are begun now. */
export function beginForgottenQuestions(kiosk: AskingKiosk, known: KnownPerson, properties: TimeclockProperties, last: AskingPunch | undefined, nowMs: number): void {
  if (last?.type !== 'clockOut' || nowMs - last.instantMs > longestShiftMs || findPunch(kiosk.connection, last.punchId) === undefined) return;
  beginQuestions(kiosk, known, properties, last);
}

/** What somebody has to answer still, oldest first; nothing of punches that were undone. */
export function readQuestions({ connection }: Pick<Kiosk, 'connection'>, { person }: KnownPerson): QuestionSet[] {
  return listUnfinishedSets(connection, personKey(person))
    .filter((kept) => !isUndone(connection, kept.set.punchId))
    .map((kept) => kept.set);
}

/** Whoever answered has gone: what they said goes to the server as it stands, and what is required waits for them. */
export function sendLeftAnswers(kiosk: SendingKiosk): void {
  try {
    for (const kept of listOpenSets(kiosk.connection)) sendAnswers(kiosk, kept);
  } catch (error) {
    kiosk.log('questions.notSent', { why: notStored(error).why });
  }
}

/** Puts the set into the outbox as it stands; once, however often it is tried. Where the disk is full it stays open, for the next time. */
export function sendAnswers(kiosk: SendingKiosk, { setNumber, set, definition }: Pick<KeptSet, 'setNumber' | 'set' | 'definition'>): void {
  if (isUndone(kiosk.connection, set.punchId)) return dropSetsOf(kiosk.connection, set.punchId);
  const { complete, answers } = recordOf(set.questions, set.answers);
  const sent = findAnswerRecords(kiosk.connection, set.punchId)
    .filter((record) => record.set === set.set)
    .at(-1);
  const isThere = sent !== undefined && sent.complete === complete && JSON.stringify(sent.answers) === JSON.stringify(answers);
  // A server before 1.9 refuses a record that tells more than it knows.
  const told = definition !== null && ageOf(kiosk.settings.read('serverVersions')?.contract ?? null, '1.9') !== 'older' ? { definition } : {};
  if (!isThere && keepRecord(kiosk, { kind: 'answers', punchId: set.punchId, set: set.set, complete, answers, ...told }).kind === 'notSaved') return;
  kiosk.connection.transaction(() => markSet(kiosk.connection, setNumber, complete ? 'complete' : 'left'));
}
