/** Who stands at the kiosk: what the PIN screen and its followers ask of main. */
import { z } from 'zod';
import { identifier } from './entities.ts';
import { offer, sessionEnded } from './punch-calls.ts';

const identified = z.strictObject({ kind: z.literal('identified'), offer });

export const identificationCalls = {
  identifyByPin: {
    input: z.strictObject({ pin: z.string().regex(/^\d{1,12}$/) }),
    answer: z.discriminatedUnion('kind', [
      identified,
      /** B5: several people share it; the kiosk asks, never guesses. */
      z.strictObject({ kind: z.literal('whichOfYou'), choiceId: z.uuid(), people: z.array(z.strictObject({ employeeId: identifier, displayName: z.string(), jobTitle: z.string(), photoDataUrl: z.string().nullable() })) }),
      /** K11: failures in a row; at the second one the way on is offered. `serverAsked`: false where only this device's people could be searched. */
      z.strictObject({ kind: z.literal('notFound'), failures: z.int(), serverAsked: z.boolean() }),
      /** The digits do not fit the timeclock's PIN type any more (B1); nothing is counted. */
      z.strictObject({ kind: z.literal('pinTypeChanged') }),
      z.strictObject({ kind: z.literal('notReady') }),
    ]),
  },
  chooseProfile: { input: z.strictObject({ choiceId: z.uuid(), employeeId: identifier }), answer: z.discriminatedUnion('kind', [identified, sessionEnded]) },
  /** The reset timer or Done: clears failures in a row and forgets the session. */
  endSession: { input: z.strictObject({}), answer: z.strictObject({ kind: z.literal('ended') }) },
} as const;
