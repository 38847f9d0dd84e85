/** Somebody whom nobody knows yet: two PINs fail, the form takes them, they punch off line, and the recovery says who they are. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { demo } from '../../server/demo.ts';
import { englishTexts, touchPin } from '../support/kiosk-touches.ts';
import { startRunningKiosk } from '../support/running-kiosk.ts';
import type { RunningKiosk } from '../support/running-kiosk.ts';

/** E1: noticed within 15 seconds; the rest is for a busy test machine. */
const noticedWithinMs = 25_000;

let kiosk: RunningKiosk;
let page: Page;

beforeEach(async () => {
  kiosk = await startRunningKiosk('done');
  page = kiosk.page;
});
afterEach(() => kiosk.close());

/** Types on the kiosk's own keyboard, capitals as they come by themselves. */
async function typeByTouch(text: string): Promise<void> {
  for (const letter of text) await page.getByTestId(letter === ' ' ? 'key-space' : `key-${letter}`).click();
}

/** The whole form by touch; Enter leads from field to field and on. */
async function fillIn(firstName: string, lastName: string, lastFour: string): Promise<void> {
  for (const text of [firstName, lastName, lastFour]) {
    await typeByTouch(text);
    await page.getByTestId('key-next').click();
  }
}

async function failTwice(): Promise<void> {
  await touchPin(page, '000000');
  await page.getByTestId('pin-message').filter({ hasText: englishTexts['pin.notFoundOffline'] }).waitFor();
  await touchPin(page, '000001');
  await page.getByTestId('form-firstName').waitFor();
}

describe('somebody whom this kiosk does not know', () => {
  it('E6 B3 B4 K10 F5 two failures, the form, a punch, recovery: matched while standing here, and all of it is theirs', async () => {
    // She works at another timeclock: this kiosk has never heard of her, and the server knows her well.
    const priya = demo.people[9];
    await kiosk.takeServerAway();
    await page.getByTestId('offline-bar').waitFor({ timeout: noticedWithinMs });
    await failTwice();
    await fillIn(priya.firstName, priya.lastName, priya.lastFour);
    await page.getByText(englishTexts['punch.temporaryTitle']).waitFor();
    await page.getByTestId('punch-clockIn').click();
    await page.getByTestId('saved-offline').waitFor();
    await page.getByTestId('done').click();
    await failTwice();
    await fillIn(priya.firstName, priya.lastName, priya.lastFour);
    await page.getByTestId('punch-clockOut').waitFor();
    expect(await page.getByTestId('entries').textContent()).toContain(englishTexts['type.clockIn']);
    await kiosk.bringServerBack();
    const [stored] = await kiosk.booksWith(1, noticedWithinMs);
    expect(stored).toMatchObject({ employeeId: priya.employeeId, type: 'clockIn', verdict: 'accepted' });
    await page.getByText(englishTexts['punch.matched'].replace('{firstName}', priya.firstName)).waitFor({ timeout: noticedWithinMs });
    expect(await page.getByText(englishTexts['punch.temporaryTitle']).count()).toBe(0);
    await page.getByTestId('punch-clockOut').waitFor();
  });

  it('K11 B3 the server is asked at once where it can be', async () => {
    const priya = demo.people[9];
    await touchPin(page, '000000');
    await page.getByTestId('pin-message').filter({ hasText: englishTexts['pin.notFound'] }).waitFor();
    await touchPin(page, '000001');
    await page.getByTestId('form-firstName').waitFor();
    await page.getByTestId('form-firstName').fill(priya.firstName.toUpperCase());
    await page.getByTestId('form-lastName').fill(`  ${priya.lastName.toLowerCase()} `);
    await page.getByTestId('form-lastFour').fill(priya.lastFour);
    await page.getByTestId('form-continue').click();
    await page.getByTestId('punch-clockIn').waitFor();
    expect(await page.getByText(englishTexts['punch.temporaryTitle']).count()).toBe(0);
  });
});
