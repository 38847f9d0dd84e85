/** K9: the records of a batch, each parsed on its own. The last four digits are in no text that is kept beside them (K10). */
import { z } from 'zod';
import { record, type OutboxRecord } from '../../shared/contracts/records.ts';

/** A record in its canonical form, or something that only has the id of one. `content` leaves out the last four digits. */
export type RecordOffer = { readonly kind: 'record'; readonly recordId: string; readonly record: OutboxRecord; readonly content: string } | { readonly kind: 'malformed'; readonly recordId: string; readonly content: string };

const withId = z.object({ recordId: z.uuid() });

/** Null for something without an id: nobody could be answered about it. */
export function readRecord(candidate: unknown): RecordOffer | null {
  const parsed = record.safeParse(candidate);
  if (parsed.success && !holdsNul(parsed.data)) return { kind: 'record', recordId: parsed.data.recordId, record: parsed.data, content: withoutDigits(parsed.data) };
  const id = withId.safeParse(candidate);
  return id.success ? { kind: 'malformed', recordId: id.data.recordId, content: withoutDigits(candidate) } : null;
}

/** PostgreSQL keeps no NUL in texts; no name and no note has one. Answers are kept as JSON, which spells it out. */
function holdsNul(value: OutboxRecord): boolean {
  const texts = value.kind === 'temporaryEmployee' ? [value.firstName, value.lastName] : value.kind === 'request' ? [value.note] : [];
  return texts.some((text) => text.includes('\0'));
}

function withoutDigits(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => (key === 'lastFour' ? undefined : part));
}
