/**
 * The administration on the kiosk (G1, G2, K16). Whoever works there is known by `operatorSessionId` alone, which main issues for a
 * name and a password; every call but the sign-in bears it and may be answered `operatorEnded` or `notPermitted`.
 */
import { z } from 'zod';
import { maxTextLength } from './entities.ts';

const typed = z.string().max(maxTextLength);

export const operatorSessionId = z.string().max(64);

/** K16: what a role may do here. */
export const operatorPermission = z.enum(['sync', 'export', 'diagnostics', 'liftGuessLimit', 'setupAgain', 'exit', 'device']);
export type OperatorPermission = z.infer<typeof operatorPermission>;

export const operatorRole = z.enum(['administrator', 'supervisor']);
export type OperatorRole = z.infer<typeof operatorRole>;

/** Why an admin call was not carried out, whatever it asked. */
export const operatorRefusals = [
  /** The session is over, or never was: sign in. */
  z.strictObject({ kind: z.literal('operatorEnded') }),
  z.strictObject({ kind: z.literal('notPermitted') }),
] as const;
export type OperatorRefusal = z.infer<(typeof operatorRefusals)[number]>;

/** Who decided about a sign-in: the server, or the verifiers that are kept on the device. */
const decidedBy = z.enum(['server', 'device']);
export type SignInDecidedBy = z.infer<typeof decidedBy>;

/** K15, in the order in which they are looked at. Off line only the first two can be told apart. */
export const operatorRefusalCode = z.enum(['unknownUser', 'wrongPassword', 'userOfAnotherTenant', 'roleNotAllowed', 'noPermissionForTimeclock']);
export type OperatorRefusalCode = z.infer<typeof operatorRefusalCode>;

export const adminCalls = {
  signInOperator: {
    input: z.strictObject({ username: typed, password: typed }),
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('signedIn'), operatorSessionId, username: z.string(), role: operatorRole, may: z.array(operatorPermission), decidedBy }),
      /** `waitSeconds`: this failure was the one that locks. */
      z.strictObject({ kind: z.literal('refused'), code: operatorRefusalCode, decidedBy, waitSeconds: z.int().min(0) }),
      z.strictObject({ kind: z.literal('lockedOut'), waitSeconds: z.int().min(1) }),
      /** Off line, and no verifier has come to this device yet. */
      z.strictObject({ kind: z.literal('noVerifiers') }),
      z.strictObject({ kind: z.literal('notReady') }),
    ]),
  },
  /** Leaving the administration; also the reset timer. */
  endOperator: { input: z.strictObject({ operatorSessionId }), answer: z.strictObject({ kind: z.literal('ended') }) },
} as const;
