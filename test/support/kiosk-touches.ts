/** What a person does at the kiosk, by touch. */
import type { Page } from 'playwright-core';
import type { PunchType } from '../../shared/lib/punch-type.ts';

/** The texts that the kiosk ships, so that a test says what people read without repeating it. */
export { default as englishTexts } from '../../resources/texts/en.json' with { type: 'json' };

export async function touchPin(page: Page, pin: string): Promise<void> {
  for (const digit of pin) await page.getByTestId(`pin-key-${digit}`).click();
}

/** PIN, one punch, and back to the PIN screen. */
export async function punch(page: Page, pin: string, type: PunchType): Promise<void> {
  await touchPin(page, pin);
  await page.getByTestId(`punch-${type}`).click();
  await page.locator('[data-testid=confirmation][data-result=recorded]').waitFor();
  await page.getByTestId('done').click();
  await page.getByTestId('pin-key-1').waitFor();
}
