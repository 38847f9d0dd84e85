import { describe, expect, it } from 'vitest';
import {
  clockParts,
  countsToTwelve,
  dayHalves,
  durationParts,
  formatBytes,
  formatDateRange,
  formatDayAndTime,
  formatDistance,
  formatIdentifier,
  formatTime,
  formatTimeWithSeconds,
  formatWallTime,
  formatWorkDate,
  formatWorkDateInText,
  formatWorkDateShort,
  formattingLocale,
  hourOfDay,
  languageName,
} from './formats.ts';
import { I18n } from './i18n.svelte.ts';

const instant = '2026-11-23T11:58:05.000Z';
const ms = Date.parse(instant);
const newYork = 'America/New_York';

describe('formats', () => {
  it("B1 shows the time of the timeclock's zone, not the device's", () => {
    expect(clockParts(ms, newYork, 'en-US')).toEqual({ main: '6:58', seconds: '05', dayPeriod: 'AM' });
    expect(clockParts(ms, 'Asia/Kathmandu', 'en-US')).toEqual({ main: '5:43', seconds: '05', dayPeriod: 'PM' });
  });

  it('J2 follows the 12 and 24 hours of the locale', () => {
    expect(formatTime(instant, newYork, 'en-US')).toMatch(/^6:58\sAM$/);
    expect(formatTime(instant, 'Europe/Paris', 'fr')).toBe('12:58');
    expect(clockParts(ms, 'Europe/Paris', 'fr').dayPeriod).toBe('');
  });

  it('C11 words a double tap to the second', () => {
    expect(formatTimeWithSeconds('2026-11-23T13:00:03.000Z', newYork, 'en-GB')).toBe('8:00:03');
  });

  it('J2 shows Arabic digits where the country leaves them open, and the ones of the country where it does not', () => {
    expect(formatTime(instant, newYork, formattingLocale('ar', 'en-US'))).toContain('٦:٥٨');
    expect(formattingLocale('ar', 'ar-AE')).toBe('ar-AE');
  });

  it('C10 shows a work date as the day that it is, in whatever zone the device stands', () => {
    expect(formatWorkDate('2026-11-23', 'en-US')).toBe('Monday, November 23');
    expect(formatWorkDate('2026-11-23', 'fr')).toBe('Lundi 23 novembre');
  });

  it('C2 writes scheduled times as the wall clock says them', () => {
    expect(formatWallTime('07:00', 'en-US')).toMatch(/^7:00\sAM$/);
    expect(formatWallTime('22:00', 'es')).toBe('22:00');
  });

  it('C1 cuts worked time to whole minutes and never shows less than nothing', () => {
    expect(durationParts(3 * 3_600_000 + 42 * 60_000 + 59_999, 'en')).toEqual({ hours: '3', minutes: '42' });
    expect(durationParts(-5000, 'en')).toEqual({ hours: '0', minutes: '00' });
    expect(durationParts(1234 * 3_600_000, 'en')).toEqual({ hours: '1234', minutes: '00' });
  });

  it('C1 greets by the hour of the zone, midnight being hour 0', () => {
    expect(hourOfDay(Date.parse('2026-11-23T05:10:00Z'), newYork)).toBe(0);
    expect(hourOfDay(ms, newYork)).toBe(6);
  });

  it('B1 names each language in its own words', () => {
    expect(['en', 'es', 'fr', 'ar'].map(languageName)).toEqual(['English', 'Español', 'Français', 'العربية']);
  });
});

/** As a reader of the language writes it; spaces that do not break are written as plain ones here, marks of direction left out. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ').replaceAll(/[\u200e\u200f\u061c]/g, '');

const written = {
  time: (locale: string) => formatTime(instant, newYork, locale),
  afternoon: (locale: string) => formatTime('2026-11-23T22:05:00.000Z', newYork, locale),
  midnight: (locale: string) => formatTime('2026-11-23T05:00:00.000Z', newYork, locale),
  seconds: (locale: string) => formatTimeWithSeconds(instant, newYork, locale),
  wall: (locale: string) => formatWallTime('15:30', locale),
  day: (locale: string) => formatWorkDate('2026-11-23', locale),
  inText: (locale: string) => formatWorkDateInText('2026-11-23', locale),
  short: (locale: string) => formatWorkDateShort('2026-11-23', locale),
  dayAndTime: (locale: string) => formatDayAndTime(instant, newYork, locale),
  week: (locale: string) => formatDateRange('2026-11-29', '2026-12-05', locale),
  worked: (locale: string) => Object.values(durationParts(7.5 * 3_600_000, locale)).join(' '),
  id: (locale: string) => formatIdentifier(1042, locale),
  far: (locale: string) => formatDistance(1300, locale),
  bytes: (locale: string) => formatBytes(7_500_000, locale),
} as const;

/** The company's locale, and what its own language makes of it; `es`, `fr` and `ar` in a company of the United States, `en` and `ar` in others. */
const readers: readonly (readonly [language: string, company: string, expected: Readonly<Record<keyof typeof written, string>>])[] = [
  [
    'en',
    'en-US',
    {
      time: '6:58 AM',
      afternoon: '5:05 PM',
      midnight: '12:00 AM',
      seconds: '6:58:05 AM',
      wall: '3:30 PM',
      day: 'Monday, November 23',
      inText: 'Monday, November 23',
      short: 'Mon, Nov 23',
      dayAndTime: 'Mon, Nov 23, 6:58 AM',
      week: 'November 29 – December 5',
      worked: '7 30',
      id: '1042',
      far: '1.3 km',
      bytes: '7.5 MB',
    },
  ],
  [
    'en',
    'en-GB',
    {
      time: '6:58',
      afternoon: '17:05',
      midnight: '0:00',
      seconds: '6:58:05',
      wall: '15:30',
      day: 'Monday 23 November',
      inText: 'Monday 23 November',
      short: 'Mon 23 Nov',
      dayAndTime: 'Mon 23 Nov, 6:58',
      week: '29 November – 5 December',
      worked: '7 30',
      id: '1042',
      far: '1.3 km',
      bytes: '7.5 MB',
    },
  ],
  [
    'es',
    'en-US',
    {
      time: '6:58',
      afternoon: '17:05',
      midnight: '0:00',
      seconds: '6:58:05',
      wall: '15:30',
      day: 'Lunes, 23 de noviembre',
      inText: 'lunes, 23 de noviembre',
      short: 'Lun, 23 nov',
      dayAndTime: 'lun, 23 nov, 6:58',
      week: '29 de noviembre – 5 de diciembre',
      worked: '7 30',
      id: '1042',
      far: '1,3 km',
      bytes: '7,5 MB',
    },
  ],
  [
    'fr',
    'en-US',
    {
      time: '6:58',
      afternoon: '17:05',
      midnight: '0:00',
      seconds: '6:58:05',
      wall: '15:30',
      day: 'Lundi 23 novembre',
      inText: 'lundi 23 novembre',
      short: 'Lun. 23 nov.',
      dayAndTime: 'lun. 23 nov., 6:58',
      week: '29 novembre – 5 décembre',
      worked: '7 30',
      id: '1042',
      far: '1,3 km',
      bytes: '7,5 Mo',
    },
  ],
  [
    'ar',
    'en-US',
    {
      time: '٦:٥٨ ص',
      afternoon: '٥:٠٥ م',
      midnight: '١٢:٠٠ ص',
      seconds: '٦:٥٨:٠٥ ص',
      wall: '٣:٣٠ م',
      day: 'الاثنين، ٢٣ نوفمبر',
      inText: 'الاثنين، ٢٣ نوفمبر',
      short: 'الاثنين، ٢٣ نوفمبر',
      dayAndTime: 'الاثنين، ٢٣ نوفمبر، ٦:٥٨ ص',
      week: '٢٩ نوفمبر – ٥ ديسمبر',
      worked: '٧ ٣٠',
      id: '١٠٤٢',
      far: '١٫٣ كم',
      bytes: '٧٫٥ م.ب',
    },
  ],
  [
    'ar',
    'ar-AE',
    {
      time: '6:58 ص',
      afternoon: '5:05 م',
      midnight: '12:00 ص',
      seconds: '6:58:05 ص',
      wall: '3:30 م',
      day: 'الاثنين، 23 نوفمبر',
      inText: 'الاثنين، 23 نوفمبر',
      short: 'الاثنين، 23 نوفمبر',
      dayAndTime: 'الاثنين، 23 نوفمبر، 6:58 ص',
      week: '29 نوفمبر – 5 ديسمبر',
      worked: '7 30',
      id: '1042',
      far: '1.3 كم',
      bytes: '7.5 م.ب',
    },
  ],
];

describe('what each language writes', () => {
  it.each(readers)('J2 C9 in %s, in a company of %s: times, days, weeks, hours worked, numbers and measures', (language, company, expected) => {
    const locale = formattingLocale(language, company);
    expect(Object.fromEntries(Object.entries(written).map(([what, write]) => [what, plain(write(locale))]))).toEqual(expected);
  });

  it.each([
    ['en-US', true, 'AM', 'PM'],
    ['en-GB', false, 'am', 'pm'],
    ['es', false, 'a. m.', 'p. m.'],
    ['fr', false, 'AM', 'PM'],
    ['ar-u-nu-arab', true, 'ص', 'م'],
  ])('J2 C12 in %s the hours count to twelve: %s; the halves of the day are called %s and %s', (locale, isTwelve, am, pm) => {
    expect(countsToTwelve(locale)).toBe(isTwelve);
    expect(Object.values(dayHalves(locale)).map(plain)).toEqual([am, pm]);
  });
});

const counted: readonly (readonly [string, readonly string[]])[] = [
  ['en', ['0 stars', '1 star', '2 stars', '3 stars', '11 stars', '100 stars', '1,000,000 stars']],
  ['es', ['0 estrellas', '1 estrella', '2 estrellas', '3 estrellas', '11 estrellas', '100 estrellas', '1.000.000 de estrellas']],
  ['fr', ['0 étoile', '1 étoile', '2 étoiles', '3 étoiles', '11 étoiles', '100 étoiles', '1 000 000 d’étoiles']],
  ['ar', ['بلا نجوم', 'نجمة واحدة', 'نجمتان', '٣ نجوم', '١١ نجمة', '١٠٠ نجمة', '١٬٠٠٠٬٠٠٠ نجمة']],
];

it.each(counted)('J2 counts in every form that %s has', (language, expected) => {
  const i18n = new I18n();
  i18n.use(language);
  expect([0, 1, 2, 3, 11, 100, 1_000_000].map((count) => plain(i18n.t('questions.stars', { count })))).toEqual(expected);
});
