import { describe, expect, it } from 'vitest';
import { arrangeKiosk, arrangeReadyKiosk, testCredentials } from '../../test/support/kiosk-in-process.ts';
import { daemonConfigurationOf } from '../daemon-configuration.ts';
import { beginSync } from './feed-sync.ts';
import { storeToken } from './store-token.ts';

const dayMs = 86_400_000;
const renewed = { deviceToken: 'renewed-token'.padEnd(40, '0'), tokenExpiresAt: '2027-02-21T14:00:00.000Z', replaces: testCredentials.deviceToken };

describe('the renewed token', () => {
  it('D9 is what every later daemon works with, over a restart; nothing else of the enrolment changes', async () => {
    const arranged = await arrangeReadyKiosk([]);
    expect(storeToken(arranged.kiosk, renewed)).toEqual({ kind: 'done' });
    arranged.kiosk.connection.close();
    arranged.kiosk.journal.close();
    const { kiosk } = await arrangeKiosk({ restartOf: arranged });
    const { deviceToken, tokenExpiresAt } = renewed;
    expect(kiosk.settings.read('enrolment')?.credentials).toEqual({ ...testCredentials, deviceToken, tokenExpiresAt });
    expect(daemonConfigurationOf(kiosk.settings, kiosk.state, kiosk.device)?.deviceToken).toBe(deviceToken);
  });

  it('D9 is not stored where the kiosk works with another one by now, nor where it is not enrolled', async () => {
    const { kiosk } = await arrangeReadyKiosk([]);
    expect(() => storeToken(kiosk, { ...renewed, replaces: 'an-older-token' })).toThrow('not in use any more');
    expect(kiosk.settings.read('enrolment')?.credentials).toEqual(testCredentials);
    const fresh = await arrangeKiosk();
    expect(() => storeToken(fresh.kiosk, renewed)).toThrow('not enrolled');
  });

  it('D9 is not in the log', async () => {
    const arranged = await arrangeReadyKiosk([]);
    storeToken(arranged.kiosk, renewed);
    expect(JSON.stringify(arranged.logged)).toContain('token.stored');
    expect(JSON.stringify(arranged.logged)).not.toContain(renewed.deviceToken);
  });

  it('D9 is asked for when less than 45 days are left by the best-known time', async () => {
    const arranged = await arrangeReadyKiosk([]);
    const endsMs = Date.parse(testCredentials.tokenExpiresAt);
    const isDue = async (): Promise<boolean> => (await beginSync(arranged.kiosk, { recovery: false })).tokenRenewalDue;
    arranged.kiosk.time.learn({ serverMs: endsMs - 45 * dayMs, roundTripMs: 0, heardAtMs: null });
    expect(await isDue()).toBe(false);
    arranged.clock.advance(1000);
    expect(await isDue()).toBe(true);
    storeToken(arranged.kiosk, { ...renewed, tokenExpiresAt: new Date(endsMs + 45 * dayMs).toISOString() });
    expect(await isDue()).toBe(false);
  });
});
