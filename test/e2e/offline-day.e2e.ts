/** The server goes away and comes back: the red bar, punching all the same, and a recovery that counts nothing twice. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { demo } from '../../server/demo.ts';
import { punch, touchPin } from '../support/kiosk-touches.ts';
import { startRunningKiosk } from '../support/running-kiosk.ts';
import type { RunningKiosk } from '../support/running-kiosk.ts';

const [maya] = demo.people;
const anneliese = demo.people[2];
/** E1: noticed within 15 seconds; the rest is for a busy test machine. */
const noticedWithinMs = 25_000;

let kiosk: RunningKiosk;
let page: Page;

beforeEach(async () => {
  kiosk = await startRunningKiosk('done');
  page = kiosk.page;
});
afterEach(() => kiosk.close());

describe('a day without the server', () => {
  it('E1 E2 F1 F2 the bar stands while the server is away, punching goes on, and the recovery sends each punch once', async () => {
    await kiosk.takeServerAway();
    await page.getByTestId('offline-bar').waitFor({ timeout: noticedWithinMs });
    await touchPin(page, maya.pin);
    await page.getByTestId('punch-clockIn').click();
    await page.getByTestId('saved-offline').waitFor();
    await page.getByTestId('done').click();
    await punch(page, anneliese.pin, 'clockIn');
    await punch(page, anneliese.pin, 'breakOut');
    await kiosk.bringServerBack();
    await page.getByTestId('offline-bar').waitFor({ state: 'detached', timeout: noticedWithinMs });
    const stored = await kiosk.booksWith(3, 20_000);
    expect(stored.map(({ employeeId, type, verdict }) => [employeeId, type, verdict]).toSorted()).toEqual([
      [maya.employeeId, 'clockIn', 'accepted'],
      [anneliese.employeeId, 'breakOut', 'accepted'],
      [anneliese.employeeId, 'clockIn', 'accepted'],
    ]);
    await page.getByTestId('clock').dblclick();
    expect(new Set((await kiosk.books()).map(({ punchId }) => punchId)).size).toBe(3);
  });

  it('E1 K7 F4 a second absence is noticed as the first one was', async () => {
    for (const round of [1, 2]) {
      await kiosk.takeServerAway();
      await page.getByTestId('offline-bar').waitFor({ timeout: noticedWithinMs });
      await punch(page, maya.pin, round === 1 ? 'clockIn' : 'clockOut');
      await kiosk.bringServerBack();
      await page.getByTestId('offline-bar').waitFor({ state: 'detached', timeout: noticedWithinMs });
      expect(await kiosk.booksWith(round, 20_000)).toHaveLength(round);
    }
  });
});
