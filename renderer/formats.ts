/** Times, dates and numbers as a language writes them, by Intl alone. `locale` is what `formattingLocale` gives. */

/** What the large clock shows: the hour and minute large, the rest small. */
export interface ClockParts {
  readonly main: string;
  readonly seconds: string;
  readonly dayPeriod: string;
}

/** Arabic without a country leaves the digits open; kiosks show the ones that Arabic text is written with. */
const numberingOf: Readonly<Record<string, string>> = { ar: 'ar-u-nu-arab' };

/** The company's own locale where it is of the chosen language (its country decides 12 or 24 hours), else the language's. */
export function formattingLocale(language: string, companyLocale: string): string {
  const base = baseLanguage(language);
  if (language === base && baseLanguage(companyLocale) === base && companyLocale !== base) return companyLocale;
  return numberingOf[language] ?? language;
}

function baseLanguage(tag: string): string {
  return tag.split('-')[0]?.toLowerCase() ?? tag;
}

export function clockParts(ms: number, timeZone: string, locale: string): ClockParts {
  const format = new Intl.DateTimeFormat(locale, { timeZone, hour: 'numeric', minute: '2-digit', second: '2-digit' });
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? '';
  const parts = format.formatToParts(ms);
  return { main: `${part('hour')}:${part('minute')}`, seconds: part('second'), dayPeriod: part('dayPeriod') };
}

/** Time of day to the minute. */
export function formatTime(instant: string | number, timeZone: string, locale: string): string {
  return format(instant, locale, { timeZone, hour: 'numeric', minute: '2-digit' });
}

/** Time of day to the second. */
export function formatTimeWithSeconds(instant: string | number, timeZone: string, locale: string): string {
  return format(instant, locale, { timeZone, hour: 'numeric', minute: '2-digit', second: '2-digit' });
}

/** "Mon, Nov 23, 6:58 AM" of an instant that is not today's. */
export function formatDayAndTime(instant: string | number, timeZone: string, locale: string): string {
  return format(instant, locale, { timeZone, weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });
}

/** "Monday, November 23" of an instant in a zone. */
export function formatDay(instant: string | number, timeZone: string, locale: string): string {
  return capitalised(format(instant, locale, { timeZone, weekday: 'long', day: 'numeric', month: 'long' }), locale);
}

/** "Monday, November 23" of a work date (YYYY-MM-DD), which has no zone. */
export function formatWorkDate(workDate: string, locale: string): string {
  return formatDay(`${workDate}T12:00:00.000Z`, 'UTC', locale);
}

/** A work date within a sentence, where no language asks for a capital of its own. */
export function formatWorkDateInText(workDate: string, locale: string): string {
  return format(`${workDate}T12:00:00.000Z`, locale, { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long' });
}

/** "Mon, Nov 23" */
export function formatWorkDateShort(workDate: string, locale: string): string {
  return capitalised(format(`${workDate}T12:00:00.000Z`, locale, { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' }), locale);
}

/** A scheduled wall-clock time ("07:00") as the language writes it. */
export function formatWallTime(wallTime: string, locale: string): string {
  return formatTime(`2000-01-01T${wallTime}:00.000Z`, 'UTC', locale);
}

/** "Nov 23 – 29" of two work dates. */
export function formatDateRange(from: string, to: string, locale: string): string {
  const dates = new Intl.DateTimeFormat(locale, { calendar: 'gregory', timeZone: 'UTC', day: 'numeric', month: 'long' });
  return dates.formatRange(new Date(`${from}T12:00:00.000Z`), new Date(`${to}T12:00:00.000Z`));
}

/** True where a language counts the hours to twelve. */
export function countsToTwelve(locale: string): boolean {
  return new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12 === true;
}

/** The words for the halves of the day: "AM", "PM". */
export function dayHalves(locale: string): { am: string; pm: string } {
  const half = (hour: number): string => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', hour: 'numeric', hour12: true }).formatToParts(Date.UTC(2026, 0, 1, hour)).find((part) => part.type === 'dayPeriod')?.value ?? '';
  return { am: half(9), pm: half(15) };
}

/** The hour (0-23) that a clock in `timeZone` shows. */
export function hourOfDay(ms: number, timeZone: string): number {
  return Number(new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(ms));
}

/** Whole hours and minutes of a duration, the minutes with two digits, in the language's digits. */
export function durationParts(durationMs: number, locale: string): { hours: string; minutes: string } {
  const minutes = Math.floor(Math.max(0, durationMs) / 60_000);
  const plain = new Intl.NumberFormat(locale, { useGrouping: false });
  const twoDigits = new Intl.NumberFormat(locale, { useGrouping: false, minimumIntegerDigits: 2 });
  return { hours: plain.format(Math.floor(minutes / 60)), minutes: twoDigits.format(minutes % 60) };
}

/** A number that names something (a timeclock's id): the language's digits, no grouping. */
export function formatIdentifier(id: number, locale: string): string {
  return new Intl.NumberFormat(locale, { useGrouping: false }).format(id);
}

/** "40 m", "1.3 km": a distance as precise as a person needs it. */
export function formatDistance(metres: number, locale: string): string {
  const isNear = metres < 1000;
  const digits = isNear ? 0 : metres < 10_000 ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: 'unit', unit: isNear ? 'meter' : 'kilometer', maximumFractionDigits: digits }).format(isNear ? metres : metres / 1000);
}

/** A language by its own name: "Español". */
export function languageName(language: string): string {
  const own = new Intl.DisplayNames([language], { type: 'language', fallback: 'code' }).of(language) ?? language;
  return capitalised(own, language);
}

function format(instant: string | number, locale: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { calendar: 'gregory', ...options }).format(new Date(instant));
}

/** A date or a name that stands alone begins with a capital, also in languages that write it small in a sentence. */
function capitalised(text: string, locale: string): string {
  const [first = ''] = text;
  return first.toLocaleUpperCase(locale) + text.slice(first.length);
}

/** "14.8 MB": thousands of bytes, millions, or thousands of millions. */
export function formatBytes(bytes: number, locale: string): string {
  const [unit, value] = bytes < 1e6 ? (['kilobyte', bytes / 1e3] as const) : bytes < 1e9 ? (['megabyte', bytes / 1e6] as const) : (['gigabyte', bytes / 1e9] as const);
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}
