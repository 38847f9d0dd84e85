import { describe, expect, it } from 'vitest';
import { arrange, settle } from './arrange.ts';
import type { Arranged } from './arrange.ts';
import type { SetupView } from '../shared/contracts/setup-calls.ts';
import { companyStep, credentialsStep, downloadStep, now, timeclockStep } from './stories/samples.ts';
import type { Answers } from './stories/answers.ts';

const filled: SetupView = { ...companyStep, company: 'Northwind Foods', alias: 'NWF' };

function begin(readSetup: SetupView, answers: Answers = {}): Promise<Arranged> {
  return arrange({ kind: 'setup' }, { readSetup, startDownload: { kind: 'started' }, ...answers });
}

describe('SetupWizard', () => {
  it('A7 begins where setup stands, with what was typed before', async () => {
    const { model } = await begin(filled);
    expect(model.setup.fields).toMatchObject({ serverUrl: 'https://zentime.example.com', company: 'Northwind Foods', alias: 'NWF' });
  });

  it('A2 sends what was typed, trimmed, and goes on', async () => {
    const { model, main, asked } = await begin(filled, { findCompany: { kind: 'found' } });
    model.setup.type('alias', ' NWF ');
    main.answer('readSetup', timeclockStep);
    await model.setup.next();
    expect(asked('findCompany')).toEqual([{ serverUrl: 'https://zentime.example.com', company: 'Northwind Foods', alias: 'NWF' }]);
    expect(model.setup.view?.step).toBe('timeclock');
  });

  it('J3 asks for what is missing before it asks the server', async () => {
    const { model, asked } = await begin({ ...companyStep, company: 'Northwind Foods' });
    await model.setup.next();
    expect(model.setup.problem).toEqual({ kind: 'missing', field: 'alias' });
    expect(asked('findCompany')).toEqual([]);
    model.setup.type('alias', 'N');
    expect(model.setup.problem).toBeNull();
  });

  it('A3 takes a number that is typed, and one that is picked', async () => {
    const { model, asked } = await begin(timeclockStep, { chooseTimeclock: { kind: 'unknownTimeclock' } });
    model.setup.type('timeclock', 'dock');
    await model.setup.next();
    expect(model.setup.problem).toEqual({ kind: 'notANumber' });
    model.setup.type('timeclock', ' 999 ');
    await model.setup.next();
    expect(model.setup.problem).toEqual({ kind: 'unknownTimeclock' });
    await model.setup.pickTimeclock(1042);
    expect(asked('chooseTimeclock')).toEqual([{ timeclockId: 999 }, { timeclockId: 1042 }]);
  });

  it('J3 A8 says what a kiosk cannot work without and the server did not tell, and waits for somebody', async () => {
    const { model } = await begin(timeclockStep, { chooseTimeclock: { kind: 'refused', code: 'timeclockZone' } });
    await model.setup.pickTimeclock(1042);
    expect(model.setup.problem).toEqual({ kind: 'refused', code: 'timeclockZone' });
    expect(model.setup.countdown.secondsLeft).toBeNull();
  });

  it('A4 tells the five refusals apart, and forgets the password with the step', async () => {
    const { model, main } = await begin(credentialsStep);
    model.setup.type('username', 'dana');
    model.setup.type('password', 'secret');
    for (const code of ['unknownUser', 'wrongPassword', 'userOfAnotherTenant', 'roleNotAllowed', 'noPermissionForTimeclock'] as const) {
      main.answer('signInDevice', { kind: 'refused', code });
      await model.setup.next();
      expect(model.setup.problem).toEqual({ kind: 'refused', code });
    }
    main.emit('setupChanged', downloadStep);
    expect(model.setup.fields.password).toBe('');
  });

  it('C7 asks where the kiosk stands when the timeclock has a fence, and leaves it open when nothing is typed', async () => {
    const { model, asked } = await begin({ ...credentialsStep, hasFence: true }, { signInDevice: { kind: 'refused', code: 'wrongPassword' } });
    model.setup.type('username', 'dana');
    model.setup.type('password', 'secret');
    model.setup.type('place', 'by the gate');
    await model.setup.next();
    expect([model.setup.problem, asked('signInDevice')]).toEqual([{ kind: 'notAPlace' }, []]);
    model.setup.type('place', '41.8781, -87.6298');
    await model.setup.next();
    model.setup.type('place', ' ');
    await model.setup.next();
    const common = { username: 'dana', password: 'secret' };
    expect(asked('signInDevice')).toEqual([{ ...common, fixedPosition: { latitude: 41.8781, longitude: -87.6298 } }, common]);
  });

  it('A4 counts a lock-out down and takes no try before its end', async () => {
    const { model, timers, asked } = await begin(credentialsStep, { signInDevice: { kind: 'lockedOut', waitSeconds: 90 } });
    model.setup.type('username', 'dana');
    model.setup.type('password', 'secret');
    await model.setup.next();
    model.setup.type('password', 'other');
    await model.setup.next();
    expect([model.setup.problem?.kind, model.setup.countdown.secondsLeft, asked('signInDevice').length]).toEqual(['lockedOut', 90, 1]);
    timers.advance(90_000);
    expect(model.setup.problem).toBeNull();
    await model.setup.next();
    expect(asked('signInDevice')).toHaveLength(2);
  });

  it('A8 tries again by itself at growing distances, and at once by Retry now', async () => {
    const { model, timers, asked } = await begin(filled, { findCompany: { kind: 'serverAway', reason: 'unreachable' } });
    await model.setup.next();
    expect([model.setup.problem, model.setup.countdown.secondsLeft]).toEqual([{ kind: 'serverAway', reason: 'unreachable' }, 5]);
    timers.advance(2000);
    expect(model.setup.countdown.secondsLeft).toBe(3);
    timers.advance(3000);
    await settle();
    expect([asked('findCompany').length, model.setup.countdown.secondsLeft]).toEqual([2, 10]);
    await model.setup.next();
    expect([asked('findCompany').length, model.setup.countdown.secondsLeft]).toEqual([3, 20]);
  });

  it('A8 does not go on trying with an address that may not be used, nor while somebody is typing', async () => {
    const { model, main, timers, asked } = await begin(filled, { findCompany: { kind: 'serverAway', reason: 'tlsRequired' } });
    await model.setup.next();
    expect(model.setup.countdown.secondsLeft).toBeNull();
    main.answer('findCompany', { kind: 'serverAway', reason: 'timeout' });
    await model.setup.next();
    model.setup.type('company', 'Northwind');
    timers.advance(3_600_000);
    expect(asked('findCompany')).toHaveLength(2);
  });

  it('A5 starts the download by itself, once, also when it resumes', async () => {
    const { main, asked } = await begin(downloadStep);
    main.emit('setupChanged', { ...downloadStep, done: 9000 });
    await settle();
    expect(asked('startDownload')).toHaveLength(1);
  });

  it('A8 shows when a paused download goes on, and starts it at once when asked', async () => {
    const { model, main, timers, asked } = await begin(downloadStep);
    main.emit('setupChanged', { ...downloadStep, phase: 'paused', problem: 'timeout', retryAt: new Date(Date.parse(now) + 12_000).toISOString() });
    expect(model.setup.countdown.secondsLeft).toBe(12);
    timers.advance(4000);
    expect(model.setup.countdown.secondsLeft).toBe(8);
    await model.setup.startDownload();
    expect(asked('startDownload')).toHaveLength(2);
    main.emit('setupChanged', { ...downloadStep, done: 9000 });
    expect(model.setup.countdown.secondsLeft).toBeNull();
  });

  it('A8 says so when main itself gives no answer', async () => {
    const { model, main } = await begin(filled);
    const asking = model.setup.next();
    main.enter('lost');
    await asking;
    expect(model.setup.problem).toEqual({ kind: 'internal' });
  });

  it('A1 goes a step back', async () => {
    const { model } = await begin(timeclockStep, { stepBack: filled });
    await model.setup.back();
    expect(model.setup.view?.step).toBe('company');
  });
});
