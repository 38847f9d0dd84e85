/** A1 to A8 on the real page, against a real server: the way through, and every answer that stops it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { demo } from '../../server/demo.ts';
import { focused, patience } from '../support/focus.ts';
import { englishTexts } from '../support/kiosk-touches.ts';
import { startRunningKiosk } from '../support/running-kiosk.ts';
import type { RunningKiosk } from '../support/running-kiosk.ts';

let kiosk: RunningKiosk;
let page: Page;

beforeEach(async () => {
  kiosk = await startRunningKiosk('by hand');
  page = kiosk.page;
});
afterEach(() => kiosk.close());

/** The step's frame bears the same name as its main field. */
const field = (testId: string): Locator => page.locator('input').and(page.getByTestId(testId));

async function answerCompany(company: string, alias: string): Promise<void> {
  await field('setup-company').fill(company);
  await field('setup-alias').fill(alias);
  await page.getByTestId('setup-next').click();
}

async function answerTimeclock(timeclockId: string): Promise<void> {
  await field('setup-timeclock').fill(timeclockId);
  await page.getByTestId('setup-next').click();
}

async function signIn(username: string, password: string): Promise<void> {
  await field('setup-username').fill(username);
  await field('setup-password').fill(password);
  await page.getByTestId('setup-next').click();
}

/** Waits until the wizard says exactly this. */
async function wizardSays(text: string): Promise<void> {
  await page.getByTestId('setup-error').filter({ hasText: text }).waitFor();
}

describe('setting a kiosk up', () => {
  it('J1 A1 reads each step as it comes: the focus is on its first field, which tells the step, or on the way on', async () => {
    const fieldIs = async (label: string, step: string): Promise<void> => {
      await expect.poll(async () => (await focused(page)).description, patience).toContain(step);
      expect((await focused(page)).name).toContain(label);
    };
    await fieldIs(englishTexts['setup.company.company'], englishTexts['setup.company.title']);
    await page.keyboard.type(demo.company);
    await page.keyboard.press('Tab');
    await page.keyboard.type(demo.alias);
    await page.keyboard.press('Enter');
    await fieldIs(englishTexts['setup.timeclock.number'], englishTexts['setup.timeclock.title']);
    await page.keyboard.type(String(demo.timeclocks.dock));
    await page.keyboard.press('Enter');
    await fieldIs(englishTexts['setup.credentials.username'], 'Dock');
    await page.keyboard.type(demo.administrator.username);
    await page.keyboard.press('Tab');
    await page.keyboard.type(demo.administrator.password);
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await focused(page)).name, patience).toContain(englishTexts['setup.done.start']);
  });

  it('A1 A2 A3 A4 A5 A7 goes from the company to the PIN screen', async () => {
    expect(await field('setup-server').inputValue()).toBe(kiosk.serverUrl);
    await answerCompany(demo.company, demo.alias);
    await answerTimeclock(String(demo.timeclocks.dock));
    await signIn(demo.administrator.username, demo.administrator.password);
    await page.getByTestId('setup-start').click();
    await page.getByTestId('pin-key-1').waitFor();
    expect(await page.getByTestId('company').textContent()).toContain(demo.company);
    expect(kiosk.complaints).toEqual([]);
  });

  it('A3 takes the timeclock from the list at a touch', async () => {
    await answerCompany(demo.company, demo.alias);
    await page.getByTestId(`setup-pick-${demo.timeclocks.packing}`).click();
    await field('setup-username').waitFor();
  });

  it('A8 says what is wrong with company, timeclock and credentials, each in its own words, and goes on from there', async () => {
    await answerCompany('Nordwind Foods', demo.alias);
    await wizardSays(englishTexts['problem.unknownCompany']);
    await answerCompany(demo.company, demo.alias);
    await answerTimeclock('9999');
    await wizardSays(englishTexts['problem.unknownTimeclock']);
    await answerTimeclock(String(demo.timeclocks.dock));
    await signIn('nobody', 'whatever');
    await wizardSays(englishTexts['problem.unknownUser']);
    await signIn(demo.administrator.username, 'wrong');
    await wizardSays(englishTexts['problem.wrongPassword']);
    await signIn(demo.otherTenant.administrator.username, demo.otherTenant.administrator.password);
    await wizardSays(englishTexts['problem.userOfAnotherTenant']);
    await signIn(demo.viewer.username, demo.viewer.password);
    await wizardSays(englishTexts['problem.roleNotAllowed']);
    await signIn(demo.packingSupervisor.username, demo.packingSupervisor.password);
    await wizardSays(englishTexts['problem.noPermissionForTimeclock']);
    await signIn(demo.supervisor.username, demo.supervisor.password);
    await page.getByTestId('setup-start').waitFor();
    expect(kiosk.complaints).toEqual([]);
  });

  it('A8 counts down when the server is away, and goes on at Retry now', async () => {
    await kiosk.takeServerAway();
    await answerCompany(demo.company, demo.alias);
    await wizardSays(englishTexts['setup.error.unreachable']);
    await page.getByTestId('setup-countdown').waitFor();
    await kiosk.bringServerBack();
    await page.getByTestId('setup-retry').click();
    await field('setup-timeclock').waitFor();
  });

  it('A8 tries again by itself when the countdown ends', async () => {
    await kiosk.takeServerAway();
    await answerCompany(demo.company, demo.alias);
    await wizardSays(englishTexts['setup.error.unreachable']);
    await kiosk.bringServerBack();
    await field('setup-timeclock').waitFor({ timeout: 30_000 });
  });

  it('A1 J3 refuses what is no server address, and empty fields', async () => {
    await answerCompany('', '');
    await page.getByText(englishTexts['setup.error.missing']).waitFor();
    await field('setup-server').fill('not an address');
    await answerCompany(demo.company, demo.alias);
    await page.getByText(englishTexts['setup.error.badAddress']).waitFor();
  });
});
