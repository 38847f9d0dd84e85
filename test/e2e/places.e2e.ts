/** C7, C8: where the browser says that it is, and where the server sees it, decide whether a punch is taken, on the real page. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demo } from '../../server/demo.ts';
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import { identify } from '../support/kiosk-in-process.ts';
import { openKioskPage, type KioskPage } from '../support/kiosk-page.ts';
import { punch, touchPin } from '../support/kiosk-touches.ts';

const [maya] = demo.people;
const gate = { latitude: 41.8781, longitude: -87.6298, accuracy: 15 };
const fence: TimeclockProperties['geofence'] = { mode: 'strict', latitude: gate.latitude, longitude: gate.longitude, radiusMetres: 200, minimumAccuracyMetres: 100, lastKnownForSeconds: 600, withoutPosition: 'takeAndFlag' };

let opened: KioskPage;

beforeEach(async () => {
  opened = await openKioskPage(demo.timeclocks.dock);
});
afterEach(() => opened.close());

async function save(more: Partial<TimeclockProperties>): Promise<void> {
  const { server, kiosk } = opened;
  const { sessionToken: token } = await server.answer('openSession', { body: demo.administrator });
  const params = { timeclockId: demo.timeclocks.dock };
  const properties = await server.answer('readTimeclockSettings', { token, params });
  await server.answer('saveTimeclock', { token, params, body: { ...properties, ...more } });
  await kiosk.sync();
}

/** The browser is there, and the page has looked. */
async function standAt(place: { latitude: number; longitude: number; accuracy: number }): Promise<void> {
  const { page, kiosk } = opened;
  await page.context().setGeolocation(place);
  await page.reload();
  await expect
    .poll(() => kiosk.kiosk.settings.read('lastPosition') !== null && kiosk.kiosk.whereabouts.judge({ geofence: { ...fence, mode: 'warning' }, ipRules: { enforced: false, allowed: [] } }).geofence)
    .toBe(place === gate ? 'inside' : 'outside');
  await page.getByTestId('pin-key-1').waitFor();
}

describe('places', () => {
  it('C7 a strict fence blocks outside, says why and whom to ask, and takes the punch inside', async () => {
    const { page, kiosk } = opened;
    await page.context().grantPermissions(['geolocation']);
    await save({ geofence: fence });
    await standAt({ ...gate, latitude: 41.8901 });
    await touchPin(page, maya.pin);
    await page.getByTestId('blocked-outsideFence').filter({ hasText: '1.3 km' }).filter({ hasText: 'supervisor' }).waitFor();
    await page.getByTestId('done').click();
    await standAt(gate);
    await punch(page, maya.pin, 'clockIn');
    expect((await identify(kiosk.kiosk, maya.pin)).punches.map(({ type }) => type)).toEqual(['clockIn']);
  });

  it('C8 K14 an enforced rule blocks on line, with the address that the server sees', async () => {
    const { page, kiosk } = opened;
    await save({ ipRules: { enforced: true, allowed: ['203.0.113.0/24'] } });
    kiosk.address = '198.51.100.77';
    await kiosk.probe();
    await touchPin(page, maya.pin);
    await page.getByTestId('blocked-ipNotAllowed').filter({ hasText: '198.51.100.77' }).waitFor();
    await page.getByTestId('done').click();
    kiosk.address = '203.0.113.9';
    await kiosk.probe();
    await punch(page, maya.pin, 'clockIn');
  });

  it('J3 a drawing with a script in it, from a server that let it pass, is a picture and runs nothing', async () => {
    const { page, kiosk } = opened;
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40" onload="document.title=\'ran\'"><script>document.title="ran";top.document.title="ran"</script><rect width="80" height="40"/></svg>';
    const properties = kiosk.kiosk.settings.read('timeclock');
    if (properties === null) throw new Error('the kiosk has no timeclock');
    kiosk.kiosk.settings.write('timeclock', { ...properties, display: { ...properties.display, logoDataUrl: `data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}` } });
    kiosk.kiosk.state.announceKiosk();
    await page.locator('img[src^="data:image/svg+xml"]').waitFor();
    await expect.poll(() => page.evaluate(`document.querySelector('img[src^="data:image/svg+xml"]').naturalWidth`)).toBe(80);
    expect(await page.title()).not.toBe('ran');
  });
});
