/** Administrators at the kiosk: the gesture, the sign-in on line and off, a sync, the lock, and the way out. */
import { expect, it, onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import { demo } from '../../server/demo.ts';
import { openKioskPage } from '../support/kiosk-page.ts';
import { englishTexts } from '../support/kiosk-touches.ts';
import { feedOperators, operatorOf, operatorPasswords } from '../support/operators.ts';
import { startRunningKiosk } from '../support/running-kiosk.ts';

interface Credentials {
  readonly username: string;
  readonly password: string;
}

async function signIn(page: Page, door: 'exit' | 'admin', credentials: Credentials): Promise<void> {
  await page.getByTestId('company').dblclick();
  await page.getByTestId(`door-${door}`).click();
  await trySignIn(page, credentials);
}

async function trySignIn(page: Page, { username, password }: Credentials): Promise<void> {
  await page.getByTestId('sign-in-username').fill(username);
  await page.getByTestId('sign-in-password').fill(password);
  await page.getByTestId('sign-in-continue').click();
}

it('G1 G2 K16 an administrator gets in on line, syncs and names the device; gets in off line too; exit asks, and then the program ends', async () => {
  const kiosk = await startRunningKiosk('done');
  onTestFinished(() => kiosk.close());
  const { page } = kiosk;
  await page.getByTestId('sync-corner').filter({ hasNotText: englishTexts['status.checking'] }).waitFor();
  await signIn(page, 'admin', demo.administrator);
  await page.getByTestId('admin-tiles').getByText(englishTexts['admin.decidedBy.server']).waitFor({ timeout: 15_000 });
  await page.getByTestId('tile-sync').click();
  await page.getByTestId('tile-sync-line').filter({ hasText: englishTexts['status.completed'] }).waitFor({ timeout: 20_000 });
  await page.getByTestId('tile-device').click();
  await page.getByTestId('device-name').fill('North gate');
  await page.getByTestId('device-save').click();
  await page.getByTestId('admin-notice').filter({ hasText: englishTexts['admin.notice.saved'] }).waitFor();
  await page.getByTestId('admin-back').click();
  await page.getByTestId('tile-device-line').filter({ hasText: 'North gate' }).waitFor();
  await page.getByTestId('sign-out').click();
  await kiosk.takeServerAway();
  await page.getByTestId('offline-bar').waitFor({ timeout: 25_000 });
  await signIn(page, 'exit', demo.supervisor);
  await page.getByTestId('admin-notice').filter({ hasText: englishTexts['admin.notice.notPermitted'] }).waitFor();
  expect(await page.getByTestId('tile-exit').count()).toBe(0);
  await page.getByTestId('sign-out').click();
  await signIn(page, 'exit', demo.administrator);
  await page.getByTestId('exit-unsent').waitFor();
  await page.getByTestId('exit-stay').click();
  await page.getByTestId('tile-exit').click();
  await page.getByTestId('exit-leave').click();
  await page.getByTestId('link-lost').waitFor();
});

it('G1 K15 K16 off line the stored verifier decides, and five wrong passwords lock, on the screen too', async () => {
  const { kiosk, page, close, takeServerAway } = await openKioskPage(demo.timeclocks.dock);
  onTestFinished(close);
  await feedOperators(kiosk.kiosk, [await operatorOf('administrator'), await operatorOf('supervisor')]);
  takeServerAway();
  await signIn(page, 'admin', { username: 'Sam', password: operatorPasswords.supervisor });
  await page.getByTestId('admin-tiles').getByText(englishTexts['admin.decidedBy.device']).waitFor();
  await page.getByTestId('sign-out').click();
  await signIn(page, 'admin', { username: 'Ada', password: 'wrong' });
  await page.getByText(englishTexts['problem.wrongPassword']).waitFor();
  for (let count = 2; count <= 5; count += 1) {
    await trySignIn(page, { username: 'Ada', password: 'wrong' });
    await (count < 5 ? page.getByText(englishTexts['problem.wrongPassword']) : page.getByTestId('sign-in-locked')).waitFor();
  }
  await page.getByTestId('sign-in-back').click();
  await page.getByTestId('company-doors').press('Enter');
  await page.getByTestId('door-admin').click();
  await page.getByTestId('sign-in-locked').waitFor();
  expect(kiosk.events.some(({ name }) => name === 'operatorEnded')).toBe(false);
});
