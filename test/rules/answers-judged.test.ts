/** C5, C6: the server judges sets of answers by the questions that the kiosk asked, whatever it asks by now; kiosk and server as they are. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { giveAnswer } from '../../main/use-cases/give-answer.ts';
import { demo } from '../../server/demo.ts';
import type { Question } from '../../shared/contracts/entities.ts';
import type { OutboxRecord } from '../../shared/contracts/records.ts';
import { definitionText } from '../../shared/rules/answer-record.ts';
import { identify, tap } from '../support/kiosk-in-process.ts';
import { answersRecord } from '../support/outbox-records.ts';
import { PunchChain } from '../support/punch-chain.ts';
import { arrangeServer, enrol, upload, type ServerInProcess } from '../support/server-in-process.ts';
import { arrangeSyncedKiosk } from '../support/synced-kiosk.ts';

const [{ pin }] = demo.people;
const question = (questionId: string, more: Partial<Question> = {}): Question => ({ questionId, text: { en: questionId }, type: 'yesNo', choices: [], choiceTexts: {}, required: true, onlyIf: null, ...more });
const asked = [question('safe'), question('why', { type: 'shortText', onlyIf: { questionId: 'safe', equals: false } })];
const byNow = [question('other'), question('another')];
const digest = (questions: readonly Question[]): string => createHash('sha256').update(definitionText(questions)).digest('hex');

async function save(server: ServerInProcess, token: string, questions: readonly Question[]): Promise<void> {
  const params = { timeclockId: demo.timeclocks.dock };
  const properties = await server.answer('readTimeclockSettings', { token, params });
  await server.answer('saveTimeclock', { token, params, body: { ...properties, questions, display: { ...properties.display, languages: ['en'] } } });
}

it('C6 D5 answers by a version that the server has replaced since are judged by that version, and an older server is told no more than it knows', async () => {
  const server = await arrangeServer();
  const { sessionToken: token } = await server.answer('openSession', { body: demo.administrator });
  await save(server, token, asked);
  const dock = await arrangeSyncedKiosk(server, demo.timeclocks.dock);
  const judged = async (): Promise<string[]> => {
    tap(dock.kiosk, await identify(dock.kiosk, pin));
    dock.clock.advance(3_600_000);
    server.clock.advance(3_600_000);
    const offer = await identify(dock.kiosk, pin);
    const answer = tap(dock.kiosk, offer, { type: 'clockOut' });
    if (answer.kind !== 'recorded') throw new Error(answer.kind);
    const { punchId } = answer.punch;
    const give = (questionId: string, value: boolean | string): unknown => giveAnswer(dock.kiosk, { sessionId: offer.sessionId, punchId, set: 'clockOut', questionId, value });
    expect([give('safe', false), give('why', 'wet floor')]).toMatchObject([{ isDone: false }, { isDone: true }]);
    await save(server, token, byNow);
    await dock.sync();
    await save(server, token, asked);
    await dock.sync();
    const { answers } = await server.answer('readPunch', { token, params: { punchId } });
    expect(answers).toMatchObject([{ complete: true, answers: [{ value: false }, { value: 'wet floor' }] }]);
    return answers.map(({ judgedComplete }) => String(judgedComplete));
  };
  dock.kiosk.settings.write('serverVersions', { program: '1.0.0', contract: '1.9' });
  expect(await judged()).toEqual(['true']);
  dock.kiosk.settings.write('serverVersions', { program: '1.0.0', contract: '1.8' });
  dock.clock.advance(3_600_000);
  server.clock.advance(3_600_000);
  expect(await judged()).toEqual(['null']);
});

it('C6 H3 where a kiosk says complete and a required answer is missing, the answers are kept, the server says so, and the punch is noted as unanswered', async () => {
  const server = await arrangeServer();
  const { sessionToken: token } = await server.answer('openSession', { body: demo.administrator });
  await save(server, token, asked);
  const credentials = await enrol(server, { deviceId: 'kiosk-1' });
  const chain = new PunchChain('kiosk-1');
  const day = '2026-11-23T';
  const clockOut = chain.next({ at: `${day}13:00:00.000Z` });
  const record = (definition: string, complete: boolean, answers: { questionId: string; value: boolean | string }[]): OutboxRecord => answersRecord({ at: `${day}13:00:20.000Z`, punchId: clockOut.punchId, definition, complete, answers });
  const send = (...records: OutboxRecord[]) => upload(server, { credentials, deviceId: 'kiosk-1', punches: [clockOut], records });
  const claimed = await send(record(digest(asked), true, [{ questionId: 'safe', value: false }]));
  expect(claimed.recordVerdicts).toMatchObject([{ kind: 'accepted' }]);
  expect(claimed.verdicts).toMatchObject([{ kind: 'accepted', exceptions: ['unanswered'] }]);
  const read = () => server.answer('readPunch', { token, params: { punchId: clockOut.punchId } });
  expect((await read()).answers).toMatchObject([{ complete: true, judgedComplete: false, answers: [{ questionId: 'safe', value: false }] }]);
  // Of questions that no timeclock of the company ever asked nothing can be said: the kiosk's word stands.
  await send(record(digest([question('elsewhere')]), false, []));
  expect((await read()).answers.map(({ complete, judgedComplete }) => [complete, judgedComplete])).toContainEqual([false, null]);
  // Less sure than it could be: the server knows better, and takes the note off.
  const modest = await send(record(digest(asked), false, [{ questionId: 'safe', value: true }]));
  expect(modest.verdicts).toMatchObject([{ exceptions: [] }]);
  const range = await server.answer('readAnswers', { token, query: { timeclockId: demo.timeclocks.dock, from: '2026-11-23', to: '2026-11-23' } });
  expect(range.answers.map(({ complete, judgedComplete }) => [complete, judgedComplete]).toSorted()).toEqual([
    [false, null],
    [false, true],
    [true, false],
  ]);
});
