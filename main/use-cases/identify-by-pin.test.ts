import { describe, expect, it } from 'vitest';
import type { Employee } from '../../shared/contracts/entities.ts';
import type { ServerOutcome, SyncReport } from '../../shared/contracts/daemon.ts';
import { lastFourHash } from '../../shared/lib/keyed-hash.ts';
import { arrangeKiosk, arrangeReadyKiosk, hashOf, identify, somebody, testCredentials, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { assignmentOf } from '../../test/support/kiosk-people.ts';
import { findEmployee, peopleVersion } from '../database/people.ts';
import { passedOverView } from '../passed-over.ts';
import { applyChanges, stageChanges } from './apply-sync.ts';
import { chooseProfile } from './choose-profile.ts';
import { endSession } from './end-session.ts';
import { identifyByPin } from './identify-by-pin.ts';

const online: SyncReport = { state: 'waiting', recovery: false, online: true, progress: null, lastFailure: null, nextSyncAtMs: null };

/** The daemon is up and reports that the server answers. */
function goOnline(arranged: KioskInProcess): void {
  arranged.supervisor.start();
  arranged.daemon.say({ kind: 'ready' });
  arranged.daemon.say({ kind: 'report', report: online });
}

/** The server call that main made last. */
function lastServerCall(arranged: KioskInProcess): { callId: number; route: string; input: unknown; timeoutMs: number } {
  const call = arranged.daemon.told.findLast((message) => (message as { kind: string }).kind === 'serverCall');
  return call as { callId: number; route: string; input: unknown; timeoutMs: number };
}

function answerServerCall(arranged: KioskInProcess, outcome: ServerOutcome): void {
  arranged.daemon.say({ kind: 'serverAnswer', callId: lastServerCall(arranged).callId, outcome });
}

function found(employees: Employee[]): ServerOutcome {
  return { kind: 'answered', answer: { employees } };
}

describe('identifying by PIN', () => {
  it('B2 finds people on the device, with no server at all', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222', { firstName: 'Tomás', lastName: 'Herrera' })]);
    expect(await identify(arranged.kiosk, '222222')).toMatchObject({ person: { displayName: 'Tomás Herrera', initials: 'TH', employeeId: 'E2' } });
    expect(arranged.daemon.told).toEqual([]);
  });

  it('B2 asks the server for a PIN that the device does not know, within 1.5 seconds, and caches who is found', async () => {
    const arranged = await arrangeReadyKiosk([]);
    goOnline(arranged);
    const answer = identifyByPin(arranged.kiosk, { pin: '333333' });
    expect(lastServerCall(arranged)).toMatchObject({ route: 'findByPin', input: { pinHash: hashOf('333333') }, timeoutMs: 1500 });
    answerServerCall(arranged, found([somebody('E3', '333333')]));
    expect(await answer).toMatchObject({ kind: 'identified', offer: { person: { employeeId: 'E3' } } });
    arranged.daemon.say({ kind: 'report', report: { ...online, online: false } });
    expect(await identify(arranged.kiosk, '333333')).toMatchObject({ person: { employeeId: 'E3' } });
  });

  it.each<[string, object, object]>([
    ['a field that a newer server adds', { badge: 'B-7' }, {}],
    ['an assignment that makes no sense', { assignments: [assignmentOf('A1'), { ...assignmentOf('A2'), startDate: 'soon' }] }, { assignments: [assignmentOf('A1')] }],
    ['a photo that is no picture', { photoDataUrl: 'http://photo' }, { photoDataUrl: null }],
  ])('B2 J3 knows whom the server found, but for %s, also off line from then on', async (_what, more, kept) => {
    const arranged = await arrangeReadyKiosk([]);
    goOnline(arranged);
    const answer = identifyByPin(arranged.kiosk, { pin: '333333' });
    answerServerCall(arranged, { kind: 'answered', answer: { employees: [{ ...somebody('E3', '333333'), ...more }] } });
    expect(await answer).toMatchObject({ kind: 'identified', offer: { person: { employeeId: 'E3' } } });
    arranged.daemon.say({ kind: 'report', report: { ...online, online: false } });
    expect(await identify(arranged.kiosk, '333333')).toMatchObject({ person: { employeeId: 'E3' } });
    expect(findEmployee(arranged.kiosk.connection, peopleVersion(arranged.kiosk.settings), 'E3')).toEqual({ ...somebody('E3', '333333'), ...kept });
    expect(passedOverView(arranged.kiosk.settings).latest.map(({ id }) => id)).toEqual(Object.keys(kept).map(() => 'E3'));
  });

  it('B2 J3 keeps the others where nobody can be made of one, and counts a guess where nobody is left', async () => {
    const arranged = await arrangeReadyKiosk([]);
    goOnline(arranged);
    const nameless = { ...somebody('E4', '333333'), firstName: '' };
    const both = identifyByPin(arranged.kiosk, { pin: '333333' });
    answerServerCall(arranged, { kind: 'answered', answer: { employees: [nameless, somebody('E3', '333333')] } });
    expect(await both).toMatchObject({ kind: 'identified', offer: { person: { employeeId: 'E3' } } });
    const alone = identifyByPin(arranged.kiosk, { pin: '444444' });
    answerServerCall(arranged, { kind: 'answered', answer: { employees: [nameless] } });
    expect(await alone).toMatchObject({ kind: 'notFound', failures: 1, serverAsked: false });
  });

  it('B2 sends a keyed hash to the server, never the PIN', async () => {
    const arranged = await arrangeReadyKiosk([]);
    goOnline(arranged);
    const answer = identifyByPin(arranged.kiosk, { pin: '808117' });
    answerServerCall(arranged, found([]));
    await answer;
    expect(JSON.stringify(arranged.daemon.told)).not.toContain('808117');
    expect(JSON.stringify(arranged.logged)).not.toContain('808117');
  });

  it('K11 counts failures in a row, forgets them at success and at the reset timer', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const fail = (): Promise<unknown> => identifyByPin(arranged.kiosk, { pin: '999999' });
    expect(await fail()).toMatchObject({ kind: 'notFound', failures: 1, serverAsked: false });
    expect(await fail()).toMatchObject({ kind: 'notFound', failures: 2, serverAsked: false });
    endSession(arranged.kiosk, {});
    expect(await fail()).toMatchObject({ failures: 1 });
    await identify(arranged.kiosk, '111111');
    expect(await fail()).toMatchObject({ failures: 1 });
  });

  it('K11 a look-up that timed out counts as a failure, and says that the server was not asked', async () => {
    const arranged = await arrangeReadyKiosk([]);
    goOnline(arranged);
    const answer = identifyByPin(arranged.kiosk, { pin: '999999' });
    arranged.timers.goOff(2000);
    expect(await answer).toMatchObject({ kind: 'notFound', failures: 1, serverAsked: false });
  });

  it('K11 a server that knows nobody is said to have been asked', async () => {
    const arranged = await arrangeReadyKiosk([]);
    goOnline(arranged);
    const answer = identifyByPin(arranged.kiosk, { pin: '999999' });
    answerServerCall(arranged, found([]));
    expect(await answer).toMatchObject({ kind: 'notFound', failures: 1, serverAsked: true });
  });

  it('B2 a daemon that dies, refuses or answers nonsense is a PIN that was not found', async () => {
    const arranged = await arrangeReadyKiosk([]);
    for (const [failures, end] of [
      (): void => arranged.daemon.die(),
      (): void => answerServerCall(arranged, { kind: 'problem', code: 'overloaded', retryAfterSeconds: 3 }),
      (): void => answerServerCall(arranged, { kind: 'answered', answer: { employees: 'everybody' } }),
      (): void => answerServerCall(arranged, { kind: 'failed', failure: { kind: 'timeout' } }),
    ].entries()) {
      arranged.timers.goOff(200);
      goOnline(arranged);
      const answer = identifyByPin(arranged.kiosk, { pin: '999999' });
      end();
      expect(await answer).toMatchObject({ kind: 'notFound', failures: failures + 1, serverAsked: false });
    }
  });

  it('B7 a late answer of the server never ends the session of whoever stands here meanwhile', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    goOnline(arranged);
    const late = identifyByPin(arranged.kiosk, { pin: '333333' });
    const offer = await identify(arranged.kiosk, '111111');
    answerServerCall(arranged, found([somebody('E3', '333333')]));
    expect(await late).toMatchObject({ kind: 'notFound', failures: 0, serverAsked: true });
    expect(arranged.kiosk.sessions.find(offer.sessionId)).not.toBeNull();
    expect(await identify(arranged.kiosk, '333333')).toMatchObject({ person: { employeeId: 'E3' } });
  });

  it('B5 asks which when several people have the PIN, and takes the one who is chosen', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '111111', { firstName: 'Tomás', jobTitle: 'Driver' })]);
    const answer = await identifyByPin(arranged.kiosk, { pin: '111111' });
    if (answer.kind !== 'whichOfYou') throw new Error(answer.kind);
    expect(answer.people.map((person) => [person.employeeId, person.jobTitle])).toEqual([
      ['E1', 'Loader'],
      ['E2', 'Driver'],
    ]);
    expect(chooseProfile(arranged.kiosk, { choiceId: answer.choiceId, employeeId: 'E9' }).kind).toBe('sessionEnded');
    expect(chooseProfile(arranged.kiosk, { choiceId: answer.choiceId, employeeId: 'E2' })).toMatchObject({ kind: 'identified', offer: { person: { firstName: 'Tomás' } } });
    expect(chooseProfile(arranged.kiosk, { choiceId: answer.choiceId, employeeId: 'E1' }).kind).toBe('sessionEnded');
  });

  it('B1 digits that do not fit the PIN type any more count for nothing', async () => {
    const four = await arrangeReadyKiosk([], { pinType: 'fourDigits' });
    expect(await identifyByPin(four.kiosk, { pin: '111111' })).toEqual({ kind: 'pinTypeChanged' });
    expect(await identifyByPin(four.kiosk, { pin: '1111' })).toMatchObject({ kind: 'notFound', failures: 1 });
    const form = await arrangeReadyKiosk([], { pinType: 'nameAndSsn' });
    expect(await identifyByPin(form.kiosk, { pin: '1111' })).toEqual({ kind: 'pinTypeChanged' });
  });

  it('K12 B1 another PIN type comes into force with its verifiers at once; what is in the middle of being typed counts for nothing', async () => {
    const hash = lastFourHash('4471', Buffer.from(testCredentials.tenantKey, 'hex'));
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const properties = arranged.kiosk.settings.read('timeclock');
    if (properties === null) throw new Error('the kiosk is not set up');
    const changes = [
      { kind: 'timeclock' as const, properties: { ...properties, pinType: 'lastFourSsn' as const } },
      { kind: 'employee' as const, employee: somebody('E1', '111111', { lastFourHash: hash }) },
    ];
    await stageChanges(arranged.kiosk, { changes, full: false, first: true });
    expect(await identify(arranged.kiosk, '111111')).toMatchObject({ person: { employeeId: 'E1' } });
    await applyChanges(arranged.kiosk, { cursor: 'c2', chainEnd: null });
    expect(arranged.lastEvent('kioskChanged')).toMatchObject({ pinType: 'lastFourSsn' });
    endSession(arranged.kiosk, {});
    expect(await identifyByPin(arranged.kiosk, { pin: '111111' })).toEqual({ kind: 'pinTypeChanged' });
    expect([arranged.kiosk.sessions.failures(), arranged.kiosk.settings.read('pinGuesses')]).toEqual([0, null]);
    expect(await identify(arranged.kiosk, '4471')).toMatchObject({ person: { employeeId: 'E1' } });
  });

  it('A3 looks the last 4 of the SSN up where they are the PIN', async () => {
    const hash = lastFourHash('4471', Buffer.from(testCredentials.tenantKey, 'hex'));
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111', { lastFourHash: hash })], { pinType: 'lastFourSsn' });
    expect(await identify(arranged.kiosk, '4471')).toMatchObject({ person: { employeeId: 'E1' } });
  });

  it('A7 a kiosk that is not set up identifies nobody', async () => {
    const arranged = await arrangeKiosk();
    expect(await identifyByPin(arranged.kiosk, { pin: '111111' })).toEqual({ kind: 'notReady' });
  });

  it('B7 the backstop ends a session that no screen ended, and says so', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const offer = await identify(arranged.kiosk, '111111');
    expect(arranged.timers.delays()).toEqual([300_000]);
    arranged.timers.goOff(300_000);
    expect(arranged.lastEvent('sessionEnded')).toEqual({ sessionId: offer.sessionId });
    expect(arranged.kiosk.sessions.find(offer.sessionId)).toBeNull();
  });
});
