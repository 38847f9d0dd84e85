import { describe, expect, it } from 'vitest';
import { clockParts, durationParts, formatTime, formatTimeWithSeconds, formatWallTime, formatWorkDate, formattingLocale, hourOfDay, languageName } from './formats.ts';

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
