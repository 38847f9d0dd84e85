/**
 * A record of the outbox as the journal holds it (H1, K17). The digits of a form are not in it, only their keyed hash: a frame cannot
 * be wiped when the server has settled the form (K10). Whoever takes a form back out of the journal finds the digits by trying all
 * ten thousand under the tenant's key.
 */
import { z } from 'zod';
import { keyedHash } from '../../shared/contracts/entities.ts';
import { record as recordSchema } from '../../shared/contracts/records.ts';
import { readJson } from './journal-entry.ts';
import type { HashLastFour, KeptRecord } from './outbox.ts';

const journalled = z.object({ outboxNumber: z.int().min(1), afterSequence: z.int().min(0), lastFourHash: keyedHash.nullable(), record: z.looseObject({ kind: z.string() }) });

export function toJournalText({ outboxNumber, afterSequence, record }: KeptRecord, hashLastFour: HashLastFour): string {
  if (record.kind !== 'temporaryEmployee') return JSON.stringify({ outboxNumber, afterSequence, lastFourHash: null, record });
  const { lastFour, ...form } = record;
  return JSON.stringify({ outboxNumber, afterSequence, lastFourHash: hashLastFour(lastFour), record: form });
}

/** Null for what is no record, or a form whose digits this kiosk's key does not find. */
export function fromJournalText(text: string, hashLastFour: HashLastFour): KeptRecord | null {
  const outer = journalled.safeParse(readJson(text));
  if (!outer.success) return null;
  const { outboxNumber, afterSequence, lastFourHash } = outer.data;
  const record = recordSchema.safeParse(lastFourHash === null ? outer.data.record : { ...outer.data.record, lastFour: findLastFour(lastFourHash, hashLastFour) });
  return record.success ? { outboxNumber, afterSequence, record: record.data } : null;
}

/** The four digits behind a keyed hash; null when another key made it. */
export function findLastFour(hash: string, hashLastFour: HashLastFour): string | null {
  for (let number = 0; number < 10_000; number += 1) {
    const digits = String(number).padStart(4, '0');
    if (hashLastFour(digits) === hash) return digits;
  }
  return null;
}

/** E8: a record as the journal holds it, without looking for a form's digits; null for what is no record. */
export function readJournalled(text: string): { readonly outboxNumber: number; readonly record: { readonly kind: string; readonly recordId?: unknown } } | null {
  const outer = journalled.safeParse(readJson(text));
  return outer.success ? { outboxNumber: outer.data.outboxNumber, record: outer.data.record } : null;
}
