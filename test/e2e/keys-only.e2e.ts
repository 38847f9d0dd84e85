/** J1: the kiosk by keyboard alone, as somebody hears it: where the focus stands, what it is called, and that it can be seen. */
import { expect, it, onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import { demo } from '../../server/demo.ts';
import { openKioskPage } from '../support/kiosk-page.ts';
import { englishTexts } from '../support/kiosk-touches.ts';

const [maya] = demo.people;
/** More stops than any screen has. */
const mostStops = 60;

let page: Page;

interface Focused {
  readonly tag: string;
  /** What a screen reader calls it. */
  readonly name: string;
  readonly isSeen: boolean;
}

/** Runs in the page, where there is a document. */
const lookAtFocus = `(() => {
  const at = document.activeElement;
  if (at === null) return { tag: '', name: '', isSeen: false };
  const isField = at instanceof HTMLInputElement;
  const text = isField ? (at.labels?.[0]?.textContent ?? '') : at.textContent;
  return { tag: at.tagName, name: (at.ariaLabel ?? text).replace(/\\s+/g, ' ').trim(), isSeen: isField || getComputedStyle(at).outlineStyle !== 'none' };
})()`;

function focused(): Promise<Focused> {
  return page.evaluate<Focused>(lookAtFocus);
}

/** A new screen: its heading is what is read. */
async function headingIs(text: string): Promise<void> {
  await expect.poll(async () => (await focused()).name).toContain(text);
  expect((await focused()).tag).toBe('H1');
}

/** Tab until the focus stands on what is called so; the focus can be seen at every stop. */
async function tabTo(name: string): Promise<void> {
  const passed: string[] = [];
  for (let stop = 0; stop < mostStops; stop += 1) {
    await page.keyboard.press('Tab');
    const at = await focused();
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
  await expect.poll(async () => (await focused()).tag).not.toBe('BODY');
  // As people type: faster is a badge reader.
  await page.keyboard.type(digits, { delay: 70 });
}

it('J1 B1 C1 C9 C12 B3 a shift, the timesheet, a request and the form by keys alone, each screen read and each stop seen', async () => {
  const opened = await openKioskPage(demo.timeclocks.dock);
  onTestFinished(() => opened.close());
  page = opened.page;
  await page.getByTestId('pin-key-1').waitFor();
  await headingIs(englishTexts['pin.title']);

  await pin(maya.pin);
  await headingIs(maya.firstName);
  await press(englishTexts['type.clockIn']);
  await page.getByRole('alert').filter({ hasText: maya.firstName }).waitFor();
  expect((await focused()).name).toBe(englishTexts['confirm.close']);
  await page.keyboard.press('Enter');
  await headingIs(englishTexts['pin.title']);

  await pin(maya.pin);
  await headingIs(maya.firstName);
  await press(englishTexts['punch.timesheet']);
  await page.getByTestId('timesheet').waitFor();
  await press(englishTexts['type.clockIn']);
  await headingIs(englishTexts['request.whichTitle']);
  await press(englishTexts['type.breakIn']);
  await press(englishTexts['request.keepTime']);
  await expect.poll(async () => (await focused()).tag).toBe('INPUT');
  await page.keyboard.type('I only came back');
  await press(englishTexts['request.send']);
  await page.getByTestId('requested').waitFor();
  expect((await focused()).name).toBe(englishTexts['confirm.close']);
  await page.keyboard.press('Enter');

  // What nobody knows is asked of the server, within a bound that this world's clock would have to pass.
  opened.takeServerAway();
  await pin('000000');
  await page.getByTestId('pin-message').filter({ hasText: englishTexts['pin.notFoundOffline'] }).waitFor();
  await pin('000001');
  await expect.poll(async () => (await focused()).name).toContain(englishTexts['form.firstName']);
  await page.keyboard.type('Noor');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Haddad');
  await page.keyboard.press('Enter');
  await page.keyboard.type('4321');
  await page.keyboard.press('Enter');
  await headingIs('Noor');
});
