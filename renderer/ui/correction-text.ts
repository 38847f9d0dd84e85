/** What a supervisor made of a punch, in a few words: what changed, old and new. */
import type { Correctable } from '../../shared/contracts/entries.ts';
import { formatTime, formatWorkDateShort } from '../formats.ts';
import type { I18n } from '../i18n.svelte.ts';

export interface CorrectionText {
  /** The date and type that both have, or that the new one has. */
  readonly day: string;
  /** Null for a punch that was added. */
  readonly before: string | null;
  readonly after: string;
}

/** A type or a date that changed is named with its time, what stayed is named once. */
export function correctionText(before: Correctable | null, after: Correctable, timeZone: string, i18n: Pick<I18n, 't' | 'locale'>): CorrectionText {
  const time = ({ instant }: Correctable): string => formatTime(instant, timeZone, i18n.locale);
  const date = ({ workDate }: Correctable): string => formatWorkDateShort(workDate, i18n.locale);
  const type = (one: Correctable): string => i18n.t(`type.${one.type}`);
  const isSameDate = before === null || before.workDate === after.workDate;
  const isSameType = before === null || before.type === after.type;
  const named = (one: Correctable): string => [isSameDate ? '' : date(one), isSameType ? '' : type(one), time(one)].filter((part) => part !== '').join(' ');
  const shared = [isSameDate ? date(after) : '', isSameType ? type(after) : ''].filter((part) => part !== '').join(' ');
  return { day: shared, before: before === null ? null : named(before), after: named(after) };
}
