/** C5, C6: what somebody is asked after a clock-out, on the real page: the breaks of a long shift, the timeclock's questions, and a crash amid them. */
import { expect, it, onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import { demo } from '../../server/demo.ts';
import { breakPresets } from '../../shared/rules/break-presets.ts';
import { askAfterClockOut } from '../support/asked-questions.ts';
import { openKioskPage } from '../support/kiosk-page.ts';
import { punch, touchPin } from '../support/kiosk-touches.ts';

const [maya] = demo.people;
const hourMs = 3_600_000;

/** The question that shows, once it does. */
function asked(page: Page, text: string): Promise<void> {
  return page.getByTestId('question').filter({ hasText: text }).waitFor();
}

it('C5 C6 K1 J2 asks about the missed meal, the rests and the shift; a crash amid them takes nothing, and the supervisor reads it all', async () => {
  const opened = await openKioskPage(demo.timeclocks.dock);
  onTestFinished(() => opened.close());
  const { page, kiosk, server } = opened;
  const token = await askAfterClockOut(opened, [...breakPresets.california]);
  await punch(page, maya.pin, 'clockIn');
  await opened.goTo(new Date(kiosk.clock.wallMs() + 7 * hourMs).toISOString());
  await touchPin(page, maya.pin);
  await page.getByTestId('punch-clockOut').click();

  await asked(page, 'meal');
  await page.getByTestId('choice-3').click();
  await asked(page, '1 of 2');
  // The page dies; the clock-out and the answer before are on the disk.
  await page.reload();
  await page.getByTestId('pin-key-1').waitFor();
  await touchPin(page, maya.pin);
  await asked(page, '1 of 2');
  await page.getByTestId('choice-0').click();
  await asked(page, '2 of 2');
  await page.getByTestId('choice-0').click();
  await asked(page, 'accident');
  await page.getByTestId('later').click();
  await page.getByTestId('punch-clockIn').waitFor();
  await page.getByTestId('done').click();
  await kiosk.sync();
  const workDate = kiosk.kiosk.connection.all<object, { workDate: string }>({ sql: 'SELECT work_date AS workDate FROM punches', constants: [] }, {})[0]?.workDate ?? '';
  const query = { timeclockId: demo.timeclocks.dock, from: workDate, to: workDate };
  const { punches } = await server.answer('readPunches', { token, query });
  expect(punches.find(({ type }) => type === 'clockOut')?.exceptions).toContain('unanswered');

  await touchPin(page, maya.pin);
  await asked(page, 'accident');
  await page.getByTestId('answer-no').click();
  await asked(page, 'What happened?');
  await page.getByTestId('answer-text').fill('A pallet fell over');
  await page.getByTestId('answer-next').click();
  await asked(page, 'pallets');
  await page.getByTestId('skip').click();
  await page.getByTestId('punch-clockIn').waitFor();
  await page.getByTestId('done').click();
  await kiosk.sync();

  const { answers } = await server.answer('readAnswers', { token, query });
  const said = answers.flatMap((set) => set.answers.map(({ questionId, value }) => [questionId, value]));
  expect(said).toEqual(
    expect.arrayContaining([
      [expect.stringMatching(/^finding\.missed/), 'notGiven'],
      ['asked.rest.1', 'taken'],
      ['asked.rest.2', 'taken'],
      ['safe', false],
      ['what', 'A pallet fell over'],
    ]),
  );
  const again = await server.answer('readPunches', { token, query });
  expect(again.punches.find(({ type }) => type === 'clockOut')?.exceptions).not.toContain('unanswered');
  expect(again.punches.map(({ type }) => type).toSorted()).toEqual(['clockIn', 'clockOut']);
});
