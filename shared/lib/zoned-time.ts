/**
 * Calendar arithmetic in a named time zone, through Temporal alone: hand-made sums on Date are wrong twice a year.
 */
import { Temporal } from 'temporal-polyfill';

/** Zones that were found to be known: asking Intl costs as much as checking the rest of a punch twice over. Unknown ones are not kept. */
const knownZones = new Set<string>();

/** True for an IANA zone name that this edition of the zone data knows. */
export function isTimeZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    knownZones.add(name);
    return true;
  } catch {
    return false;
  }
}

/** The calendar date (YYYY-MM-DD) that a wall clock in `timeZone` shows at `instantMs`. */
export function dateInZone(instantMs: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(instantMs)).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** The offset from UTC, in minutes, that is in force in `timeZone` at `instantMs`. */
export function offsetMinutesAt(instantMs: number, timeZone: string): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(Math.trunc(instantMs)).toZonedDateTimeISO(timeZone);
  return Math.round(zoned.offsetNanoseconds / 60_000_000_000);
}

/** `date` (YYYY-MM-DD) moved by whole calendar days. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** The first date of the week that `date` lies in. @param firstDayOfWeek 1 is Monday, 7 is Sunday */
export function startOfWeek(date: string, firstDayOfWeek: number): string {
  const { dayOfWeek } = Temporal.PlainDate.from(date);
  return addDays(date, -((dayOfWeek - firstDayOfWeek + 7) % 7));
}

/** The first instant (ms) of calendar date `date` in `timeZone`; not always midnight where clocks change at midnight. */
export function startOfDateMs(date: string, timeZone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone }).epochMilliseconds;
}

/**
 * The instant (ms) at which a wall clock in the zone shows `wallTime` ("16:30") on `date`. A time that a clock change leaves out is
 * that much later; of one that comes twice, `ofTwo` says which.
 */
export function wallTimeMs(date: string, wallTime: string, { timeZone, ofTwo }: { readonly timeZone: string; readonly ofTwo: 'first' | 'second' }): number {
  const wall = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(wallTime));
  return wall.toZonedDateTime(timeZone, { disambiguation: ofTwo === 'first' ? 'compatible' : 'later' }).epochMilliseconds;
}

/** The time of day ("16:30") that a wall clock in `timeZone` shows at `instantMs`. */
export function timeOfDay(instantMs: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(instantMs)).toZonedDateTimeISO(timeZone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** Edition of the time-zone data that this process calculates with (C4, H4). */
export function zoneDataEdition(): string {
  return process.versions.tz ?? 'unknown';
}
