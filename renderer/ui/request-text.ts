/** A request to the supervisor in a few words: what, when, and the person's own note. */
import type { SheetRequest } from '../../shared/contracts/timesheet-calls.ts';
import { formatTime } from '../formats.ts';
import type { I18n } from '../i18n.svelte.ts';
import { joined } from './assignment-text.ts';

export function requestText(request: Pick<SheetRequest, 'request' | 'type' | 'proposedInstant' | 'note'> & { answer?: string | null }, timeZone: string, i18n: Pick<I18n, 't' | 'locale'>): string {
  const what = request.type === null ? null : i18n.t(`type.${request.type}`);
  const when = request.proposedInstant === null ? null : formatTime(request.proposedInstant, timeZone, i18n.locale);
  return joined([i18n.t(`request.kind.${request.request}`), [what, when].filter((part) => part !== null).join(' '), request.note, request.answer ?? null]);
}
