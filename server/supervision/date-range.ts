/** A range of work dates, both included. */
import { addDays } from '../../shared/lib/zoned-time.ts';
import { notPossible, type Problem } from '../errors.ts';

const dayMs = 86_400_000;

export type DateRange = { readonly kind: 'dates'; readonly dates: string[] } | Problem;

/** Every date from `from` to `to`; a sentence that says what to do where that is none, or too many. */
export function datesBetween(from: string, to: string, mostDays: number): DateRange {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  if (days < 1) return notPossible('to', 'the last date is before the first one: exchange them');
  if (days > mostDays) return notPossible('to', `ask for at most ${mostDays} days at a time`);
  return { kind: 'dates', dates: Array.from({ length: days }, (_, index) => addDays(from, index)) };
}
