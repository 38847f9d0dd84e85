/**
 * A10, D9: an administrator sets a kiosk up again, or signs a de-authorised one in again. Nothing that the server has not taken is ever
 * discarded: what is unsent and in no export is named, and the old data is set aside whole.
 */
import { z } from 'zod';
import { operatorRefusalCode, operatorRefusals, operatorSessionId } from './admin-calls.ts';
import { instant, maxTextLength, punchType } from './entities.ts';
import { enrolmentCodeRefusal, serverAway } from './setup-calls.ts';

const typed = z.string().max(maxTextLength);

/** A punch that would be lost; of whom, when, and why the server has not settled it. */
export const unsentPunch = z.strictObject({ type: punchType, instant, firstName: z.string(), lastName: z.string(), status: z.enum(['pending', 'refused', 'failed']) });
export type UnsentPunch = z.infer<typeof unsentPunch>;

/** What neither the server nor an export has. Nothing would be lost where all four counts are 0. */
export const unsentData = z.strictObject({
  pending: z.int().min(0),
  refused: z.int().min(0),
  failed: z.int().min(0),
  /** Requests, undos, acknowledgements, forms (K9). */
  records: z.int().min(0),
  /** The oldest of them. */
  oldest: z.array(unsentPunch).max(50),
  /** What an export holds and the server has not taken: it is set aside with the rest, to be imported. */
  exportedOnly: z.int().min(0),
  exportedAt: instant.nullable(),
});
export type UnsentData = z.infer<typeof unsentData>;

const mine = z.strictObject({ operatorSessionId });

/** Who vouches for a device whose token the server takes no more. */
export const enrolAgainBy = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('person'), username: typed, password: typed }), z.strictObject({ kind: z.literal('code'), code: typed })]);

export const setupAgainCalls = {
  readSetupAgain: { input: mine, answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('setupAgain'), unsent: unsentData }), ...operatorRefusals]) },
  /** Sets the old data aside and begins setup; `kioskChanged` follows. */
  beginSetupAgain: {
    input: mine,
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('begun') }),
      z.strictObject({ kind: z.literal('unsent'), unsent: unsentData }),
      /** An export is running. */
      z.strictObject({ kind: z.literal('busy') }),
      z.strictObject({ kind: z.literal('notSetAside'), reason: z.enum(['diskFull', 'storageError']) }),
      ...operatorRefusals,
    ]),
  },
  /** D9: the server decides about who vouches, so that it works where nobody can sign in to the administration any more. Only while the token is refused. */
  enrolAgain: {
    input: z.strictObject({ by: enrolAgainBy }),
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('enrolled') }),
      z.strictObject({ kind: z.literal('refused'), code: z.union([operatorRefusalCode, enrolmentCodeRefusal]) }),
      z.strictObject({ kind: z.literal('lockedOut'), waitSeconds: z.int().min(0) }),
      serverAway,
      /** The server takes this device as it is, or it is not set up. */
      z.strictObject({ kind: z.literal('notNeeded') }),
    ]),
  },
} as const;
