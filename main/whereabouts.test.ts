import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { punch as punchSchema, type Punch, type TimeclockProperties } from '../shared/contracts/entities.ts';
import { arrangeKiosk, arrangeReadyKiosk, identify, somebody, tap, type KioskInProcess } from '../test/support/kiosk-in-process.ts';
import { answerCalls } from './calls.ts';
import { takeDueBatch } from './database/take-batch.ts';

const minuteMs = 60_000;
const fence: TimeclockProperties['geofence'] = { mode: 'strict', latitude: 41.8781, longitude: -87.6298, radiusMetres: 200, minimumAccuracyMetres: 100, lastKnownForSeconds: 600, withoutPosition: 'takeAndFlag' };
const inside = { latitude: 41.8781, longitude: -87.6298, accuracyMetres: 20 };
const outside = { latitude: 41.8901, longitude: -87.6298, accuracyMetres: 20 };
const enforced = { enforced: true, allowed: ['203.0.113.0/24', '10.1.0.0/16'] };
const nobodysFence = { ...fence, mode: 'disabled' as const };

const arrange = (geofence: Partial<TimeclockProperties['geofence']>, ipRules: TimeclockProperties['ipRules'] = { enforced: false, allowed: [] }, ownAddresses: readonly string[] = []): Promise<KioskInProcess> =>
  arrangeReadyKiosk([somebody('E1', '111111')], { geofence: { ...fence, ...geofence }, ipRules }, { ownAddresses });

function stored({ kiosk }: KioskInProcess): Punch[] {
  return takeDueBatch(kiosk.connection, { nowMs: Number.MAX_SAFE_INTEGER, afterSequence: 0, afterRecord: 0, upToSequence: 1e6, upToRecord: 0, maxCount: 1000, maxBytes: 1e9 }).punches.map((record) => punchSchema.parse(JSON.parse(record)));
}

function goOnline({ daemon, clock, supervisor }: KioskInProcess, seenAddress: string | null): void {
  if (daemon.starts === 0) supervisor.start();
  daemon.say({ kind: 'ready' });
  daemon.say({ kind: 'serverTime', serverInstant: new Date(clock.wallMs()).toISOString(), roundTripMs: 1, authenticated: true, serverEpoch: 'epoch-1', seenAddress });
  daemon.say({ kind: 'report', report: { state: 'waiting', recovery: false, online: true, progress: null, lastFailure: null, nextSyncAtMs: null } });
}

const marks = ['outsideFence', 'positionUnknown', 'ipNotAllowed'];

/** Taps, whatever the offer said; what was recorded of the place. */
async function punchHere(arranged: KioskInProcess): Promise<{ geofence: string; ip: string; flags: string[] } | string> {
  const answer = tap(arranged.kiosk, await identify(arranged.kiosk, '111111'));
  const punch = stored(arranged).at(-1);
  if (answer.kind !== 'recorded' || punch === undefined) return answer.kind;
  return { geofence: punch.geofence, ip: punch.ip, flags: punch.flags.filter((flag) => marks.includes(flag)) };
}

describe('the fence at the kiosk', () => {
  it('C7 a strict fence turns away outside, before the tap and at it, and nothing is stored', async () => {
    const arranged = await arrange({});
    arranged.kiosk.whereabouts.positionFound(outside);
    const offer = await identify(arranged.kiosk, '111111');
    const blocked = { reason: 'outsideFence', distanceMetres: 1334, radiusMetres: 200 };
    expect(offer.blocked).toEqual(blocked);
    expect(tap(arranged.kiosk, offer)).toEqual({ kind: 'blocked', blocked });
    expect(stored(arranged)).toEqual([]);
    expect(arranged.logged).toContainEqual({ event: 'punch.blocked', fields: { reason: 'outsideFence' } });
    arranged.kiosk.whereabouts.positionFound(inside);
    expect(await punchHere(arranged)).toEqual({ geofence: 'inside', ip: 'notEnforced', flags: [] });
  });

  it('C7 decides again at the tap: whoever was carried away meanwhile is turned away', async () => {
    const arranged = await arrange({});
    arranged.kiosk.whereabouts.positionFound(inside);
    const offer = await identify(arranged.kiosk, '111111');
    expect(offer.blocked).toBeNull();
    arranged.kiosk.whereabouts.positionFound(outside);
    expect(tap(arranged.kiosk, offer).kind).toBe('blocked');
  });

  it('C7 K1 a warning fence takes the punch and flags it, a disabled one does nothing', async () => {
    const warned = await arrange({ mode: 'warning' });
    warned.kiosk.whereabouts.positionFound(outside);
    expect(await punchHere(warned)).toEqual({ geofence: 'outside', ip: 'notEnforced', flags: ['outsideFence'] });
    const disabled = await arrange({ mode: 'disabled' });
    disabled.kiosk.whereabouts.positionFound(outside);
    expect(await punchHere(disabled)).toEqual({ geofence: 'disabled', ip: 'notEnforced', flags: [] });
  });

  it('C7 takes and flags a position that cannot tell inside from outside, and none at all', async () => {
    const vague = await arrange({});
    vague.kiosk.whereabouts.positionFound({ ...outside, accuracyMetres: 5000 });
    expect(await punchHere(vague)).toEqual({ geofence: 'notAccurateEnough', ip: 'notEnforced', flags: ['positionUnknown'] });
    expect(await punchHere(await arrange({}))).toEqual({ geofence: 'positionUnknown', ip: 'notEnforced', flags: ['positionUnknown'] });
    const demanding = await arrange({ withoutPosition: 'block' });
    expect((await identify(demanding.kiosk, '111111')).blocked).toEqual({ reason: 'positionUnknown' });
    expect(await punchHere(demanding)).toBe('blocked');
  });

  it('C7 the last known position counts while it is young, over a restart too', async () => {
    const arranged = await arrange({});
    arranged.kiosk.whereabouts.positionFound(outside);
    arranged.clock.advance(9 * minuteMs);
    arranged.kiosk.connection.close();
    arranged.kiosk.journal.close();
    const restarted = await arrangeKiosk({ restartOf: arranged });
    expect(restarted.kiosk.whereabouts.judge({ geofence: fence, ipRules: enforced }).geofence).toBe('outside');
    arranged.clock.advance(2 * minuteMs);
    expect(restarted.kiosk.whereabouts.judge({ geofence: fence, ipRules: enforced }).geofence).toBe('positionUnknown');
  });

  it('C7 the fixed position of an administrator counts where the platform has none', async () => {
    const arranged = await arrange({});
    arranged.kiosk.whereabouts.fix({ latitude: 41.8901, longitude: -87.6298 });
    expect(await punchHere(arranged)).toBe('blocked');
    arranged.kiosk.whereabouts.fix({ latitude: 41.8781, longitude: -87.6298 });
    expect(await punchHere(arranged)).toMatchObject({ geofence: 'inside' });
    arranged.kiosk.whereabouts.fix(null);
    expect(arranged.kiosk.settings.read('fixedPosition')).toBeNull();
  });

  it('C7 J3 takes from the page what can be a position, while there is a fence, and nothing else', async () => {
    const arranged = await arrange({});
    const call = answerCalls(arranged.kiosk);
    for (const wrong of [{ ...inside, latitude: 91 }, { ...inside, longitude: -181 }, { ...inside, accuracyMetres: -1 }, { ...inside, accuracyMetres: Number.NaN }, { ...inside, latitude: '41' }, { ...inside, more: 1 }, {}, null])
      expect(await call('positionFound', wrong)).toEqual({ kind: 'refusal', reason: 'invalid' });
    expect(arranged.kiosk.settings.read('lastPosition')).toBeNull();
    expect(await call('positionFound', inside)).toEqual({ kind: 'answer', answer: { kind: 'noted' } });
    const fenceless = await arrange({ mode: 'disabled' });
    expect(await answerCalls(fenceless.kiosk)('positionFound', inside)).toEqual({ kind: 'answer', answer: { kind: 'notWanted' } });
    expect(fenceless.kiosk.settings.read('lastPosition')).toBeNull();
  });
});

describe('addresses at the kiosk', () => {
  it('C8 K14 on line without a match nobody punches, and the person sees the addresses', async () => {
    const arranged = await arrange(nobodysFence, enforced, ['192.168.0.7']);
    goOnline(arranged, '198.51.100.77');
    const offer = await identify(arranged.kiosk, '111111');
    expect(offer.blocked).toEqual({ reason: 'ipNotAllowed', addresses: ['198.51.100.77', '192.168.0.7'] });
    expect(tap(arranged.kiosk, offer).kind).toBe('blocked');
    expect(stored(arranged)).toEqual([]);
    goOnline(arranged, '203.0.113.9');
    expect(await punchHere(arranged)).toEqual({ geofence: 'disabled', ip: 'allowed', flags: [] });
  });

  it("K14 the device's own address lets a punch pass, on line and off", async () => {
    const arranged = await arrange(nobodysFence, enforced, ['10.1.2.3']);
    expect(await punchHere(arranged)).toEqual({ geofence: 'disabled', ip: 'allowed', flags: [] });
    goOnline(arranged, '198.51.100.77');
    arranged.clock.advance(5 * minuteMs);
    expect(await punchHere(arranged)).toEqual({ geofence: 'disabled', ip: 'allowed', flags: [] });
  });

  it('C8 K14 off line a punch is taken and flagged, with the last known outcome', async () => {
    const never = await arrange(nobodysFence, enforced, ['192.168.0.7']);
    expect(await punchHere(never)).toEqual({ geofence: 'disabled', ip: 'unknown', flags: ['ipNotAllowed'] });
    goOnline(never, '198.51.100.77');
    never.daemon.die();
    never.clock.advance(5 * minuteMs);
    expect(await punchHere(never)).toEqual({ geofence: 'disabled', ip: 'notAllowed', flags: ['ipNotAllowed'] });
  });

  it('C8 J3 settings that cannot be used restrict nobody and stand in the log, once', async () => {
    const arranged = await arrange({ radiusMetres: 0 }, { enforced: true, allowed: [] });
    arranged.kiosk.whereabouts.positionFound(outside);
    goOnline(arranged, '198.51.100.77');
    expect(await punchHere(arranged)).toEqual({ geofence: 'disabled', ip: 'notEnforced', flags: [] });
    await identify(arranged.kiosk, '111111');
    const told = arranged.logged.filter(({ event }) => event === 'settings.cannotBeUsed').map(({ fields }) => fields?.['path']);
    expect(told).toEqual(['geofence.radiusMetres', 'ipRules.allowed']);
  });

  it('C7 C8 offer and tap always agree, whatever is known', async () => {
    const arranged = await arrange({});
    const { kiosk } = arranged;
    const properties = kiosk.settings.read('timeclock');
    if (properties === null) throw new Error('the kiosk has no timeclock');
    const mode = fc.constantFrom('strict', 'warning', 'disabled');
    const position = fc.constantFrom(inside, outside, { ...outside, accuracyMetres: 900 });
    await fc.assert(
      fc.asyncProperty(mode, position, fc.boolean(), fc.constantFrom('203.0.113.9', '198.51.100.77'), async (mode, found, isEnforced, seen) => {
        kiosk.settings.write('timeclock', { ...properties, geofence: { ...fence, mode }, ipRules: { ...enforced, enforced: isEnforced } });
        kiosk.whereabouts.positionFound(found);
        goOnline(arranged, seen);
        arranged.clock.advance(10 * minuteMs);
        kiosk.whereabouts.positionFound(found);
        const offer = await identify(kiosk, '111111');
        const answer = tap(kiosk, offer);
        expect(answer.kind).toBe(offer.blocked === null ? 'recorded' : 'blocked');
        if (answer.kind === 'blocked') expect(answer.blocked).toEqual(offer.blocked);
      }),
      { numRuns: 12 },
    );
  });
});
