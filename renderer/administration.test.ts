import { describe, expect, it } from 'vitest';
import type { AdminView } from '../shared/contracts/admin-calls.ts';
import { furtherTiles } from './admin-tiles.ts';
import { arrange, settle } from './arrange.ts';
import type { Arranged } from './arrange.ts';
import { administrator, signedInAs, supervisor } from './stories/admin-stories.ts';
import { online, ready } from './stories/samples.ts';
import type { Answers } from './stories/answers.ts';
import type { AdminWish } from './screen.ts';
import { DoubleTap } from './ui/double-tap.ts';

const { operatorSessionId } = signedInAs(administrator);

async function settleAll(): Promise<void> {
  for (let answers = 0; answers < 4; answers += 1) await settle();
}

async function signIn({ model }: Arranged, wish: AdminWish = 'admin'): Promise<void> {
  const { administration } = model.kiosk;
  administration.ask(wish);
  administration.entry.type('username', 'm.alvarez');
  administration.entry.type('password', 'a-long-secret');
  administration.entry.field = 'password';
  void administration.signIn();
  await settleAll();
}

/** Somebody who is signed in, and wanted `wish`. */
async function stand(view: AdminView = administrator, answers: Answers = {}, wish: AdminWish = 'admin'): Promise<Arranged> {
  const arranged = await arrange(ready, { signInOperator: signedInAs(view), readAdmin: view, endOperator: { kind: 'ended' }, ...answers });
  await signIn(arranged, wish);
  return arranged;
}

describe('the gesture', () => {
  it('G1 takes two taps within half a second, and one key for both', () => {
    const taps = new DoubleTap();
    const at = (timeStamp: number, detail = 1): boolean => taps.takes({ timeStamp, detail });
    expect([at(0), at(500), at(900), at(1401), at(1800)]).toEqual([false, true, false, false, true]);
    expect(at(5000, 0)).toBe(true);
  });

  it('G1 shows the doors for 10 seconds, from the last gesture on, on the PIN screen alone', async () => {
    const { model, timers } = await arrange(ready);
    const { administration } = model.kiosk;
    administration.openDoors();
    timers.advance(9_000);
    administration.openDoors();
    timers.advance(9_999);
    expect(administration.areDoorsOpen).toBe(true);
    timers.advance(1);
    expect(administration.areDoorsOpen).toBe(false);
    administration.openDoors();
    administration.ask('exit');
    expect([model.kiosk.screen, administration.areDoorsOpen]).toEqual([{ kind: 'operatorSignIn', wish: 'exit' }, false]);
    administration.openDoors();
    expect(administration.areDoorsOpen).toBe(false);
  });
});

describe('signing in', () => {
  it('G1 asks for credentials first and then goes on to what was wanted', async () => {
    for (const [wish, page] of [
      ['admin', 'tiles'],
      ['exit', 'exit'],
    ] as const) {
      const { model, asked } = await stand(administrator, {}, wish);
      expect(model.kiosk.screen).toMatchObject({ kind: 'admin', page, operatorSessionId, notice: null });
      expect(asked('signInOperator')).toEqual([{ username: 'm.alvarez', password: 'a-long-secret' }]);
    }
  });

  it('G1 E8 leads from the Export door to the export, for the same session', async () => {
    const { model, asked } = await stand(supervisor, { readExportTargets: { kind: 'targets', targets: [], current: null } }, 'export');
    expect(model.kiosk.screen).toEqual({ kind: 'export', operatorSessionId, back: 'pin' });
    expect(asked('readExportTargets')).toEqual([{ operatorSessionId }]);
    model.kiosk.leave();
    expect(asked('endOperator')).toEqual([{ operatorSessionId }]);
  });

  it('E8 G2 A10 D9 who is done goes back to where they came from: from the door to the PIN screen, from the tiles to the tiles', async () => {
    const unsent = { pending: 1, refused: 0, failed: 0, records: 0, oldest: [], exportedOnly: 0, exportedAt: null };
    const answers: Answers = { readExportTargets: { kind: 'targets', targets: [], current: null }, readSetupAgain: { kind: 'setupAgain', unsent } };
    const byDoor = await stand(administrator, answers, 'export');
    byDoor.model.kiosk.goBack();
    expect([byDoor.model.kiosk.screen.kind, byDoor.asked('endOperator')]).toEqual(['pin', [{ operatorSessionId }]]);

    const { model, main, asked } = await stand(administrator, answers);
    const { kiosk } = model;
    const tile = (name: string) => furtherTiles.find((one) => one.name === name) ?? expect.unreachable();
    kiosk.openTile(tile('export'), operatorSessionId);
    await settleAll();
    main.emit('exportChanged', { kind: 'cancelled', exportId: 'e1' });
    kiosk.goBack();
    expect(kiosk.screen).toMatchObject({ kind: 'admin', page: 'tiles', operatorSessionId });
    kiosk.openTile(tile('export'), operatorSessionId);
    await settleAll();
    expect(kiosk.exporting.view).toBeNull();
    kiosk.goBack();

    kiosk.openTile(tile('setupAgain'), operatorSessionId);
    await settleAll();
    await kiosk.exporting.open(operatorSessionId, 'setupAgain');
    kiosk.goBack();
    await settleAll();
    expect([kiosk.screen, kiosk.settingUpAgain.unsent]).toEqual([{ kind: 'setupAgain', operatorSessionId }, unsent]);
    kiosk.goBack();
    kiosk.enrollingAgain.open('tiles');
    kiosk.enrollingAgain.type('password', 'half a secret');
    kiosk.goBack();
    expect([kiosk.screen.kind, kiosk.enrollingAgain.text.password, asked('endOperator')]).toEqual(['admin', '', []]);
    kiosk.leave();
    expect(asked('endOperator')).toEqual([{ operatorSessionId }]);
  });

  it('E8 K16 whose session ended meanwhile goes back to the PIN screen', async () => {
    const { model, main } = await stand(administrator, { readExportTargets: { kind: 'targets', targets: [], current: null } });
    await model.kiosk.exporting.open(operatorSessionId, 'tiles');
    main.emit('operatorEnded', { operatorSessionId });
    expect(model.kiosk.screen.kind).toBe('pin');
  });

  it('K16 leads a supervisor who wanted to exit to the tiles, with a word', async () => {
    const { model } = await stand(supervisor, {}, 'exit');
    expect(model.kiosk.screen).toMatchObject({ kind: 'admin', page: 'tiles', notice: 'notPermitted' });
  });

  it('J3 says what is empty, and asks nobody', async () => {
    const { model, asked } = await arrange(ready);
    const { administration } = model.kiosk;
    administration.ask('admin');
    await administration.signIn();
    expect([administration.entry.faults, administration.entry.field]).toEqual([{ username: 'admin.device.empty', password: 'admin.device.empty' }, 'username']);
    administration.entry.type('username', 'ada');
    await administration.signIn();
    expect([administration.entry.field, asked('signInOperator')]).toEqual(['password', []]);
  });

  it.each([
    ['unknownUser', 'server', 'username', 'problem.unknownUser'],
    ['unknownUser', 'device', 'username', 'admin.signIn.unknownHere'],
    ['wrongPassword', 'device', 'password', 'problem.wrongPassword'],
    ['userOfAnotherTenant', 'server', 'username', 'problem.userOfAnotherTenant'],
    ['roleNotAllowed', 'server', 'username', 'admin.signIn.roleNotAllowed'],
    ['noPermissionForTimeclock', 'server', 'username', 'problem.noPermissionForTimeclock'],
  ] as const)('K15 %s, said by the %s, stands beside the %s', async (code, decidedBy, field, text) => {
    const { model } = await stand(administrator, { signInOperator: { kind: 'refused', code, decidedBy, waitSeconds: 0 } });
    const { entry } = model.kiosk.administration;
    expect([entry.faults[field], entry.field, entry.text]).toEqual([text, field, { username: 'm.alvarez', password: '' }]);
    expect(model.kiosk.screen.kind).toBe('operatorSignIn');
  });

  it('K15 counts a lock-out down, and asks nobody meanwhile', async () => {
    const arranged = await stand(administrator, { signInOperator: { kind: 'refused', code: 'wrongPassword', decidedBy: 'device', waitSeconds: 900 } });
    const { administration } = arranged.model.kiosk;
    expect(administration.lock.secondsLeft).toBe(900);
    administration.entry.type('username', 'ada');
    administration.entry.type('password', 'x');
    await administration.signIn();
    expect(arranged.asked('signInOperator')).toHaveLength(1);
    for (let seconds = 0; seconds < 45; seconds += 1) {
      arranged.model.kiosk.idle.touch();
      arranged.timers.advance(20_000);
    }
    expect(administration.lock.secondsLeft).toBeNull();
  });

  it('J3 says so where nobody can sign in, and when main does not answer', async () => {
    expect((await stand(administrator, { signInOperator: { kind: 'noVerifiers' } })).model.kiosk.administration.entry.trouble).toBe('admin.signIn.noVerifiers');
    const arranged = await arrange(ready);
    arranged.main.answerBadly('signInOperator', { kind: 'nonsense' });
    await signIn(arranged);
    expect(arranged.model.kiosk.administration.entry.trouble).toBe('admin.notice.failed');
  });

  it('K16 whoever leaves while the server is asked is not kept signed in', async () => {
    const arranged = await arrange(ready, { readAdmin: administrator, endOperator: { kind: 'ended' } });
    await signIn(arranged);
    arranged.model.kiosk.leave();
    expect(arranged.model.kiosk.screen.kind).toBe('pin');
    arranged.main.enter('lost');
    arranged.main.enter('open');
    await settleAll();
    expect([arranged.model.kiosk.screen.kind, arranged.model.kiosk.administration.entry.text]).toEqual(['pin', { username: '', password: '' }]);
  });
});

describe('the administration', () => {
  it('D1 G2 syncs, lifts the pause of PIN entry and leaves kiosk mode for the session that main issued', async () => {
    const { model, asked } = await stand(administrator, { syncAsOperator: { kind: 'started' }, liftPinPause: { kind: 'lifted' }, leaveKioskMode: { kind: 'leaving' } });
    const { administration } = model.kiosk;
    await administration.sync();
    await administration.liftPinPause();
    expect(model.kiosk.screen).toMatchObject({ page: 'tiles', notice: 'lifted' });
    administration.show('exit');
    await administration.leaveKioskMode();
    expect(model.kiosk.screen).toMatchObject({ page: 'leaving' });
    for (const name of ['syncAsOperator', 'liftPinPause', 'leaveKioskMode']) expect([name, asked(name)]).toEqual([name, [{ operatorSessionId }]]);
  });

  it('G2 J3 names the device, with the fault beside the field', async () => {
    const { model, main, asked } = await stand(administrator, { saveDevice: { kind: 'badName', fault: 'empty' } });
    const { administration } = model.kiosk;
    administration.show('device');
    expect(administration.deviceName).toBe(administrator.deviceName);
    administration.nameDevice('');
    await administration.saveDevice();
    expect([administration.nameFault, asked('saveDevice')]).toEqual(['empty', [{ operatorSessionId, deviceName: '' }]]);
    administration.nameDevice('Gate');
    main.answer('saveDevice', { kind: 'saved', view: { ...administrator, deviceName: 'Gate' } });
    await administration.saveDevice();
    expect(model.kiosk.screen).toMatchObject({ page: 'device', notice: 'saved', view: { deviceName: 'Gate' } });
  });

  it('C7 G2 says where the device stands, where the timeclock has a fence, and takes only a place', async () => {
    const fenced = { ...administrator, hasFence: true, fixedPosition: { latitude: 41.8781, longitude: -87.6298 } };
    const { model, asked } = await stand(fenced, { saveDevice: { kind: 'saved', view: { ...fenced, fixedPosition: null } } });
    const { administration } = model.kiosk;
    administration.show('device');
    expect(administration.place).toBe('41.8781, -87.6298');
    administration.placeDevice('at the gate');
    await administration.saveDevice();
    expect([administration.isPlaceFaulty, asked('saveDevice')]).toEqual([true, []]);
    administration.placeDevice('41.9 -87.7');
    await administration.saveDevice();
    administration.placeDevice(' ');
    await administration.saveDevice();
    expect(asked('saveDevice')).toMatchObject([{ fixedPosition: { latitude: 41.9, longitude: -87.7 } }, { fixedPosition: null }]);
    expect(administration.place).toBe('');
  });

  it('G2 J2 a language chosen for the device is what the kiosk comes back to', async () => {
    const { model, main } = await stand(administrator, { saveDevice: { kind: 'saved', view: { ...administrator, language: 'fr' } } });
    await model.kiosk.administration.chooseLanguage('fr');
    main.emit('kioskChanged', { ...ready, language: 'fr' });
    model.useLanguage('es');
    model.kiosk.leave();
    expect(model.i18n.language).toBe('fr');
    main.emit('kioskChanged', { ...ready, language: 'fr', languages: ['en', 'es'] });
    expect(model.i18n.language).toBe('en');
  });

  it('K16 a session that is over leads to the PIN screen with a word, whether a call or main says so', async () => {
    const asked = await stand(administrator, { syncAsOperator: { kind: 'operatorEnded' } });
    await asked.model.kiosk.administration.sync();
    expect([asked.model.kiosk.screen.kind, asked.model.kiosk.pin.message]).toEqual(['pin', 'operatorEnded']);
    const told = await stand();
    told.main.emit('operatorEnded', { operatorSessionId: 'of somebody else' });
    expect(told.model.kiosk.screen.kind).toBe('admin');
    told.main.emit('operatorEnded', { operatorSessionId });
    expect([told.model.kiosk.screen.kind, told.model.kiosk.pin.message]).toEqual(['pin', 'operatorEnded']);
  });

  it('B7 K16 the reset timer warns, then ends the session in main', async () => {
    const { model, timers, asked } = await stand();
    timers.advance(60_000);
    expect(model.kiosk.idle.secondsLeft).toBe(20);
    timers.advance(20_000);
    expect([model.kiosk.screen.kind, asked('endOperator')]).toEqual(['pin', [{ operatorSessionId }]]);
  });

  it('K16 signing out ends the session in main', async () => {
    const { model, asked } = await stand();
    model.kiosk.leave();
    expect([model.kiosk.screen.kind, asked('endOperator')]).toEqual(['pin', [{ operatorSessionId }]]);
  });

  it('K16 main that was started anew knows nobody: the screen says so when the link is back', async () => {
    const { model, main } = await stand();
    main.answer('readAdmin', { kind: 'operatorEnded' });
    main.enter('lost');
    main.enter('open');
    await settleAll();
    expect([model.kiosk.screen.kind, model.kiosk.pin.message]).toEqual(['pin', 'operatorEnded']);
  });

  it('F4 K8 the corner tells of a sync asked for by the double tap, from its start to its end', async () => {
    const { model, main } = await arrange(ready, { syncNow: { kind: 'started' } });
    await model.status.syncNow();
    expect(model.status.message).toEqual({ kind: 'started' });
    main.emit('statusChanged', { ...online, state: 'uploading', progress: { sent: 1, total: 2 } });
    expect(model.status.corner).toEqual({ kind: 'syncing', recovery: false, count: { sent: 1, total: 2 } });
    main.emit('statusChanged', { ...online, lastSuccessAt: '2026-11-23T15:40:04.000Z' });
    expect(model.status.corner).toEqual({ kind: 'completed' });
    main.answer('syncNow', { kind: 'tooSoon', waitSeconds: 12 });
    await model.status.syncNow();
    expect(model.status.message).toEqual({ kind: 'tooSoon', seconds: 12 });
  });
});
