/** A10 on the real page, over real processes: unsent punches stand in the way, an export lets the old data be set aside, and the kiosk is set up anew. */
import { expect, it, onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import { demo } from '../../server/demo.ts';
import { englishTexts, punch } from '../support/kiosk-touches.ts';
import { startRunningKiosk } from '../support/running-kiosk.ts';

async function openSetupAgain(page: Page): Promise<void> {
  await page.getByTestId('company').dblclick();
  await page.getByTestId('door-admin').click();
  await page.getByTestId('sign-in-username').fill(demo.administrator.username);
  await page.getByTestId('sign-in-password').fill(demo.administrator.password);
  await page.getByTestId('sign-in-continue').click();
  await page.getByTestId('tile-setupAgain').click();
}

it('A10 K16 a punch that is nowhere else stands in the way; exported it is set aside, and the kiosk becomes another timeclock’s', async () => {
  const kiosk = await startRunningKiosk('done');
  onTestFinished(() => kiosk.close());
  const { page } = kiosk;
  await page.getByTestId('sync-corner').filter({ hasNotText: englishTexts['status.checking'] }).waitFor();
  await punch(page, demo.people[0].pin, 'clockIn');
  await openSetupAgain(page);
  await page.getByTestId('unsent-pending').waitFor();
  expect(await page.getByTestId('setup-again-begin').count()).toBe(0);
  await page.getByTestId('setup-again-export').click();
  await page.getByTestId('target-device').click();
  await page.getByTestId('export-start').click();
  await page.getByTestId('export-done').waitFor();
  await page.getByTestId('done').click();
  await page.getByTestId('setup-again-ready').waitFor();
  await page.getByTestId('setup-again-begin').click();
  // This kiosk came from a file, whose code is used up; it is set up anew by hand.
  const field = (testId: string) => page.locator('input').and(page.getByTestId(testId));
  const byHand = page.getByTestId('provisioning-by-hand');
  await byHand.waitFor({ timeout: 20_000 });
  // A touch on a page that is being loaded anew is lost, and whoever stands there touches again.
  const touched = async (): Promise<boolean> => {
    if (await byHand.isVisible()) await byHand.click({ timeout: 2_000 }).catch(() => undefined);
    return field('setup-alias').isVisible();
  };
  await expect.poll(touched, { timeout: 40_000, interval: 1_000 }).toBe(true);
  expect([await field('setup-company').inputValue(), await field('setup-alias').inputValue()]).toEqual([demo.company, demo.alias]);
  await page.getByTestId('setup-next').click();
  await field('setup-timeclock').fill(String(demo.timeclocks.packing));
  await page.getByTestId('setup-next').click();
  await field('setup-username').fill(demo.administrator.username);
  await field('setup-password').fill(demo.administrator.password);
  await page.getByTestId('setup-next').click();
  await page.getByTestId('pin-key-1').waitFor({ timeout: 30_000 });
  expect(await kiosk.books()).toEqual([]);
  expect(kiosk.complaints).toEqual([]);
});
