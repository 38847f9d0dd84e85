/** J1: the kiosk by keyboard alone, as somebody hears it: where the focus stands, what it is called, and that it can be seen. */
import { expect, it, onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import { demo } from '../../server/demo.ts';
import { askAfterClockOut } from '../support/asked-questions.ts';
import { focused, patience } from '../support/focus.ts';
import { openKioskPage } from '../support/kiosk-page.ts';
import { englishTexts } from '../support/kiosk-touches.ts';

const [maya] = demo.people;
/** More stops than any screen has. */
const mostStops = 60;

let page: Page;

/** A new screen: its heading is what is read. */
async function headingIs(text: string): Promise<void> {
  await expect.poll(async () => (await focused(page)).name, patience).toContain(text);
  expect((await focused(page)).tag).toBe('H1');
}

/** A new step of the screen that stands: its own heading is what is read. */
async function stepIs(text: string): Promise<void> {
  await expect.poll(async () => (await focused(page)).name, patience).toBe(text);
  expect((await focused(page)).tag).toBe('H2');
}

/** A field that took the focus says what it is for. */
async function fieldIs(label: string, about: string): Promise<void> {
  await expect.poll(async () => (await focused(page)).tag, patience).toBe('INPUT');
  const { name, description } = await focused(page);
  expect(name).toContain(label);
  expect(description).toContain(about);
}

/** Tab until the focus stands on what is called so; the focus can be seen at every stop. */
async function tabTo(name: string): Promise<void> {
  const passed: string[] = [];
  for (let stop = 0; stop < mostStops; stop += 1) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (at.tag === 'BODY') continue;
    expect(at.isSeen, `the focus on "${at.name}"`).toBe(true);
    expect(at.name, `a stop after ${passed.join(', ')}`).not.toBe('');
    if (at.name.startsWith(name)) return;
    passed.push(at.name);
  }
  throw new Error(`"${name}" is not reached: ${passed.join(', ')}`);
}

async function press(name: string): Promise<void> {
  await tabTo(name);
  await page.keyboard.press('Enter');
}

async function pin(digits: string): Promise<void> {
  await expect.poll(async () => (await focused(page)).tag, patience).not.toBe('BODY');
  // As people type: faster is a badge reader.
  await page.keyboard.type(digits, { delay: 70 });
}

it('J1 B1 C1 C9 C12 B3 a shift, the timesheet, a request and the form by keys alone, each screen read and each stop seen', async () => {
  const opened = await openKioskPage(demo.timeclocks.dock);
  onTestFinished(() => opened.close());
  page = opened.page;
  await page.getByTestId('pin-key-1').waitFor();
  await headingIs(englishTexts['pin.title']);
  await press(englishTexts['contrast.high']);
  await page.locator('html[data-contrast=more] [data-testid=contrast][aria-pressed=true]').waitFor();

  await pin(maya.pin);
  await headingIs(maya.firstName);
  await press(englishTexts['type.clockIn']);
  await page.getByRole('alert').filter({ hasText: maya.firstName }).waitFor();
  expect((await focused(page)).name).toBe(englishTexts['confirm.close']);
  expect(await page.locator('html').getAttribute('data-contrast')).toBe('more');
  await page.keyboard.press('Enter');
  await headingIs(englishTexts['pin.title']);
  // The next person finds the device's own contrast.
  await page.locator('html:not([data-contrast]) [data-testid=contrast][aria-pressed=false]').waitFor();

  await pin(maya.pin);
  await headingIs(maya.firstName);
  await press(englishTexts['punch.timesheet']);
  await page.getByTestId('timesheet').waitFor();
  await press(englishTexts['type.clockIn']);
  await headingIs(englishTexts['request.whichTitle']);
  await press(englishTexts['type.breakIn']);
  await headingIs(englishTexts['request.whenTitle']);
  await press(englishTexts['request.keepTime']);
  await fieldIs(englishTexts['request.note'], englishTexts['request.noteTitle']);
  await page.keyboard.type('I only came back');
  await press(englishTexts['request.send']);
  await page.getByTestId('requested').waitFor();
  expect((await focused(page)).name).toBe(englishTexts['confirm.close']);
  await page.keyboard.press('Enter');

  // What nobody knows is asked of the server, within a bound that this world's clock would have to pass.
  opened.takeServerAway();
  await pin('000000');
  await page.getByTestId('pin-message').filter({ hasText: englishTexts['pin.notFoundOffline'] }).waitFor();
  await pin('000001');
  await fieldIs(englishTexts['form.firstName'], englishTexts['form.title']);
  await page.keyboard.type('Noor');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Haddad');
  await page.keyboard.press('Enter');
  await page.keyboard.type('4321');
  await page.keyboard.press('Enter');
  await headingIs('Noor');
});

it('J1 C6 each question takes the focus from the one before, by keys alone, forth and back', async () => {
  const opened = await openKioskPage(demo.timeclocks.dock);
  onTestFinished(() => opened.close());
  page = opened.page;
  await page.getByTestId('pin-key-1').waitFor();
  await askAfterClockOut(opened, []);
  for (const type of ['type.clockIn', 'type.clockOut'] as const) {
    await pin(maya.pin);
    await headingIs(maya.firstName);
    await press(englishTexts[type]);
    if (type === 'type.clockIn') await page.keyboard.press('Enter');
    await opened.goTo(new Date(opened.kiosk.clock.wallMs() + 3_600_000).toISOString());
  }
  await headingIs(maya.firstName);
  await press(englishTexts['questions.no']);
  await fieldIs(englishTexts['questions.text'], 'What happened?');
  await page.keyboard.type('A pallet fell over');
  await press(englishTexts['common.next']);
  await stepIs('How many pallets?');
  await press(englishTexts['common.back']);
  await fieldIs(englishTexts['questions.text'], 'What happened?');
  await press(englishTexts['common.back']);
  await stepIs('Did you work without an accident today?');
  await press(englishTexts['questions.yes']);
  await stepIs('How many pallets?');
  await page.keyboard.type('12', { delay: 70 });
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await focused(page)).name, patience).toBe(englishTexts['confirm.close']);
});
