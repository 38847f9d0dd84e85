/**
 * A time of day, keyed in on a pad: up to four digits, and the half of the day where the language counts to twelve. Nobody's half is guessed: a quarter
 * to twelve in the evening instead of the morning would go to a supervisor as it stands. Hours beyond twelve need none.
 */

export type DayHalf = 'am' | 'pm';

export class TimeEntry {
  digits = $state('');
  /** Null: not chosen yet. */
  half = $state<DayHalf | null>(null);

  begin(): void {
    this.digits = '';
    this.half = null;
  }

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
    if (!this.#isTime) return null;
    const { hour, minute } = split(this.digits);
    if (!isTwelveHours || hour < 1 || hour > 12) return written(hour, minute);
    if (this.half === null) return null;
    return written((hour % 12) + (this.half === 'pm' ? 12 : 0), minute);
  }

  /** The digits are a time, of the morning or of the evening, and which is all that is missing. */
  lacksHalf(isTwelveHours: boolean): boolean {
    return this.#isTime && this.wallTime(isTwelveHours) === null;
  }

  get #isTime(): boolean {
    return this.digits.length >= 3 && split(this.digits).hour < 24 && split(this.digits).minute < 60;
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
