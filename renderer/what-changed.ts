/** K6: what somebody touched cannot be had any more. Whether it was their own entries that changed meanwhile, or only what may be chosen: settings, jobs, the day. */
import type { DateCard, Offer } from '../shared/contracts/punch-calls.ts';
import type { PunchNotice } from './screen.ts';

/** @param before what was shown when it was touched */
export function whatChanged(before: Offer, after: Offer): PunchNotice {
  return { kind: haveEntriesChanged(before, after) ? 'updated' : 'choicesChanged' };
}

/** Over all dates that both of them show. That a punch has been sent is no change of it; that the server refused it is one. */
function haveEntriesChanged(before: Offer, after: Offer): boolean {
  const listed = ({ punches }: Offer): string => JSON.stringify(punches.map(({ type, instant, job, status }) => [type, instant, job, status === 'failed']));
  if (before.workDate === after.workDate && listed(before) !== listed(after)) return true;
  // A shift that is left open for long enough is a forgotten one, by time alone.
  if (after.forgotten === null && before.current?.since !== after.current?.since) return true;
  const cards = new Map(cardsOf(before).map((card) => [card.workDate, textOf(card)]));
  return cardsOf(after).some((card) => (cards.get(card.workDate) ?? textOf(card)) !== textOf(card));
}

function cardsOf({ workDates: { yesterday, today, previous } }: Offer): DateCard[] {
  return [yesterday, today, ...previous].filter((card) => card !== null);
}

function textOf({ punches }: DateCard): string {
  return JSON.stringify(punches.map(({ type, instant }) => [type, instant]));
}
