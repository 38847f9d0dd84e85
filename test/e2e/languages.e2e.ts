/** J2 A6: a whole day at the kiosk in each language that ships, on the real page: words, direction, digits, times and dates; and text that looks like markup. */
import { readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import { demo } from '../../server/demo.ts';
import { openKioskPage, type KioskPage } from '../support/kiosk-page.ts';
import { touchPin } from '../support/kiosk-touches.ts';

const [maya] = demo.people;
const timeZone = 'America/Chicago';
const quarterMs = 900_000;
const question: TimeclockProperties['questions'][number] = {
  questionId: 'place',
  type: 'singleChoice',
  required: true,
  onlyIf: null,
  text: { en: 'Where were you?', es: '¿Dónde estuvo?', fr: 'Où étiez-vous ?', ar: 'أين كنت؟' },
  choices: ['yard', 'office'],
  choiceTexts: { en: ['Yard', 'Office'], es: ['Patio', 'Oficina'], fr: ['Cour', 'Bureau'], ar: ['الساحة', 'المكتب'] },
};

/** A language as a country writes it, for what Intl says of times, dates and digits. */
const languages = [
  { language: 'en', locale: 'en-US', direction: 'ltr', other: 'fr', date: '2026-12-01' },
  { language: 'es', locale: 'es-ES', direction: 'ltr', other: 'en', date: '2026-12-02' },
  { language: 'fr', locale: 'fr-FR', direction: 'ltr', other: 'ar', date: '2026-12-03' },
  { language: 'ar', locale: 'ar-EG', direction: 'rtl', other: 'es', date: '2026-12-04' },
] as const;

const textsOf = (language: string): Readonly<Record<string, string>> => z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(`resources/texts/${language}.json`, 'utf8')));

let world: KioskPage;
let page: Page;

beforeEach(async () => {
  world = await openKioskPage(demo.timeclocks.dock);
  page = world.page;
  await save({ questions: [question] });
});
afterEach(() => world.close());

async function save(more: Partial<TimeclockProperties>): Promise<string> {
  const { sessionToken: token } = await world.server.answer('openSession', { body: demo.administrator });
  const params = { timeclockId: demo.timeclocks.dock };
  await world.server.answer('saveTimeclock', { token, params, body: { ...(await world.server.answer('readTimeclockSettings', { token, params })), ...more } });
  await world.kiosk.sync();
  return token;
}

/** What a language says for a key, written out as its country writes numbers. */
function speak(language: string, locale: string) {
  const texts = textsOf(language);
  return (key: string, values: Record<string, string | number> = {}): string => {
    const text = new IntlMessageFormat(texts[key] ?? '', locale, undefined, { ignoreTag: true }).format(values);
    return String(text);
  };
}

const written = (locale: string, options: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(world.kiosk.clock.wallMs());
const hasText = (testId: string, text: string): Promise<void> => page.getByTestId(testId).filter({ hasText: text }).first().waitFor();
const stands = (language: string, direction: string): Promise<void> => page.locator(`html[lang=${language}][dir=${direction}]`).waitFor();

async function enterIn(language: string): Promise<void> {
  await page.getByTestId(`language-${language}`).click();
  await touchPin(page, maya.pin);
}

type Spoken = (typeof languages)[number];

/** PIN, punches, a question, the timesheet, another language in between, and back to the kiosk's own. */
async function liveDayIn({ language, locale, direction, other, date }: Spoken): Promise<void> {
  const t = speak(language, locale);
  const { firstName } = maya;
  await world.goTo(`${date}T13:05:00.000Z`);

  await page.getByTestId(`language-${language}`).click();
  await stands(language, direction);
  await page.getByRole('heading', { name: t('pin.title') }).waitFor();
  const clock = new Intl.DateTimeFormat(locale, { timeZone, hour: 'numeric', minute: '2-digit', second: '2-digit' }).formatToParts(world.kiosk.clock.wallMs());
  for (const { type, value } of clock) if (type === 'hour' || type === 'minute' || type === 'dayPeriod') await hasText('clock', value);
  await page.getByText(new RegExp(written(locale, { weekday: 'long', day: 'numeric', month: 'long' }), 'i')).waitFor();

  await touchPin(page, maya.pin);
  await page.getByRole('heading', { name: t('greeting.morning', { firstName }) }).waitFor();
  const done = (await page.getByTestId('done').boundingBox())?.x ?? 0;
  expect(done < 640 ? 'rtl' : 'ltr').toBe(direction);
  await page
    .getByTestId('punch-clockIn')
    .filter({ hasText: t('type.clockIn') })
    .click();
  await hasText('confirmation', t('confirm.clockIn', { firstName }));
  await hasText('confirmation', written(locale, { hour: 'numeric', minute: '2-digit' }));
  await page.getByTestId('done').click();
  await stands('en', 'ltr');

  await world.goTo(new Date(world.kiosk.clock.wallMs() + 16 * quarterMs).toISOString());
  await enterIn(language);
  await page
    .getByTestId('punch-clockOut')
    .filter({ hasText: t('type.clockOut') })
    .waitFor();
  await page.getByTestId('languages-open').click();
  await page.getByTestId(`language-${other}`).click();
  await page
    .getByTestId('punch-clockOut')
    .filter({ hasText: textsOf(other)['type.clockOut'] ?? '' })
    .waitFor();
  await page.getByTestId('languages-open').click();
  await page.getByTestId(`language-${language}`).click();
  await page
    .getByTestId('punch-clockOut')
    .filter({ hasText: t('type.clockOut') })
    .click();
  await hasText('question', question.text[language] ?? '');
  await page
    .getByTestId('choice-1')
    .filter({ hasText: question.choiceTexts[language]?.[1] ?? '' })
    .click();
  await hasText('confirmation', t('confirm.clockOut', { firstName }));
  await page.getByTestId('done').click();
  await stands('en', 'ltr');

  await world.goTo(new Date(world.kiosk.clock.wallMs() + quarterMs).toISOString());
  await enterIn(language);
  await page
    .getByTestId('timesheet-open')
    .filter({ hasText: t('punch.timesheet') })
    .click();
  const number = (value: number, digits: number): string => new Intl.NumberFormat(locale, { minimumIntegerDigits: digits }).format(value);
  const day = page.getByTestId(`day-${date}`);
  await day.filter({ hasText: t('duration.hoursMinutes', { hours: number(4, 1), minutes: number(0, 2) }) }).waitFor();
  await day.getByRole('heading', { name: new RegExp(written(locale, { weekday: 'long', day: 'numeric', month: 'long' }), 'i') }).waitFor();
  for (const type of ['clockIn', 'clockOut']) await day.filter({ hasText: t(`type.${type}`) }).waitFor();
  const week = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'long' }).formatRange(Date.UTC(2026, 10, 29), Date.UTC(2026, 11, 5));
  await hasText('week', week);
  await page.getByTestId('done').click();
  await stands('en', 'ltr');
  await world.kiosk.sync();
}

describe('languages', () => {
  it('J2 A6 C1 C6 C9 a whole day in each: words, direction, digits, times and dates, changed in the middle, and back to the own one behind everybody', async () => {
    for (const spoken of languages) {
      await liveDayIn(spoken).catch((error: unknown) => {
        throw new Error(`in ${spoken.language}`, { cause: error });
      });
    }
  }, 120_000);

  it('J3 A6 C6 shows markup in names, questions and texts as the text that it is', async () => {
    const markup = (what: string): string => `<b class="smuggled">${what}</b><img class="smuggled" src="x" onerror="document.title='run'">`;
    const { questionId: _id, ...asked } = question;
    const token = await save({ name: markup('Dock'), questions: [{ ...asked, questionId: 'marked', text: { en: markup('Where?'), es: 'x', fr: 'x', ar: 'x' }, choices: [markup('Yard'), 'Office'], choiceTexts: {} }] });
    await world.server.answer('saveTexts', { token, params: { language: 'en' }, body: { 'pin.title': markup('PIN'), 'type.clockIn': markup('In') } });
    const params = { employeeId: maya.employeeId };
    const { hasPin: _pin, pinDigits: _digits, hasLastFour: _four, employeeId: _employee, ...person } = await world.server.answer('readPerson', { token, params });
    await world.server.answer('savePerson', { token, params, body: { ...person, firstName: markup('Maya'), lastFour: null, lastWorkDate: null } });
    await world.goTo('2026-12-05T14:00:00.000Z');
    await world.kiosk.sync();

    const nothingRan = async (): Promise<void> => {
      expect(await page.locator('.smuggled').count()).toBe(0);
      expect(await page.title()).not.toBe('run');
    };
    await page.getByRole('heading', { name: markup('PIN') }).waitFor();
    await page.getByText(markup('Dock')).waitFor();
    await nothingRan();
    await touchPin(page, maya.pin);
    await page.getByRole('heading', { name: markup('Maya') }).waitFor();
    await page
      .getByTestId('punch-clockIn')
      .filter({ hasText: markup('In') })
      .click();
    await hasText('confirmation', markup('Maya'));
    await nothingRan();
    await page.getByTestId('done').click();
    await world.goTo('2026-12-05T15:00:00.000Z');
    await touchPin(page, maya.pin);
    await page.getByTestId('punch-clockOut').click();
    await hasText('question', markup('Where?'));
    await hasText('choice-0', markup('Yard'));
    await nothingRan();
  });
});
