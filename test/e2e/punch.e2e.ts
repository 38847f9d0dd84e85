/** A punch travels: PIN, button, confirmation, the day's entries, and the server's books. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { demo } from '../../server/demo.ts';
import { englishTexts, punch, touchPin } from '../support/kiosk-touches.ts';
import { startRunningKiosk } from '../support/running-kiosk.ts';
import type { RunningKiosk } from '../support/running-kiosk.ts';

const [maya] = demo.people;
const sharers = demo.people.filter(({ pin }) => pin === '640157');
const twoJobs = demo.people[1];

let kiosk: RunningKiosk;
let page: Page;

beforeEach(async () => {
  kiosk = await startRunningKiosk('done');
  page = kiosk.page;
});
afterEach(() => kiosk.close());

describe('a punch', () => {
  it('C1 C3 G1 is confirmed, stands in the entries, and is on the server after a double tap on the clock', async () => {
    await punch(page, maya.pin, 'clockIn');
    await page.getByTestId('clock').dblclick();
    const [stored, ...more] = await kiosk.booksWith(1, 15_000);
    expect(more).toEqual([]);
    expect(stored).toMatchObject({ employeeId: maya.employeeId, type: 'clockIn', verdict: 'accepted' });
    await touchPin(page, maya.pin);
    await page.getByTestId('punch-breakOut').waitFor();
    expect(await page.getByTestId('entries').textContent()).toContain(englishTexts['type.clockIn']);
    expect(await page.getByTestId('punch-clockIn').count()).toBe(0);
    expect(kiosk.complaints).toEqual([]);
  });

  it('B2 K11 an unknown PIN says so, and the second time in a row leads to the form', async () => {
    await touchPin(page, '000000');
    await page.getByTestId('pin-message').filter({ hasText: englishTexts['pin.notFound'] }).waitFor();
    await touchPin(page, '000001');
    await page.getByTestId('form-firstName').waitFor();
  });

  it('B5 two people with one PIN are asked who they are', async () => {
    const [first, second] = sharers;
    if (!first || !second) throw new Error('the demo has nobody who shares a PIN');
    await touchPin(page, first.pin);
    await page.getByTestId(`person-${second.employeeId}`).click();
    await page.getByTestId('punch-clockIn').click();
    await page.locator('[data-testid=confirmation]').filter({ hasText: second.firstName }).waitFor();
  });

  it('C2 somebody with two assignments chooses one for this punch', async () => {
    await touchPin(page, twoJobs.pin);
    await page.getByTestId(`assignment-${twoJobs.employeeId}-A2`).click();
    await page.getByTestId('punch-clockIn').click();
    await page.locator('[data-testid=confirmation]').filter({ hasText: twoJobs.assignments[1].job }).waitFor();
  });

  it('B1 takes a keyboard as well as touch', async () => {
    await page.keyboard.type(maya.pin, { delay: 120 });
    await page.getByTestId('punch-clockIn').waitFor();
    await page.getByTestId('done').click();
    await page.getByTestId('pin-key-1').waitFor();
  });

  it('J2 changes the language at a touch, right-to-left included', async () => {
    await page.getByTestId('language-ar').click();
    await page.locator('html[dir=rtl][lang=ar]').waitFor();
    await page.getByTestId('language-en').click();
    await page.locator('html[dir=ltr][lang=en]').waitFor();
  });

  it('F7 a reload of the page finds the kiosk as it was', async () => {
    await punch(page, maya.pin, 'clockIn');
    await page.reload();
    await touchPin(page, maya.pin);
    await page.getByTestId('punch-clockOut').waitFor();
  });
});
