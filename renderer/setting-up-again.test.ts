import { describe, expect, it } from 'vitest';
import type { UnsentData } from '../shared/contracts/setup-again-calls.ts';
import { arrange, settle, type Arranged } from './arrange.ts';
import type { Answers } from './stories/answers.ts';
import { companyStep, credentialsStep, now, online, ready } from './stories/samples.ts';

const nothing: UnsentData = { pending: 0, refused: 0, failed: 0, records: 0, oldest: [], exportedOnly: 0, exportedAt: null };
const some: UnsentData = { ...nothing, pending: 2, records: 1 };

async function standing(unsent: UnsentData, answers: Answers = {}): Promise<Arranged> {
  const arranged = await arrange(ready, { readSetupAgain: { kind: 'setupAgain', unsent }, ...answers });
  await arranged.model.kiosk.settingUpAgain.open('o1');
  return arranged;
}

describe('setting up again', () => {
  it('A10 shows what stands in the way, offers a sync, and looks again when it has settled something', async () => {
    const { model, main, asked } = await standing(some, { syncAsOperator: { kind: 'started' } });
    const { settingUpAgain } = model.kiosk;
    expect([settingUpAgain.inTheWay, asked('readSetupAgain')]).toEqual([3, [{ operatorSessionId: 'o1' }]]);
    await settingUpAgain.sync();
    expect([settingUpAgain.notice, asked('syncAsOperator')]).toEqual(['syncing', [{ operatorSessionId: 'o1' }]]);
    main.answer('readSetupAgain', { kind: 'setupAgain', unsent: nothing });
    await settingUpAgain.look();
    expect([settingUpAgain.inTheWay, settingUpAgain.notice]).toEqual([0, null]);
  });

  it('A10 begins when nothing would be lost, and stands at the wizard when main says so', async () => {
    const { model, main } = await standing(nothing, { beginSetupAgain: { kind: 'begun' }, readSetup: companyStep, readProvisioning: { kind: 'none' } });
    await model.kiosk.settingUpAgain.begin();
    main.emit('kioskChanged', { kind: 'setup' });
    await settle();
    expect([model.kiosk.screen.kind, model.setup.view?.step]).toEqual(['setup', 'company']);
  });

  it.each([
    [{ kind: 'unsent' as const, unsent: some }, null, 3],
    [{ kind: 'busy' as const }, 'busy', 0],
    [{ kind: 'notSetAside' as const, reason: 'diskFull' as const }, 'diskFull', 0],
    [{ kind: 'notSetAside' as const, reason: 'storageError' as const }, 'storageError', 0],
  ])('A10 J3 %j leaves everything as it is, and says why', async (answer, notice, inTheWay) => {
    const { model } = await standing(nothing, { beginSetupAgain: answer });
    await model.kiosk.settingUpAgain.begin();
    expect([model.kiosk.screen.kind, model.kiosk.settingUpAgain.notice, model.kiosk.settingUpAgain.inTheWay]).toEqual(['setupAgain', notice, inTheWay]);
  });

  it('A10 K16 leaves when the session is over', async () => {
    const { model } = await standing(nothing, { beginSetupAgain: { kind: 'operatorEnded' } });
    await model.kiosk.settingUpAgain.begin();
    expect(model.kiosk.screen.kind).toBe('pin');
  });
});

describe('signing a refused kiosk in again', () => {
  async function opened(answers: Answers): Promise<Arranged> {
    const arranged = await arrange(ready, { readStatus: { ...online, state: 'unauthorised', signInNeeded: true }, ...answers });
    arranged.model.kiosk.enrollingAgain.open('pin');
    return arranged;
  }

  it('D9 A9 by a password or by a code, of which nothing stays', async () => {
    const { model, main, asked } = await opened({ enrolAgain: { kind: 'refused', code: 'wrongPassword' } });
    const { enrollingAgain } = model.kiosk;
    await enrollingAgain.send();
    expect([enrollingAgain.missing, asked('enrolAgain')]).toEqual(['username', []]);
    enrollingAgain.type('username', ' ada ');
    enrollingAgain.type('password', 'secret');
    await enrollingAgain.send();
    expect([enrollingAgain.problem, enrollingAgain.text.password]).toEqual(['problem.wrongPassword', '']);
    main.answer('enrolAgain', { kind: 'enrolled' });
    enrollingAgain.choose('code');
    enrollingAgain.type('code', ' AAAA ');
    await enrollingAgain.send();
    expect(asked('enrolAgain')).toEqual([{ by: { kind: 'person', username: 'ada', password: 'secret' } }, { by: { kind: 'code', code: 'AAAA' } }]);
    expect([enrollingAgain.isDone, enrollingAgain.text]).toEqual([true, { username: '', password: '', code: '' }]);
  });

  it('D9 goes back to the PIN screen where it was opened there', async () => {
    const { model } = await opened({});
    model.kiosk.goBack();
    expect(model.kiosk.screen.kind).toBe('pin');
  });

  it('K15 takes no try before the end of a lock-out', async () => {
    const { model, timers, asked } = await opened({ enrolAgain: { kind: 'lockedOut', waitSeconds: 90 } });
    const { enrollingAgain } = model.kiosk;
    const tryCode = async (): Promise<void> => {
      enrollingAgain.choose('code');
      enrollingAgain.type('code', 'AAAA');
      await enrollingAgain.send();
    };
    await tryCode();
    await tryCode();
    expect([enrollingAgain.lock.secondsLeft, asked('enrolAgain').length]).toEqual([90, 1]);
    timers.advance(90_000);
    // The reset timer has sent whoever stood here away.
    expect(model.kiosk.screen.kind).toBe('pin');
    enrollingAgain.open('pin');
    await tryCode();
    expect(asked('enrolAgain')).toHaveLength(2);
  });
});

describe('provisioning on the screen', () => {
  it('A9 stands in the wizard’s place, counts down, and is tried again at once', async () => {
    const retryAt = new Date(Date.parse(now) + 12_000).toISOString();
    const { model, main, asked } = await arrange(
      { kind: 'setup' },
      { readSetup: companyStep, readProvisioning: { kind: 'waiting', file: 'f', reason: 'timeout', retryAt }, retryProvisioning: { kind: 'working', file: 'f' }, pauseProvisioning: { kind: 'working', file: 'f' } },
    );
    expect([model.provisioning.isInCharge, model.provisioning.countdown.secondsLeft]).toEqual([true, 12]);
    await model.provisioning.retry();
    expect([model.provisioning.view.kind, model.provisioning.countdown.secondsLeft, asked('retryProvisioning').length]).toEqual(['working', null, 1]);
    main.emit('provisioningChanged', { kind: 'refused', file: 'f', code: 'codeUsed' });
    await model.provisioning.goOnByHand();
    expect([model.provisioning.isInCharge, asked('pauseProvisioning').length]).toEqual([false, 1]);
  });

  it('A9 takes a code in the wizard too, with the server’s four refusals', async () => {
    const { model, main, asked } = await arrange({ kind: 'setup' }, { readSetup: credentialsStep, readProvisioning: { kind: 'none' } });
    model.setup.vouch('code');
    await model.setup.next();
    expect(model.setup.problem).toEqual({ kind: 'missing', field: 'code' });
    for (const code of ['codeUnknown', 'codeExpired', 'codeUsed', 'codeRevoked'] as const) {
      main.answer('enrolDeviceByCode', { kind: 'refused', code });
      model.setup.type('code', 'AAAA');
      await model.setup.next();
      expect(model.setup.problem).toEqual({ kind: 'refused', code });
    }
    expect(asked('enrolDeviceByCode')).toHaveLength(4);
  });
});
