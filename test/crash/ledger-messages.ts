/** What the crash test and the keeper of its ledger say to each other. */
import { z } from 'zod';

export const toLedgerKeeper = z.discriminatedUnion('kind', [
  /** `openTap`: whether a touch that was never answered is sent once more; days later nobody would. */
  z.strictObject({ kind: z.literal('punchAt'), url: z.url(), openTap: z.enum(['sendAgain', 'forget']) }),
  z.strictObject({ kind: z.literal('drain'), url: z.url(), withinMs: z.int() }),
  z.strictObject({ kind: z.literal('stop') }),
]);
export type LedgerOrder = z.infer<typeof toLedgerKeeper>;

export const fromLedgerKeeper = z.discriminatedUnion('kind', [
  /** The kiosk has gone; everything that it confirmed is in the ledger. */
  z.strictObject({ kind: z.literal('linkLost') }),
  /** How many punches were still pending when time was up, and how many had failed; none as it should be. */
  z.strictObject({ kind: z.literal('drained'), pending: z.int(), failed: z.int() }),
]);
export type LedgerReport = z.infer<typeof fromLedgerKeeper>;
