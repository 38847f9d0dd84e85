/** A window that asks for what it may not: out of order, for somebody else, after the reset. Main refuses, and nothing is written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calls, callNames, type CallAnswer, type CallInput, type CallName } from '../shared/contracts/ipc.ts';
import { arrangeReadyKiosk, identify, somebody, type KioskInProcess } from '../test/support/kiosk-in-process.ts';
import { answerCalls } from './calls.ts';
import { build, query } from './database/query.ts';
import { identifyByForm } from './use-cases/identify-by-form.ts';

/** Calls of whoever stands here; one that is added and is not listed below does not compile. */
type SessionCall = { [N in CallName]: CallInput<N> extends { sessionId: string } ? N : never }[CallName];
type Inputs = { readonly [N in SessionCall]: (sessionId: string) => CallInput<N> };

const today = '2026-11-23';
const inputs: Inputs = {
  readOffer: (sessionId) => ({ sessionId, workDate: null, assignmentId: null }),
  recordPunch: (sessionId) => ({ sessionId, tapId: crypto.randomUUID(), type: 'clockIn', workDate: today, assignmentId: null }),
  giveAnswer: (sessionId: string) => ({ sessionId, punchId: crypto.randomUUID(), set: 'clockOut' as const, questionId: 'q', value: true }),
  undoPunch: (sessionId) => ({ sessionId, punchId: crypto.randomUUID() }),
  readTimesheet: (sessionId) => ({ sessionId, weekOf: null }),
  acknowledgeUpdate: (sessionId) => ({ sessionId, punchId: crypto.randomUUID(), correctionId: crypto.randomUUID() }),
  sendRequest: (sessionId) => ({ sessionId, tapId: crypto.randomUUID(), request: 'missedPunch', workDate: today, punchId: null, type: 'clockIn', wallTime: '07:00', note: '' }),
};
const sessionCalls = Object.keys(inputs) as SessionCall[];

const punches = query()(build.selectFrom('punches').select(['person_key as personKey', 'type']).orderBy('sequence_number'));
const tables = ['punches', 'punch_records', 'punch_history', 'outbox', 'temporary_employees', 'settings', 'employees'] as const;

/** Everything that a call could have written. */
function written({ kiosk }: KioskInProcess): string {
  return JSON.stringify(tables.map((table) => kiosk.connection.all({ sql: `SELECT * FROM ${table}`, constants: [] }, {})));
}

async function ask({ kiosk }: KioskInProcess, name: string, input: unknown): Promise<unknown> {
  return await answerCalls(kiosk)(name, input);
}

const people = [somebody('E1', '111111'), somebody('E2', '222222', { firstName: 'Tomás' })];
const ended = { kind: 'answer', answer: { kind: 'sessionEnded' } };
const ana = { firstName: 'Ana', lastName: 'Reyes', lastFour: '4321' };

describe('calls of nobody who stands here', () => {
  it('J3 knows every call that takes a session', () => {
    expect(callNames.filter((name) => 'sessionId' in calls[name].input.shape).sort()).toEqual([...sessionCalls].sort());
  });

  it.each(sessionCalls)('B7 J3 %s is refused before anybody stands here, with a made-up session, and after the reset', async (name) => {
    const arranged = await arrangeReadyKiosk(people);
    const before = written(arranged);
    expect(await ask(arranged, name, inputs[name](crypto.randomUUID()))).toEqual(ended);
    const { sessionId } = await identify(arranged.kiosk, '111111');
    expect(await ask(arranged, name, inputs[name](crypto.randomUUID()))).toEqual(ended);
    await ask(arranged, 'endSession', {});
    expect(await ask(arranged, name, inputs[name](sessionId))).toEqual(ended);
    expect(written(arranged)).toBe(before);
  });

  it.each(sessionCalls)('J3 %s is refused in the session of somebody who has left, while the next one stands here', async (name) => {
    const arranged = await arrangeReadyKiosk(people);
    const first = await identify(arranged.kiosk, '111111');
    await identify(arranged.kiosk, '222222');
    const before = written(arranged);
    expect(await ask(arranged, name, inputs[name](first.sessionId))).toEqual(ended);
    expect(written(arranged)).toBe(before);
  });

  it.each(sessionCalls)('J3 %s of somebody known by the form ends with their session too', async (name) => {
    const arranged = await arrangeReadyKiosk(people);
    const answer = await identifyByForm(arranged.kiosk, ana);
    if (answer.kind !== 'identified') throw new Error(answer.kind);
    await ask(arranged, 'endSession', {});
    const before = written(arranged);
    expect(await ask(arranged, name, inputs[name](answer.offer.sessionId))).toEqual(ended);
    expect(written(arranged)).toBe(before);
  });

  it('J3 takes no profile that was not offered, none of an earlier choice, and no employee’s id in a punch', async () => {
    const arranged = await arrangeReadyKiosk([...people, somebody('E3', '111111')]);
    const before = written(arranged);
    const first = (await ask(arranged, 'identifyByPin', { pin: '111111' })) as { answer: Extract<CallAnswer<'identifyByPin'>, { kind: 'whichOfYou' }> };
    await ask(arranged, 'identifyByPin', { pin: '111111' });
    const { choiceId } = first.answer;
    expect(await ask(arranged, 'chooseProfile', { choiceId, employeeId: 'E1' })).toEqual(ended);
    expect(await ask(arranged, 'chooseProfile', { choiceId: crypto.randomUUID(), employeeId: 'E1' })).toEqual(ended);
    const { sessionId } = await identify(arranged.kiosk, '222222');
    for (const name of sessionCalls) expect(await ask(arranged, name, { ...inputs[name](sessionId), employeeId: 'E1' })).toEqual({ kind: 'refusal', reason: 'invalid' });
    expect(written(arranged)).toBe(before);
  });

  it('H2 J3 whatever a window asks, in whatever order, a punch is made for whoever stands here and for nobody else', async () => {
    const step = fc.constantFrom('identify E1', 'identify E2', 'form', 'end', 'punch', 'punch as the one before', 'offer as the one before');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        const arranged = await arrangeReadyKiosk(people, { duplicateWindowSeconds: 0 });
        const sessions = ['', ''];
        const expected: string[] = [];
        let standing = '';
        for (const what of steps) {
          arranged.clock.advance(60_000);
          if (what === 'end') await ask(arranged, 'endSession', {});
          if (what === 'end') standing = '';
          if (what.startsWith('identify') || what === 'form') {
            const answer = what === 'form' ? await identifyByForm(arranged.kiosk, ana) : { kind: 'identified' as const, offer: await identify(arranged.kiosk, what.endsWith('E1') ? '111111' : '222222') };
            if (answer.kind !== 'identified') return false;
            standing = what === 'form' ? 't' : `e:${what.slice(-2)}`;
            sessions.unshift(answer.offer.sessionId);
          }
          const isStale = what.endsWith('before');
          const sessionId = sessions[isStale ? 1 : 0] ?? '';
          if (!what.startsWith('punch') || sessionId === '') continue;
          const offered = (await ask(arranged, 'readOffer', inputs.readOffer(sessionId))) as { answer: CallAnswer<'readOffer'> };
          const type = offered.answer.kind === 'offered' ? (offered.answer.offer.allowed[0] ?? 'clockIn') : 'clockIn';
          const answer = (await ask(arranged, 'recordPunch', { ...inputs.recordPunch(sessionId), type })) as { answer: { kind: string } };
          if (answer.answer.kind !== 'recorded') continue;
          if (isStale || standing === '') return false;
          expected.push(standing);
        }
        const made = arranged.kiosk.connection.all(punches, {}).map(({ personKey }) => (personKey.startsWith('t:') ? 't' : personKey));
        return JSON.stringify(made) === JSON.stringify(expected);
      }),
      { numRuns: 12 },
    );
  });
});
