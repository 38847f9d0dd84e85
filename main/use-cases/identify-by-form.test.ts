import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Employee } from '../../shared/contracts/entities.ts';
import type { ServerOutcome, SyncReport } from '../../shared/contracts/daemon.ts';
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { lastFourHash } from '../../shared/lib/keyed-hash.ts';
import { arrangeKiosk, arrangeReadyKiosk, identify, somebody, tap, testCredentials, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { noRecords } from '../../test/support/outbox-records.ts';
import { build, query } from '../database/query.ts';
import { answerCalls } from '../calls.ts';
import { applyChanges, settleBatch, stageChanges } from './apply-sync.ts';
import { chooseProfile } from './choose-profile.ts';
import { identifyByForm } from './identify-by-form.ts';
import { identifyByPin } from './identify-by-pin.ts';
import { liftGuessLimit } from './lift-guess-limit.ts';

const online: SyncReport = { state: 'waiting', recovery: false, online: true, progress: null, lastFailure: null, nextSyncAtMs: null };
const kept = query()(build.selectFrom('outbox').select(['kind', 'record']).orderBy('outbox_number'));
const ana = { firstName: 'Ana', lastName: 'Reyes', lastFour: '4321' };

function hashOfFour(digits: string): string {
  return lastFourHash(digits, Buffer.from(testCredentials.tenantKey, 'hex'));
}

function employeeAna(facts: Partial<Employee> = {}): Employee {
  return somebody('E7', '777777', { firstName: 'Ana', lastName: 'Reyes', lastFourHash: hashOfFour('4321'), ...facts });
}

function fill(arranged: KioskInProcess, facts: Partial<CallInput<'identifyByForm'>> = {}): Promise<CallAnswer<'identifyByForm'>> {
  return identifyByForm(arranged.kiosk, { ...ana, ...facts });
}

function forms(arranged: KioskInProcess): unknown[] {
  return arranged.kiosk.connection.all(kept, {}).map(({ record }) => JSON.parse(record) as unknown);
}

function goOnline(arranged: KioskInProcess): void {
  arranged.supervisor.start();
  arranged.daemon.say({ kind: 'ready' });
  arranged.daemon.say({ kind: 'report', report: online });
}

function answerServer(arranged: KioskInProcess, outcome: ServerOutcome): void {
  const call = arranged.daemon.told.findLast((message) => (message as { kind: string }).kind === 'serverCall') as { callId: number };
  arranged.daemon.say({ kind: 'serverAnswer', callId: call.callId, outcome });
}

describe('the identification form', () => {
  it('B3 finds somebody who forgot the PIN among the people on the device, without a server', async () => {
    const arranged = await arrangeReadyKiosk([employeeAna()]);
    expect(await fill(arranged, { firstName: ' ÁNA', lastName: 'REYES ', lastFour: '٤٣٢١' })).toMatchObject({ kind: 'identified', offer: { person: { employeeId: 'E7' }, temporary: null } });
    expect(forms(arranged)).toEqual([]);
    expect(arranged.kiosk.guesses.form.waitMs()).toBe(0);
  });

  it('B3 asks the server within 1.5 seconds, by hash, and goes on at once with whom it knows', async () => {
    const arranged = await arrangeReadyKiosk([]);
    goOnline(arranged);
    const answer = fill(arranged);
    expect(arranged.daemon.told.at(-1)).toMatchObject({ route: 'findByForm', timeoutMs: 1500, input: { firstName: 'Ana', lastName: 'Reyes', lastFourHash: hashOfFour('4321') } });
    expect(JSON.stringify(arranged.daemon.told)).not.toMatch(/\b4321\b/);
    answerServer(arranged, { kind: 'answered', answer: { employees: [employeeAna()] } });
    expect(await answer).toMatchObject({ kind: 'identified', offer: { person: { employeeId: 'E7' } } });
    expect(forms(arranged)).toEqual([]);
  });

  it('B3 E6 records somebody new, who can punch, when nobody knows them, off line too', async () => {
    const arranged = await arrangeReadyKiosk([employeeAna({ lastFourHash: hashOfFour('1111') })]);
    const answer = await fill(arranged);
    if (answer.kind !== 'identified') throw new Error(answer.kind);
    expect(answer.offer).toMatchObject({ person: { displayName: 'Ana Reyes', employeeId: null }, temporary: { lastEntry: null }, allowed: ['clockIn'] });
    expect(forms(arranged)).toMatchObject([{ kind: 'temporaryEmployee', firstName: 'Ana', lastName: 'Reyes', lastFour: '4321' }]);
    expect(tap(arranged.kiosk, answer.offer)).toMatchObject({ kind: 'recorded' });
    expect(JSON.stringify(arranged.logged)).not.toMatch(/4321|Reyes/);
  });

  it('B3 is not turned away when the server takes too long', async () => {
    const arranged = await arrangeReadyKiosk([]);
    goOnline(arranged);
    const answer = fill(arranged);
    arranged.timers.goOff(2000);
    expect(await answer).toMatchObject({ kind: 'identified', offer: { person: { employeeId: null } } });
  });

  it('B4 K10 leads the same credentials to the same record, and shows the last entry to whoever comes second', async () => {
    const arranged = await arrangeReadyKiosk([]);
    const first = await fill(arranged);
    if (first.kind === 'identified') tap(arranged.kiosk, first.offer);
    arranged.clock.advance(26 * 3_600_000);
    expect(await fill(arranged, { firstName: 'aná', lastName: '  reyes' })).toMatchObject({ kind: 'identified', offer: { temporary: { lastEntry: { type: 'clockIn', workDate: '2026-11-23' } } } });
    expect(forms(arranged)).toHaveLength(1);
    expect(await fill(arranged, { lastFour: '4322' })).toMatchObject({ offer: { temporary: { lastEntry: null } } });
    expect(forms(arranged)).toHaveLength(2);
  });

  it('B5 asks which when several people fit the form', async () => {
    const arranged = await arrangeReadyKiosk([employeeAna(), employeeAna({ employeeId: 'E8', jobTitle: 'Driver' })]);
    const answer = await fill(arranged);
    if (answer.kind !== 'whichOfYou') throw new Error(answer.kind);
    expect(answer.people).toMatchObject([
      { employeeId: 'E7', displayName: 'Ana R.' },
      { employeeId: 'E8', jobTitle: 'Driver' },
    ]);
    expect(chooseProfile(arranged.kiosk, { choiceId: answer.choiceId, employeeId: 'E8' })).toMatchObject({ kind: 'identified' });
  });

  it('J3 names what is wrong with each field, and changes nothing', async () => {
    const arranged = await arrangeReadyKiosk([]);
    expect(await fill(arranged, { firstName: '  ', lastName: '😀', lastFour: '43a1' })).toEqual({ kind: 'badForm', firstName: 'empty', lastName: 'unusable', lastFour: 'notFourDigits' });
    expect(await fill(arranged, { lastName: 'x'.repeat(100) })).toEqual({ kind: 'badForm', firstName: null, lastName: 'tooLong', lastFour: null });
    expect(forms(arranged)).toEqual([]);
    expect(arranged.kiosk.sessions.current()).toBeNull();
  });

  it('J3 takes hostile text for what it is, or refuses it, and writes nothing that it refused', async () => {
    const arranged = await arrangeReadyKiosk([]);
    expect(await fill(arranged, { firstName: 'A', lastName: '\u202eseyeR\u200b' })).toMatchObject({ kind: 'identified', offer: { person: { displayName: 'A seyeR', initials: 'AS' } } });
    const before = forms(arranged).length;
    const call = answerCalls(arranged.kiosk);
    for (const input of [{ ...ana, firstName: 'x'.repeat(10_000) }, { ...ana, lastFour: 4321 }, { ...ana, more: 1 }, null, { firstName: 'Ana' }]) expect(await call('identifyByForm', input)).toEqual({ kind: 'refusal', reason: 'invalid' });
    expect(forms(arranged)).toHaveLength(before);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ unit: 'grapheme', maxLength: 80 }), async (firstName, lastName) => {
        const answer = await fill(arranged, { firstName, lastName });
        return answer.kind === 'badForm' || (answer.kind === 'identified' && !/[\p{Cc}\p{Cf}]/u.test(answer.offer.person.displayName));
      }),
      { numRuns: 60 },
    );
  });

  it('C3 nobody stands here under a form that could not be stored', async () => {
    const arranged = await arrangeReadyKiosk([]);
    arranged.kiosk.recordStore.store = () => ({ kind: 'notStored', reason: 'diskFull', why: 'no space left' });
    expect(await fill(arranged)).toEqual({ kind: 'notSaved', reason: 'diskFull' });
    expect(arranged.kiosk.sessions.current()).toBeNull();
  });

  it('B7 a late answer of the server records nobody and ends nobody’s session', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    goOnline(arranged);
    const late = fill(arranged);
    const offer = await identify(arranged.kiosk, '111111');
    answerServer(arranged, { kind: 'answered', answer: { employees: [] } });
    expect(await late).toEqual({ kind: 'sessionEnded' });
    expect(arranged.kiosk.sessions.find(offer.sessionId)).not.toBeNull();
    expect(forms(arranged)).toEqual([]);
  });

  it('A7 a kiosk that is not set up takes no form', async () => {
    expect(await fill(await arrangeKiosk())).toEqual({ kind: 'notReady' });
  });
});

describe('guessing at the form', () => {
  it('K11 reveals no match beyond its own counter, and turns nobody away', async () => {
    const arranged = await arrangeReadyKiosk([employeeAna()]);
    for (let digits = 1000; digits < 1006; digits += 1) await fill(arranged, { lastFour: String(digits) });
    expect(await fill(arranged)).toMatchObject({ kind: 'identified', offer: { person: { employeeId: null } } });
    expect(arranged.kiosk.guesses.pin.waitMs()).toBe(0);
    arranged.clock.advance(30_000);
    expect(await fill(arranged)).toMatchObject({ kind: 'identified', offer: { person: { employeeId: 'E7' } } });
  });

  it('K11 B6 finds a handful of people at most with 200 forms, tried one a second', async () => {
    const people = Array.from({ length: 30 }, (_, index) => employeeAna({ employeeId: `E${String(index)}`, lastFourHash: hashOfFour(String(index * 3).padStart(4, '0')) }));
    const arranged = await arrangeReadyKiosk(people);
    let found = 0;
    for (let digits = 200; digits > 0; digits -= 1) {
      const answer = await fill(arranged, { lastFour: String(digits).padStart(4, '0') });
      if (answer.kind === 'identified' && answer.offer.person.employeeId !== null) found += 1;
      arranged.clock.advance(1_000);
    }
    expect(found).toBeLessThan(5);
  });

  it('B6 looks 10,000 guessed PINs up no oftener than the waits allow, at one a second, with restarts between', async () => {
    let arranged = await arrangeReadyKiosk([employeeAna()]);
    let lookUps = 0;
    for (let tries = 0; tries < 10_000; tries += 1) {
      const answer = await identifyByPin(arranged.kiosk, { pin: String(tries).padStart(6, '0') });
      if (answer.kind !== 'slowed') lookUps += 1;
      arranged.clock.advance(1_000);
      if (tries % 4_000 !== 3_999) continue;
      arranged.kiosk.connection.close();
      arranged.kiosk.journal.close();
      arranged = await arrangeKiosk({ restartOf: arranged });
    }
    expect(lookUps).toBeLessThanOrEqual(11 + Math.ceil(10_000 / 900));
  });

  it('B6 the form stays open while the PIN pad waits; a wait survives a restart; a supervisor lifts both', async () => {
    const arranged = await arrangeReadyKiosk([employeeAna()]);
    for (let failure = 0; failure < 6; failure += 1) expect(await identifyByPin(arranged.kiosk, { pin: '000000' })).toMatchObject({ kind: 'notFound' });
    expect(await identifyByPin(arranged.kiosk, { pin: '777777' })).toEqual({ kind: 'slowed', waitSeconds: 30 });
    expect(arranged.lastEvent('statusChanged')?.pinPausedUntil).not.toBeNull();
    expect(await fill(arranged)).toMatchObject({ kind: 'identified', offer: { person: { employeeId: 'E7' } } });
    expect(await identifyByPin(arranged.kiosk, { pin: '777777' })).toMatchObject({ kind: 'slowed' });
    arranged.kiosk.connection.close();
    arranged.kiosk.journal.close();
    const restarted = await arrangeKiosk({ restartOf: arranged });
    expect(await identifyByPin(restarted.kiosk, { pin: '777777' })).toMatchObject({ kind: 'slowed' });
    liftGuessLimit(restarted.kiosk, { userId: 'U1' });
    expect(restarted.kiosk.state.status().pinPausedUntil).toBeNull();
    expect(await identify(restarted.kiosk, '777777')).toMatchObject({ person: { employeeId: 'E7' } });
  });

  it("B6 somebody's success clears nothing, and a PIN that the server knows is no guess", async () => {
    const arranged = await arrangeReadyKiosk([employeeAna()]);
    for (let failure = 0; failure < 5; failure += 1) await identifyByPin(arranged.kiosk, { pin: '000000' });
    await identify(arranged.kiosk, '777777');
    goOnline(arranged);
    const known = identifyByPin(arranged.kiosk, { pin: '333333' });
    answerServer(arranged, { kind: 'answered', answer: { employees: [somebody('E3', '333333')] } });
    expect(await known).toMatchObject({ kind: 'identified' });
    expect(arranged.kiosk.guesses.pin.waitMs()).toBe(0);
    const unknown = identifyByPin(arranged.kiosk, { pin: '000000' });
    answerServer(arranged, { kind: 'answered', answer: { employees: [] } });
    expect(await unknown).toMatchObject({ kind: 'notFound' });
    expect(arranged.kiosk.guesses.pin.waitMs()).toBe(30_000);
  });

  it('K11 the second failure in a row leads to the form; K12 the first where somebody has no PIN of the new kind', async () => {
    const arranged = await arrangeReadyKiosk([employeeAna()]);
    expect(await identifyByPin(arranged.kiosk, { pin: '000000' })).toMatchObject({ failures: 1, isFormNext: false });
    expect(await identifyByPin(arranged.kiosk, { pin: '000001' })).toMatchObject({ failures: 2, isFormNext: true });
    const changed = await arrangeReadyKiosk([employeeAna(), somebody('E8', '888888', { pinHash: null })]);
    expect(await identifyByPin(changed.kiosk, { pin: '000000' })).toMatchObject({ failures: 1, isFormNext: true });
  });
});

describe('somebody known by the form, and matched', () => {
  it('K10 F5 goes on under the real identity while standing at the kiosk', async () => {
    const arranged = await arrangeReadyKiosk([employeeAna({ lastFourHash: null })]);
    const answer = await fill(arranged);
    if (answer.kind !== 'identified') throw new Error(answer.kind);
    const [record] = forms(arranged) as { temporaryEmployeeId: string }[];
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [], temporaryEmployees: [{ temporaryEmployeeId: record?.temporaryEmployeeId ?? '', outcome: { kind: 'matched', employeeId: 'E7' } }], recovery: true });
    expect(arranged.lastEvent('personMatched')).toMatchObject({ sessionId: answer.offer.sessionId, person: { employeeId: 'E7' }, temporary: null, assignmentId: 'E7-A1' });
    expect(tap(arranged.kiosk, answer.offer)).toMatchObject({ kind: 'recorded', punch: { job: 'Loader' } });
  });

  it('F5 F6 E6 their failed punches settle by changes, and they go on under the same record meanwhile', async () => {
    const arranged = await arrangeReadyKiosk([]);
    const answer = await fill(arranged);
    if (answer.kind !== 'identified') throw new Error(answer.kind);
    const recorded = tap(arranged.kiosk, answer.offer);
    if (recorded.kind !== 'recorded') throw new Error(recorded.kind);
    const { punchId } = recorded.punch;
    const [{ temporaryEmployeeId } = { temporaryEmployeeId: '' }] = forms(arranged) as { temporaryEmployeeId: string }[];
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [{ kind: 'failed', punchId, reason: 'noMatch' }], temporaryEmployees: [{ temporaryEmployeeId, outcome: { kind: 'noMatch' } }], recovery: true });
    expect(arranged.kiosk.state.status()).toMatchObject({ failed: 1 });
    arranged.clock.advance(3_600_000);
    const again = await fill(arranged);
    expect(again).toMatchObject({ kind: 'identified', offer: { temporary: { lastEntry: { punchId, status: 'failed' } }, allowed: ['breakOut', 'clockOut'] } });
    expect(forms(arranged)).toHaveLength(1);
    await stageChanges(arranged.kiosk, {
      changes: [
        { kind: 'employee', employee: employeeAna() },
        { kind: 'temporaryEmployee', temporaryEmployeeId, outcome: { kind: 'matched', employeeId: 'E7' } },
      ],
      full: false,
      first: true,
    });
    await applyChanges(arranged.kiosk, { cursor: 'c2', chainEnd: null });
    expect(await identify(arranged.kiosk, '777777')).toMatchObject({ punches: [{ punchId }], allowed: ['breakOut', 'clockOut'] });
  });
});
