/** A time of day, keyed in on a pad: up to four digits, and the half of the day where the language counts to twelve. */

export type DayHalf = 'am' | 'pm';

export class TimeEntry {
  digits = $state('');
  half = $state<DayHalf>('pm');

  clear(): void {
    this.digits = '';
  }

  erase(): void {
    this.digits = this.digits.slice(0, -1);
  }

  /** Digits that could not become a time are not taken. */
  type(digit: string): void {
    const next = this.digits + digit;
    if (next.length <= 4 && mayBecomeTime(next)) this.digits = next;
  }

  /** "16:30", or null while it is none. @param isTwelveHours the language counts to twelve */
  wallTime(isTwelveHours: boolean): string | null {
    if (this.digits.length < 3) return null;
    const { hour, minute } = split(this.digits);
    if (minute > 59) return null;
    if (!isTwelveHours) return hour > 23 ? null : written(hour, minute);
    if (hour < 1 || hour > 12) return null;
    return written((hour % 12) + (this.half === 'pm' ? 12 : 0), minute);
  }
}

/** What stands in the field: the digits from the right, as a time is written. */
export function shownTime(digits: string): { hour: string; minute: string } {
  return { hour: digits.slice(0, Math.max(0, digits.length - 2)), minute: digits.slice(-2) };
}

function split(digits: string): { hour: number; minute: number } {
  const { hour, minute } = shownTime(digits);
  return { hour: Number(hour), minute: Number(minute) };
}

function mayBecomeTime(digits: string): boolean {
  return digits.length < 4 || (split(digits).hour < 24 && split(digits).minute < 60);
}

function written(hour: number, minute: number): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
