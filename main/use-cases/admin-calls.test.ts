import { describe, expect, it } from 'vitest';
import { operatorRole, type OperatorPermission } from '../../shared/contracts/admin-calls.ts';
import { calls, type CallInput, type CallName } from '../../shared/contracts/ipc.ts';
import { arrangeKiosk, arrangeReadyKiosk, identify, punchOnce, somebody, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { feedOperators, operatorSignedIn } from '../../test/support/operators.ts';
import { answerCalls } from '../calls.ts';
import { build, query } from '../database/query.ts';
import { deviceStatusOf } from '../device-status.ts';
import { mayOf } from '../operator-permissions.ts';
import { leaveKioskMode } from './leave-kiosk-mode.ts';
import { liftPinPause } from './lift-pin-pause.ts';
import { readAdmin } from './read-admin.ts';
import { saveDevice } from './save-device.ts';
import { syncAsOperator } from './sync-as-operator.ts';

/** Every call that bears an operator's session, whichever contract it stands in. */
type GatedCall = { [N in CallName]: CallInput<N> extends { operatorSessionId: string } ? N : never }[Exclude<CallName, 'endOperator'>];

/** K16: what each call asks for, and what it is asked with. A new call does not compile until it is here. */
const gate: { readonly [N in GatedCall]: readonly [OperatorPermission, Omit<CallInput<N>, 'operatorSessionId'>] } = {
  readAdmin: ['sync', {}],
  syncAsOperator: ['sync', {}],
  liftPinPause: ['liftGuessLimit', {}],
  saveDevice: ['device', {}],
  readDiagnostics: ['diagnostics', {}],
  readSyncLog: ['diagnostics', { level: null, session: null, text: null, limit: 10 }],
  testUpload: ['diagnostics', {}],
  makeSupportBundle: ['diagnostics', { personalData: 'with' }],
  readExportTargets: ['export', {}],
  startExport: ['export', { targetId: 'made-up', formats: ['json'] }],
  cancelExport: ['export', {}],
  readSetupAgain: ['setupAgain', {}],
  beginSetupAgain: ['setupAgain', {}],
  leaveKioskMode: ['exit', {}],
};
const gated = Object.keys(gate) as GatedCall[];

async function kindOf(arranged: KioskInProcess, name: GatedCall, operatorSessionId: string): Promise<unknown> {
  const [, input] = gate[name];
  const result = await answerCalls(arranged.kiosk)(name, { operatorSessionId, ...input });
  return result.kind === 'answer' ? (result.answer as { kind: string }).kind : result.kind;
}

describe('the gate of the administration', () => {
  it.each(gated)('K16 E8 G3 A10 %s is refused without a session, with an employee, after leaving, after the timer and to whoever was disabled', async (name) => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const { sessionId } = await identify(arranged.kiosk, '111111');
    for (const id of ['', 'made-up', sessionId]) expect([id, await kindOf(arranged, name, id)]).toEqual([id, 'operatorEnded']);
    const left = await operatorSignedIn(arranged.kiosk, 'administrator');
    await answerCalls(arranged.kiosk)('endOperator', { operatorSessionId: left });
    expect(await kindOf(arranged, name, left)).toBe('operatorEnded');
    const forgotten = await operatorSignedIn(arranged.kiosk, 'administrator');
    arranged.timers.goOff(15 * 60_000);
    expect(await kindOf(arranged, name, forgotten)).toBe('operatorEnded');
    const disabled = await operatorSignedIn(arranged.kiosk, 'administrator');
    await feedOperators(arranged.kiosk, [], ['A1']);
    expect(await kindOf(arranged, name, disabled)).toBe('operatorEnded');
    expect(arranged.quits).toEqual([]);
    expect(arranged.kiosk.exports.current).toBeNull();
  });

  it('K16 E8 G3 A10 no call that bears an operator’s session is missing above', () => {
    const bearing = Object.entries(calls).flatMap(([name, { input }]) => ('operatorSessionId' in input.shape ? [name] : []));
    expect([...gated, 'endOperator'].toSorted()).toEqual(bearing.toSorted());
  });

  it.each(operatorRole.options)('K16 lets the role %s do what it may, and nothing else', async (role) => {
    const arranged = await arrangeReadyKiosk([]);
    const id = await operatorSignedIn(arranged.kiosk, role);
    for (const name of gated) expect([name, (await kindOf(arranged, name, id)) !== 'notPermitted']).toEqual([name, mayOf(role).includes(gate[name][0])]);
  });
});

describe('what an operator does', () => {
  it('D1 G2 syncs at once, as often as they like; before setup not at all', async () => {
    const { kiosk, supervisor, daemon } = await arrangeReadyKiosk([]);
    supervisor.start();
    daemon.say({ kind: 'ready' });
    const operatorSessionId = await operatorSignedIn(kiosk, 'supervisor');
    for (let count = 0; count < 3; count += 1) expect(syncAsOperator(kiosk, { operatorSessionId })).toEqual({ kind: 'started' });
    expect(daemon.told.filter((message) => (message as { kind: string }).kind === 'syncNow')).toHaveLength(3);
    const empty = await arrangeKiosk();
    expect(syncAsOperator(empty.kiosk, { operatorSessionId: 'x' })).toEqual({ kind: 'operatorEnded' });
  });

  it('B6 G2 lifts the pause of PIN entry, and is named for it', async () => {
    const arranged = await arrangeReadyKiosk([]);
    for (let count = 0; count < 8; count += 1) arranged.kiosk.guesses.pin.countFailure();
    expect(arranged.kiosk.state.status().pinPausedUntil).not.toBeNull();
    const operatorSessionId = await operatorSignedIn(arranged.kiosk, 'supervisor');
    expect(liftPinPause(arranged.kiosk, { operatorSessionId })).toEqual({ kind: 'lifted' });
    expect(arranged.kiosk.state.status().pinPausedUntil).toBeNull();
    expect(arranged.logged.at(-1)).toEqual({ event: 'identify.limitLifted', fields: { userId: 'S1' } });
  });

  it('G2 C4 I4 names the device: the name travels with punches and status, and outlives a restart', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const operatorSessionId = await operatorSignedIn(arranged.kiosk, 'administrator');
    expect(saveDevice(arranged.kiosk, { operatorSessionId, deviceName: '  Dock   4, north ', language: 'fr' })).toMatchObject({ kind: 'saved', view: { deviceName: 'Dock 4, north', language: 'fr' } });
    expect(arranged.lastEvent('kioskChanged')).toMatchObject({ language: 'fr' });
    expect(saveDevice(arranged.kiosk, { operatorSessionId, language: null })).toMatchObject({ view: { deviceName: 'Dock 4, north', language: null } });
    await punchOnce(arranged.kiosk, '111111');
    const [record] = arranged.kiosk.connection.all(query()(build.selectFrom('punch_records').selectAll()), {});
    expect(JSON.stringify(record)).toContain('Dock 4, north');
    expect(deviceStatusOf(arranged.kiosk, { sequence: 0, record: 0 }).deviceName).toBe('Dock 4, north');
    arranged.kiosk.connection.close();
    arranged.kiosk.journal.close();
    expect((await arrangeKiosk({ restartOf: arranged })).kiosk.device.deviceName).toBe('Dock 4, north');
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['x'.repeat(201), 'tooLong'],
    ['a\u0000b', 'unusable'],
    ['a\u202eb', 'unusable'],
  ])('J3 G2 takes no device name %j, and changes nothing', async (deviceName, fault) => {
    const { kiosk } = await arrangeReadyKiosk([]);
    const operatorSessionId = await operatorSignedIn(kiosk, 'administrator');
    expect(saveDevice(kiosk, { operatorSessionId, deviceName, language: 'fr' })).toEqual({ kind: 'badName', fault });
    expect([kiosk.device.deviceName, kiosk.settings.read('deviceLanguage')]).toEqual(['Test kiosk', null]);
  });

  it('C7 G2 keeps where the device stands until somebody says otherwise', async () => {
    const { kiosk } = await arrangeReadyKiosk([]);
    const operatorSessionId = await operatorSignedIn(kiosk, 'administrator');
    const fixedPosition = { latitude: 41.8781, longitude: -87.6298 };
    expect(saveDevice(kiosk, { operatorSessionId, fixedPosition })).toMatchObject({ kind: 'saved', view: { hasFence: false, fixedPosition } });
    expect(saveDevice(kiosk, { operatorSessionId, language: null })).toMatchObject({ view: { fixedPosition } });
    expect(saveDevice(kiosk, { operatorSessionId, fixedPosition: null })).toMatchObject({ view: { fixedPosition: null } });
  });

  it('G2 reads who is signed in and what this device is', async () => {
    const { kiosk } = await arrangeReadyKiosk([]);
    const operatorSessionId = await operatorSignedIn(kiosk, 'supervisor');
    expect(readAdmin(kiosk, { operatorSessionId })).toMatchObject({
      username: 'Sam',
      role: 'supervisor',
      deviceName: 'Test kiosk',
      about: { deviceId: kiosk.device.deviceId, platform: 'test', appVersion: '0.1.0', serverUrl: 'http://127.0.0.1:4780' },
    });
  });

  it('G1 K16 H1 leaves kiosk mode with code 0 once the answer is out; what is unsent stays as it is', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    await punchOnce(arranged.kiosk, '111111');
    const before = arranged.kiosk.state.counts();
    const operatorSessionId = await operatorSignedIn(arranged.kiosk, 'administrator');
    expect(leaveKioskMode(arranged.kiosk, { operatorSessionId })).toEqual({ kind: 'leaving' });
    expect(arranged.quits).toEqual([]);
    arranged.timers.goOff(300);
    expect(arranged.quits).toEqual([0]);
    expect(arranged.kiosk.state.counts()).toEqual(before);
    expect(arranged.kiosk.settings.read('enrolment')).not.toBeNull();
    expect(arranged.logged.at(-1)).toEqual({ event: 'operator.leftKioskMode', fields: { userId: 'A1', pending: 1, failed: 0 } });
  });
});
