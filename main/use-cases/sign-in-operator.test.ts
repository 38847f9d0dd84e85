import { hash } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import type { ServerOutcome, SyncReport } from '../../shared/contracts/daemon.ts';
import type { ProblemCode } from '../../shared/contracts/problems.ts';
import { arrangeKiosk, arrangeReadyKiosk, identify, somebody, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { feedOperators, operatorOf, operatorPasswords } from '../../test/support/operators.ts';
import { listOperators } from '../database/outcomes.ts';
import { build, query } from '../database/query.ts';
import { requireOperator } from '../operator-sessions.ts';
import { endOperator } from './end-operator.ts';
import { signInOperator } from './sign-in-operator.ts';

interface Typed {
  readonly username: string;
  readonly password: string;
}

const online: SyncReport = { state: 'waiting', recovery: false, online: true, progress: null, lastFailure: null, nextSyncAtMs: null };
const ada: Typed = { username: 'Ada', password: operatorPasswords.administrator };
const wrong = { username: 'Ada', password: 'not-this-one' };
const minute = 60_000;

interface ServerCall {
  readonly kind: string;
  readonly callId: number;
  readonly route: string;
  readonly input: unknown;
  readonly timeoutMs: number;
}

async function arrangeWithOperators(): Promise<KioskInProcess> {
  const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
  await feedOperators(arranged.kiosk, [await operatorOf('administrator'), await operatorOf('supervisor')]);
  return arranged;
}

function goOnline(arranged: KioskInProcess): void {
  arranged.supervisor.start();
  arranged.daemon.say({ kind: 'ready' });
  arranged.daemon.say({ kind: 'report', report: online });
}

const calls = (arranged: KioskInProcess): ServerCall[] => arranged.daemon.told.map((message) => message as ServerCall).filter((message) => message.kind === 'serverCall');

/** Signs in while the server answers so. */
async function signInOnline(arranged: KioskInProcess, typed: Typed, outcome: ServerOutcome): Promise<Awaited<ReturnType<typeof signInOperator>>> {
  const before = calls(arranged).length;
  const answer = signInOperator(arranged.kiosk, typed);
  for (let turns = 0; turns < 20 && calls(arranged).length === before; turns += 1) await new Promise(setImmediate);
  const call = calls(arranged).at(-1);
  if (call !== undefined && calls(arranged).length > before) arranged.daemon.say({ kind: 'serverAnswer', callId: call.callId, outcome });
  return answer;
}

const problem = (code: ProblemCode, retryAfterSeconds: number | null = null): ServerOutcome => ({ kind: 'problem', code, retryAfterSeconds });

describe('signing in off line', () => {
  it('G1 K16 the verifier that the feed brought decides, whatever case and spaces the name was typed in', async () => {
    const arranged = await arrangeWithOperators();
    expect(await signInOperator(arranged.kiosk, { ...ada, username: '  aDA ' })).toMatchObject({ kind: 'signedIn', username: 'Ada', role: 'administrator', decidedBy: 'device' });
    expect(await signInOperator(arranged.kiosk, { username: 'Sam', password: operatorPasswords.supervisor })).toMatchObject({ kind: 'signedIn', role: 'supervisor', may: ['sync', 'export', 'diagnostics', 'liftGuessLimit'] });
    expect(arranged.daemon.told).toEqual([]);
  });

  it('K15 says whether the name or the password is wrong', async () => {
    const arranged = await arrangeWithOperators();
    expect(await signInOperator(arranged.kiosk, { username: 'nobody', password: operatorPasswords.administrator })).toEqual({ kind: 'refused', code: 'unknownUser', decidedBy: 'device', waitSeconds: 0 });
    expect(await signInOperator(arranged.kiosk, wrong)).toEqual({ kind: 'refused', code: 'wrongPassword', decidedBy: 'device', waitSeconds: 0 });
    expect(await signInOperator(arranged.kiosk, { username: 'Ada', password: operatorPasswords.supervisor })).toMatchObject({ code: 'wrongPassword' });
  });

  it('K15 five failures lock for 15 minutes, also the right password, other names and after a restart', async () => {
    const arranged = await arrangeWithOperators();
    for (let count = 1; count < 5; count += 1) expect(await signInOperator(arranged.kiosk, wrong)).toMatchObject({ code: 'wrongPassword', waitSeconds: 0 });
    expect(await signInOperator(arranged.kiosk, wrong)).toMatchObject({ code: 'wrongPassword', waitSeconds: 900 });
    expect(await signInOperator(arranged.kiosk, ada)).toEqual({ kind: 'lockedOut', waitSeconds: 900 });
    expect(await signInOperator(arranged.kiosk, { username: 'Sam', password: operatorPasswords.supervisor })).toEqual({ kind: 'lockedOut', waitSeconds: 900 });
    arranged.kiosk.connection.close();
    arranged.kiosk.journal.close();
    const again = await arrangeKiosk({ restartOf: arranged });
    expect(await signInOperator(again.kiosk, ada)).toEqual({ kind: 'lockedOut', waitSeconds: 900 });
    again.clock.advance(15 * minute);
    expect(await signInOperator(again.kiosk, ada)).toMatchObject({ kind: 'signedIn' });
  });

  it("K15 a colleague's success frees the device, not the name that was guessed at", async () => {
    const arranged = await arrangeWithOperators();
    for (let count = 0; count < 4; count += 1) await signInOperator(arranged.kiosk, wrong);
    expect(await signInOperator(arranged.kiosk, { username: 'Sam', password: operatorPasswords.supervisor })).toMatchObject({ kind: 'signedIn' });
    expect(await signInOperator(arranged.kiosk, wrong)).toMatchObject({ waitSeconds: 900 });
    expect(await signInOperator(arranged.kiosk, { username: 'Sam', password: operatorPasswords.supervisor })).toMatchObject({ kind: 'signedIn' });
    expect(await signInOperator(arranged.kiosk, ada)).toMatchObject({ kind: 'lockedOut' });
  });

  it('K15 many guesses at once are looked at one after the other', async () => {
    const arranged = await arrangeWithOperators();
    const answers = await Promise.all([...Array.from({ length: 9 }, () => wrong), ada].map((typed) => signInOperator(arranged.kiosk, typed)));
    expect(answers.map((answer) => answer.kind)).toEqual([...Array.from({ length: 5 }, () => 'refused'), ...Array.from({ length: 5 }, () => 'lockedOut')]);
  });

  it('K15 a failure is stored before the answer is there: a kill between counts it', async () => {
    const arranged = await arrangeWithOperators();
    const answer = signInOperator(arranged.kiosk, wrong);
    await Promise.resolve();
    await Promise.resolve();
    expect(arranged.kiosk.settings.read('operatorFailures')).toMatchObject({ device: { failures: 1 } });
    await answer;
  });

  it('J3 a verifier that is none, or asks for too much memory, lets nobody in', async () => {
    const arranged = await arrangeReadyKiosk([]);
    for (const verifier of ['', 'nonsense', '$argon2id$v=19$m=9999999,t=2,p=1$vYxQdG5zuRercV7HAF3euw$nMpVkwM/kAQ6dFFlhk201APi4DR0gy3ShvzJiPgjXcA', '$argon2id$v=19$m=8,t=0,p=0$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA']) {
      await feedOperators(arranged.kiosk, [await operatorOf('administrator', { verifier })]);
      expect(await signInOperator(arranged.kiosk, ada)).toMatchObject({ kind: 'refused', code: 'wrongPassword' });
      arranged.clock.advance(15 * minute);
    }
    expect(arranged.logged.filter((line) => line.event === 'operator.badVerifier').length).toBe(4);
  });

  it('K16 says so where no verifier has come to the device, and before setup', async () => {
    const ready = await arrangeReadyKiosk([]);
    for (let count = 0; count < 7; count += 1) expect(await signInOperator(ready.kiosk, ada)).toEqual({ kind: 'noVerifiers' });
    expect(await signInOperator((await arrangeKiosk()).kiosk, ada)).toEqual({ kind: 'notReady' });
  });

  it('K16 somebody who was disabled cannot sign in any more, also when that comes amid the check', async () => {
    const arranged = await arrangeWithOperators();
    const verifier = await hash(ada.password, { memoryCost: 65_536, timeCost: 6, parallelism: 1 });
    await feedOperators(arranged.kiosk, [await operatorOf('administrator', { verifier })]);
    const answer = signInOperator(arranged.kiosk, ada);
    await feedOperators(arranged.kiosk, [], ['A1']);
    expect(await answer).toMatchObject({ kind: 'refused', code: 'unknownUser' });
    expect(listOperators(arranged.kiosk.connection).map((one) => one.userId)).toEqual(['S1']);
    expect(await signInOperator(arranged.kiosk, ada)).toMatchObject({ kind: 'refused', code: 'unknownUser' });
  });
});

describe('signing in on line', () => {
  it('G1 K15 the server decides, also about somebody whom the device does not know', async () => {
    const arranged = await arrangeWithOperators();
    goOnline(arranged);
    const answer = await signInOnline(arranged, { username: ' new-one ', password: 'x' }, { kind: 'answered', answer: { userId: 'N1', username: 'new-one', role: 'supervisor' } });
    expect(answer).toMatchObject({ kind: 'signedIn', username: 'new-one', role: 'supervisor', decidedBy: 'server' });
    expect(calls(arranged)).toMatchObject([{ route: 'verifyOperator', input: { username: 'new-one', password: 'x' }, timeoutMs: 5000 }]);
  });

  it('K15 each of the five refusals is passed on; the stored verifier is no way around one', async () => {
    const arranged = await arrangeWithOperators();
    goOnline(arranged);
    for (const code of ['unknownUser', 'wrongPassword', 'userOfAnotherTenant', 'roleNotAllowed', 'noPermissionForTimeclock'] as const) {
      expect(await signInOnline(arranged, ada, problem(code))).toMatchObject({ kind: 'refused', code, decidedBy: 'server' });
    }
    expect(await signInOnline(arranged, ada, problem('lockedOut', 321))).toEqual({ kind: 'lockedOut', waitSeconds: 321 });
  });

  it('K15 failures of both kinds count together: pulling the cable gives nobody more guesses', async () => {
    const arranged = await arrangeWithOperators();
    goOnline(arranged);
    for (let count = 0; count < 3; count += 1) await signInOnline(arranged, wrong, problem('wrongPassword'));
    arranged.daemon.say({ kind: 'report', report: { ...online, online: false } });
    expect(await signInOperator(arranged.kiosk, wrong)).toMatchObject({ decidedBy: 'device', waitSeconds: 0 });
    expect(await signInOperator(arranged.kiosk, wrong)).toMatchObject({ decidedBy: 'device', waitSeconds: 900 });
    expect(await signInOperator(arranged.kiosk, ada)).toMatchObject({ kind: 'lockedOut' });
  });

  it.each([
    ['did not answer in time', { kind: 'failed', failure: { kind: 'timeout' } }],
    ['cannot be reached', { kind: 'failed', failure: { kind: 'unreachable' } }],
    ['is not our server', { kind: 'failed', failure: { kind: 'notOurServer' } }],
    ['is in trouble', problem('internal')],
    ['has too much to do', problem('overloaded', 5)],
    ['does not take the token any more', problem('tokenExpired')],
  ] as const)('K15 D9 the stored verifier decides when the server %s', async (_why, outcome) => {
    const arranged = await arrangeWithOperators();
    goOnline(arranged);
    expect(await signInOnline(arranged, ada, outcome)).toMatchObject({ kind: 'signedIn', decidedBy: 'device' });
    expect(await signInOnline(arranged, wrong, outcome)).toMatchObject({ kind: 'refused', code: 'wrongPassword', decidedBy: 'device' });
  });

  it('K15 a half-open link holds nobody up: the bound ends the wait, even when the daemon says nothing at all', async () => {
    const arranged = await arrangeWithOperators();
    goOnline(arranged);
    const answer = signInOperator(arranged.kiosk, ada);
    for (let turns = 0; turns < 20 && calls(arranged).length === 0; turns += 1) await new Promise(setImmediate);
    arranged.timers.goOff(6_000);
    expect(await answer).toMatchObject({ kind: 'signedIn', decidedBy: 'device' });
  });
});

describe('the session of an operator', () => {
  const kindOf = (arranged: KioskInProcess, id: string): string => requireOperator(arranged.kiosk, id, 'sync').kind;

  it('K16 is over when it is left, when another begins, and after a long quiet; not while it is used', async () => {
    const arranged = await arrangeWithOperators();
    const signIn = async (): Promise<string> => {
      const answer = await signInOperator(arranged.kiosk, ada);
      return answer.kind === 'signedIn' ? answer.operatorSessionId : '';
    };
    const first = await signIn();
    expect(kindOf(arranged, first)).toBe('operator');
    endOperator(arranged.kiosk, { operatorSessionId: first });
    expect(kindOf(arranged, first)).toBe('operatorEnded');
    const second = await signIn();
    const third = await signIn();
    expect([kindOf(arranged, second), kindOf(arranged, third)]).toEqual(['operatorEnded', 'operator']);
    endOperator(arranged.kiosk, { operatorSessionId: second });
    expect(kindOf(arranged, third)).toBe('operator');
    arranged.timers.goOff(15 * minute);
    expect(kindOf(arranged, third)).toBe('operatorEnded');
    expect(arranged.lastEvent('operatorEnded')).toEqual({ operatorSessionId: third });
  });

  it("K16 is no employee's session, and no made-up one", async () => {
    const arranged = await arrangeWithOperators();
    const offer = await identify(arranged.kiosk, '111111');
    expect(['', 'x', offer.sessionId].map((id) => kindOf(arranged, id))).toEqual(['operatorEnded', 'operatorEnded', 'operatorEnded']);
  });

  it('K16 D5 is over when the person is disabled or has another role now; other news leave it alone', async () => {
    const arranged = await arrangeWithOperators();
    const signIn = async (): Promise<string> => {
      const answer = await signInOperator(arranged.kiosk, ada);
      return answer.kind === 'signedIn' ? answer.operatorSessionId : '';
    };
    const first = await signIn();
    await feedOperators(arranged.kiosk, [], ['S1']);
    expect(kindOf(arranged, first)).toBe('operator');
    await feedOperators(arranged.kiosk, [await operatorOf('administrator', { role: 'supervisor' })]);
    expect(kindOf(arranged, first)).toBe('operatorEnded');
    const second = await signIn();
    await feedOperators(arranged.kiosk, [], ['A1']);
    expect(kindOf(arranged, second)).toBe('operatorEnded');
    expect(arranged.lastEvent('operatorEnded')).toEqual({ operatorSessionId: second });
  });

  it('K16 D5 of somebody whom the feed has not told of yet is not ended by other news', async () => {
    const arranged = await arrangeWithOperators();
    goOnline(arranged);
    const answer = await signInOnline(arranged, ada, { kind: 'answered', answer: { userId: 'N1', username: 'Nora', role: 'administrator' } });
    const id = answer.kind === 'signedIn' ? answer.operatorSessionId : '';
    await feedOperators(arranged.kiosk, [], ['S1']);
    expect(kindOf(arranged, id)).toBe('operator');
    await feedOperators(arranged.kiosk, [await operatorOf('administrator', { userId: 'N1', username: 'Nora' })]);
    expect(kindOf(arranged, id)).toBe('operator');
    await feedOperators(arranged.kiosk, [], ['N1']);
    expect(kindOf(arranged, id)).toBe('operatorEnded');
  });
});

it('A4 K16 neither password nor a password typed as a name comes to the log, the database, its log file or the sync log', async () => {
  const arranged = await arrangeWithOperators();
  const secret = 'purple-otter-42';
  for (const typed of [
    { username: 'Ada', password: secret },
    { username: secret, password: secret },
  ]) {
    await signInOperator(arranged.kiosk, typed);
    goOnline(arranged);
    await signInOnline(arranged, typed, problem('wrongPassword'));
    arranged.daemon.say({ kind: 'report', report: { ...online, online: false } });
  }
  expect(await signInOperator(arranged.kiosk, ada)).toMatchObject({ kind: 'signedIn' });
  arranged.kiosk.syncLog.flush();
  expect(arranged.logged.length).toBeGreaterThan(4);
  const { connection } = arranged.kiosk;
  const stored = [connection.all(query()(build.selectFrom('settings').selectAll()), {}), connection.all(query()(build.selectFrom('sync_log').selectAll()), {})];
  expect(JSON.stringify(stored)).toContain('operator.refused');
  const rows = JSON.stringify(stored);
  for (const text of [JSON.stringify(arranged.logged), rows]) for (const one of [secret, operatorPasswords.administrator]) expect(text).not.toContain(one);
});
