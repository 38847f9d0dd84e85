/**
 * E4, E5, K5, K6: for which date a punch is, and when that is asked. A date stands to choose only with a card of its own: today,
 * yesterday while its sequence is open, and every earlier date with punches that the server has not settled. No future dates.
 */
import { addDays } from '../lib/zoned-time.ts';
import { inOrder, isOpenAfter, type TimedPunch } from './punch-sequence.ts';

const askedAfterMs = 24 * 3_600_000;

/**
 * E4, K5: strictly more than 24 hours without an answer of our own server to this device.
 * @param lastAnswerMs when it answered last, by best-known time; null where it never did: then nothing can have gone missing
 */
export function isSilentForLong(lastAnswerMs: number | null, nowMs: number): boolean {
  return lastAnswerMs !== null && nowMs - lastAnswerMs > askedAfterMs;
}

/** A date and what was punched for it, in order. */
export interface DateCard<P extends TimedPunch> {
  readonly workDate: string;
  readonly punches: readonly P[];
  /** Its last sequence has no Clock Out. */
  readonly isIncomplete: boolean;
}

export interface DateSections<P extends TimedPunch> {
  /** On red: the calendar day before today, worked or not (K6); null unless its sequence is open. */
  readonly yesterday: DateCard<P> | null;
  readonly today: DateCard<P>;
  /** Latest first. */
  readonly previous: readonly DateCard<P>[];
}

export interface SectionsInput<P extends TimedPunch> {
  /** The person's valid punches, on whatever dates, any order. */
  readonly punches: readonly P[];
  /** Dates with punches of the person that the server has not settled. */
  readonly unsentDates: readonly string[];
  /** Dates of which the person has said that they left earlier (K6): they are nobody's open question any more. */
  readonly explainedDates: readonly string[];
  /** In the timeclock's zone. */
  readonly today: string;
}

/** The selector's three sections. */
export function dateSections<P extends TimedPunch>({ punches, unsentDates, explainedDates, today }: SectionsInput<P>): DateSections<P> {
  const cardOf = (workDate: string): DateCard<P> => {
    const ofDate = inOrder(punches.filter((punch) => punch.workDate === workDate));
    return { workDate, punches: ofDate, isIncomplete: isOpenAfter(ofDate.at(-1)?.type ?? null) };
  };
  const yesterday = cardOf(addDays(today, -1));
  const isRed = yesterday.isIncomplete && !explainedDates.includes(yesterday.workDate);
  const earlier = [...new Set(unsentDates)].filter((date) => date < today && !(isRed && date === yesterday.workDate));
  return { yesterday: isRed ? yesterday : null, today: cardOf(today), previous: earlier.sort().reverse().map(cardOf) };
}

/** Every date with a card, today first. */
export function datesOf(sections: DateSections<TimedPunch>): string[] {
  const { yesterday, today, previous } = sections;
  return [today, ...(yesterday === null ? [] : [yesterday]), ...previous].map((card) => card.workDate);
}
