/** H6: the page's process ends or hangs in the kiosk's own window, and the PIN pad is back; what was punched is there, once. */
import { expect, it, onTestFinished } from 'vitest';
import { answerCalls } from '../../main/calls.ts';
import type { CallHandler } from '../../main/host.ts';
import { arrangeReadyKiosk, somebody } from '../support/kiosk-in-process.ts';
import { touchPin } from '../support/kiosk-touches.ts';
import { openOwnWindow } from '../support/own-window.ts';

/** For a busy machine; what was measured is printed. */
const backWithinMs = 10_000;
const pin = '111111';

it.each([
  { hurt: 'SIGKILL', what: 'a page whose process is gone', why: 'gone' },
  { hurt: 'SIGSTOP', what: 'a page that hangs', why: 'hangs' },
] as const)('H6 $what comes back with an empty PIN pad, and a punch in the middle of it is there once', async ({ hurt, what, why }) => {
  const arranged = await arrangeReadyKiosk([somebody('E1', pin)]);
  const answer = answerCalls(arranged.kiosk);
  const hurtAt: number[] = [];
  const handler: CallHandler = async (name, input) => {
    const result = await answer(name, input);
    if (name !== 'recordPunch' || hurtAt.length > 0) return result;
    // Stored, and the page never hears of it.
    hurtAt.push(performance.now());
    window.hurt(hurt);
    return result;
  };
  const window = await openOwnWindow(arranged, handler);
  onTestFinished(() => window.close());
  const page = await window.page(30_000);
  await touchPin(page, pin);
  await page.getByTestId('punch-clockIn').click();
  await expect.poll(() => hurtAt.length, { timeout: 10_000 }).toBe(1);
  const again = await window.page(30_000);
  const tookMs = performance.now() - (hurtAt[0] ?? 0);
  process.stdout.write(`watchdog: ${what} is back after ${(tookMs / 1000).toFixed(1)} s; ${JSON.stringify(window.news)}\n`);
  expect(tookMs).toBeLessThan(backWithinMs);
  expect(window.news).toMatchObject([{ kind: 'lost', why, openedBy: 'us', waitMs: 0 }, { kind: 'back' }]);
  expect(arranged.kiosk.connection.all({ sql: 'SELECT punch_id FROM punches', constants: [] }, {})).toHaveLength(1);
  await touchPin(again, '99');
  window.hurt(hurt);
  const third = await window.page(30_000);
  await touchPin(third, pin);
  await third.getByTestId('punch-clockOut').waitFor();
});
