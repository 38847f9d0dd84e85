/** C10 E4 E5 F1: days of a kiosk, touched on the real page: a night guard, somebody with two jobs, a new hire; two days off line; both clock changes. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import { demo } from '../../server/demo.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';
import { openKioskPage, type KioskPage } from '../support/kiosk-page.ts';
import { englishTexts, touchPin } from '../support/kiosk-touches.ts';

const kwame = demo.people[8];
const tomas = demo.people[1];

let page: Page;

/** The punch screen stands: one touch, the confirmation, and back. */
async function touch(type: PunchType): Promise<void> {
  await page.getByTestId(`punch-${type}`).click();
  await confirmed();
}

async function confirmed(): Promise<void> {
  await page.locator('[data-testid=confirmation][data-result=recorded]').waitFor();
  await page.getByTestId('done').click();
  await page.getByTestId('pin-key-1').waitFor();
}

/** The timesheet says that this was worked last week. */
async function lastWeekIs(pin: string, total: string): Promise<void> {
  await touchPin(page, pin);
  await page.getByTestId('timesheet-open').click();
  await page.getByTestId('week-earlier').click();
  await page.getByTestId('week-worked').filter({ hasText: total }).waitFor();
  await page.getByTestId('done').click();
}

async function fillIn(firstName: string, lastName: string, lastFour: string): Promise<void> {
  for (const wrong of ['000000', '000001']) {
    await touchPin(page, wrong);
    if (wrong === '000000') await page.getByTestId('pin-message').filter({ hasText: englishTexts['pin.notFoundOffline'] }).waitFor();
  }
  for (const text of [firstName, lastName, lastFour]) {
    for (const letter of text) await page.getByTestId(`key-${letter}`).click();
    await page.getByTestId('key-next').click();
  }
}

/** In whole minutes: the best-known time of a kiosk may be a millisecond off. */
async function serverTotals(world: KioskPage, employeeId: string, date: string): Promise<number> {
  const { sessionToken: token } = await world.server.answer('openSession', { body: demo.supervisor });
  const { days } = await world.server.answer('readTimesheet', { token, params: { employeeId }, query: { from: date, to: date } });
  return Math.round(days[0]?.workedMinutes ?? 0);
}

describe('days at a kiosk', () => {
  it('C1 C2 C10 E4 E5 K4 K6 two nights over clock changes, two days off line, and a recovery after which only today stands out', async () => {
    const world = await openKioskPage(demo.timeclocks.dock);
    onTestFinished(() => world.close());
    page = world.page;

    // The spring night in Chicago: on line in the evening, the cable is gone by the morning.
    await world.goTo('2027-03-14T03:58:00.000Z');
    await touchPin(page, kwame.pin);
    await touch('clockIn');
    await world.goTo('2027-03-14T04:30:00.000Z');
    world.takeServerAway();
    await world.goTo('2027-03-14T11:00:00.000Z');
    await page.getByTestId('offline-bar').waitFor();
    await touchPin(page, kwame.pin);
    await touch('clockOut');
    await lastWeekIs(kwame.pin, '7 h 02');

    // Sunday, off line: two jobs, and somebody new.
    await world.goTo('2027-03-14T13:00:00.000Z');
    await touchPin(page, tomas.pin);
    await page.getByTestId(`assignment-${tomas.employeeId}-A2`).click();
    await touch('clockIn');
    await fillIn('Ana', 'Reyes', '4321');
    await touch('clockIn');

    // Monday, more than a day without an answer: every punch asks for its day.
    await world.goTo('2027-03-15T13:05:00.000Z');
    await fillIn('Ana', 'Reyes', '4321');
    await page.getByTestId('work-date').waitFor();
    await page.getByTestId('leaving-now').click();
    await confirmed();
    await touchPin(page, tomas.pin);
    await page.getByTestId(`assignment-${tomas.employeeId}-A1`).click();
    await page.getByTestId('yesterday').waitFor();
    await page.getByTestId('date-2027-03-15').click();
    await page.getByTestId('punch-clockIn').click();
    await page.getByTestId('undo').click();
    await page.getByText(englishTexts['undo.doneTitle']).waitFor();
    await touch('clockIn');
    await touchPin(page, kwame.pin);
    await page.getByTestId('date-2027-03-13').waitFor();
    await page.getByTestId('done').click();

    await world.bringServerBack();
    await page.getByTestId('offline-bar').waitFor({ state: 'detached' });
    expect(world.kiosk.kiosk.state.status()).toMatchObject({ pending: 0, failed: 2 });
    expect(await serverTotals(world, kwame.employeeId, '2027-03-13')).toBe(7 * 60 + 2);
    await touchPin(page, tomas.pin);
    await page.getByTestId(`assignment-${tomas.employeeId}-A1`).click();
    await page.getByTestId('punch').waitFor();
    await page.getByTestId('yesterday').waitFor();
    expect(await page.getByTestId('date-2027-03-13').count()).toBe(0);
    await page.getByTestId('done').click();

    // The autumn night is an hour longer, and the page says so.
    await world.goTo('2027-11-07T02:58:00.000Z');
    await touchPin(page, kwame.pin);
    await touch('clockIn');
    await world.goTo('2027-11-07T12:00:00.000Z');
    await touchPin(page, kwame.pin);
    await touch('clockOut');
    await world.goTo('2027-11-07T12:05:00.000Z');
    await lastWeekIs(kwame.pin, '9 h 02');
    expect(await serverTotals(world, kwame.employeeId, '2027-11-06')).toBe(9 * 60 + 2);
  }, 180_000);
});
