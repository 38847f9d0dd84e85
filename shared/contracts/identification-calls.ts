/** Who stands at the kiosk: what the PIN screen and its followers ask of main. */
import { z } from 'zod';
import { identifier, maxTextLength } from './entities.ts';
import { offer, sessionEnded } from './punch-calls.ts';

const typed = z.string().max(maxTextLength);

const identified = z.strictObject({ kind: z.literal('identified'), offer });
/** B5: several people share a PIN or a form; the kiosk asks, never guesses. */
const whichOfYou = z.strictObject({
  kind: z.literal('whichOfYou'),
  choiceId: z.uuid(),
  people: z.array(z.strictObject({ employeeId: identifier, displayName: z.string(), jobTitle: z.string(), photoDataUrl: z.string().nullable() })),
});
const notReady = z.strictObject({ kind: z.literal('notReady') });
/** What is wrong with a name on the form; null: nothing. */
const nameFault = z.enum(['empty', 'unusable', 'tooLong']).nullable();
export type NameFault = z.infer<typeof nameFault>;

export const identificationCalls = {
  identifyByPin: {
    input: z.strictObject({ pin: z.string().regex(/^\d{1,12}$/) }),
    answer: z.discriminatedUnion('kind', [
      identified,
      whichOfYou,
      /**
       * K11: failures in a row. `serverAsked`: false where only this device's people could be searched. `isFormNext`: the way on is the
       * identification form, at the second failure, or at the first where somebody has no PIN of this kind (K12).
       */
      z.strictObject({ kind: z.literal('notFound'), failures: z.int(), serverAsked: z.boolean(), isFormNext: z.boolean() }),
      /** B6: too many guesses on this device; nobody was looked up. The form stays open. */
      z.strictObject({ kind: z.literal('slowed'), waitSeconds: z.int().min(1) }),
      /** The digits do not fit the timeclock's PIN type any more (B1); nothing is counted. */
      z.strictObject({ kind: z.literal('pinTypeChanged') }),
      notReady,
    ]),
  },
  /** B3: as typed. Nobody like that is recorded as somebody new, durably, before they stand here: `identified` with `temporary` in the offer. */
  identifyByForm: {
    input: z.strictObject({ firstName: typed, lastName: typed, lastFour: typed }),
    answer: z.discriminatedUnion('kind', [
      identified,
      whichOfYou,
      z.strictObject({ kind: z.literal('badForm'), firstName: nameFault, lastName: nameFault, lastFour: z.literal('notFourDigits').nullable() }),
      z.strictObject({ kind: z.literal('notSaved'), reason: z.enum(['diskFull', 'storageError']) }),
      sessionEnded,
      notReady,
    ]),
  },
  chooseProfile: { input: z.strictObject({ choiceId: z.uuid(), employeeId: identifier }), answer: z.discriminatedUnion('kind', [identified, sessionEnded]) },
  /** The reset timer or Done: clears failures in a row and forgets the session. */
  endSession: { input: z.strictObject({}), answer: z.strictObject({ kind: z.literal('ended') }) },
} as const;
