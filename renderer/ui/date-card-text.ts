/** What a card of the Work Date Selector says of its entries. */
import type { DateCard } from '../../shared/contracts/punch-calls.ts';
import { formatTime } from '../formats.ts';
import type { I18n } from '../i18n.svelte.ts';
import { joined } from './assignment-text.ts';

type Words = Pick<I18n, 't' | 'locale'>;

/** More than this many are counted and not named. */
const mostNamed = 4;

/** Every entry by its type and time, and what is missing. */
export function entriesText(card: DateCard, timeZone: string, i18n: Words): string {
  const named = card.punches.slice(0, mostNamed).map(({ type, instant }) => i18n.t('workDate.entry', { type: i18n.t(`type.${type}`), at: formatTime(instant, timeZone, i18n.locale) }));
  const others = card.punches.length - named.length;
  if (card.punches.length === 0) return i18n.t('workDate.noEntries');
  return joined([...named, others > 0 ? i18n.t('workDate.moreEntries', { count: others }) : null, card.isIncomplete ? i18n.t('workDate.clockOutMissing') : null]);
}

/** From the first entry to the last: "6:57 AM – 3:31 PM". */
export function spanText(card: DateCard, timeZone: string, i18n: Words): string {
  const [first] = card.punches;
  const last = card.punches.at(-1);
  if (first === undefined || last === undefined) return i18n.t('workDate.noEntries');
  const from = formatTime(first.instant, timeZone, i18n.locale);
  if (card.isIncomplete) return i18n.t('workDate.from', { at: from });
  return first === last ? from : `${from} – ${formatTime(last.instant, timeZone, i18n.locale)}`.replaceAll(/\s/g, '\u00a0');
}
