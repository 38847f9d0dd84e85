/** C5, C6: one answer, durable before it is confirmed. With the last of a set, the set goes to the outbox. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { isAnswerTo, nextQuestion, reachedQuestions } from '../../shared/rules/questions.ts';
import { sendAnswers, type SendingKiosk } from '../asked-questions.ts';
import { findSet, writeAnswers } from '../database/answer-sets.ts';
import { notStored } from '../database/not-stored.ts';
import { isUndone } from '../database/own-records.ts';
import { personKey } from '../database/punches.ts';
import type { Kiosk } from '../kiosk.ts';
import { findPerson } from '../known-person.ts';

type Kiosks = SendingKiosk & Pick<Kiosk, 'settings' | 'sessions'>;

export function giveAnswer(kiosk: Kiosks, input: CallInput<'giveAnswer'>): CallAnswer<'giveAnswer'> {
  const session = kiosk.sessions.find(input.sessionId);
  const known = session === null ? null : findPerson(kiosk, session.person);
  if (known === null) return { kind: 'sessionEnded' };
  const kept = findSet(kiosk.connection, input.punchId, input.set);
  if (kept === null || kept.status === 'complete' || kept.personKey !== personKey(known.person) || isUndone(kiosk.connection, input.punchId)) return { kind: 'notAsked' };
  const { questions, answers: before } = kept.set;
  const question = reachedQuestions(questions, before).find((one) => one.questionId === input.questionId);
  if (question === undefined || !isAnswerTo(question, input.value)) return { kind: 'notPossible' };
  const answers = [...before.filter((answer) => answer.questionId !== input.questionId), { questionId: input.questionId, value: input.value }];
  try {
    kiosk.connection.transaction(() => writeAnswers(kiosk.connection, kept.setNumber, answers));
  } catch (error) {
    const { reason, why } = notStored(error);
    kiosk.log('questions.notSaved', { reason, why });
    return { kind: 'notSaved', reason };
  }
  const isDone = nextQuestion(questions, answers) === null;
  if (isDone) sendAnswers(kiosk, { ...kept, set: { ...kept.set, answers } });
  return { kind: 'kept', answers, isDone };
}
