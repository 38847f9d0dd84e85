/**
 * The administration on the kiosk (G1, G2, K16). Whoever works there is known by `operatorSessionId` alone, which main issues for a
 * name and a password; every call but the sign-in bears it and may be answered `operatorEnded` or `notPermitted`.
 */
import { z } from 'zod';
import { languageTag, maxTextLength } from './entities.ts';
import { place } from './place-calls.ts';

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

/** G2: what the administration shows of this kiosk; counts and connectivity are in the status. */
export const adminView = z.strictObject({
  kind: z.literal('admin'),
  username: z.string(),
  role: operatorRole,
  may: z.array(operatorPermission),
  deviceName: z.string(),
  /** The language that this device comes back to; null for the company's. */
  language: languageTag.nullable(),
  /** C7: the timeclock has a fence, so that it matters where the kiosk stands. */
  hasFence: z.boolean(),
  fixedPosition: place.nullable(),
  about: z.strictObject({ deviceId: z.string(), platform: z.string(), appVersion: z.string(), contractVersion: z.string(), zoneDataEdition: z.string(), serverUrl: z.string() }),
});
export type AdminView = z.infer<typeof adminView>;

/** Why a device's name cannot be taken; shown beside the field. */
export const deviceNameFault = z.enum(['empty', 'tooLong', 'unusable']);
export type DeviceNameFault = z.infer<typeof deviceNameFault>;

const mine = z.strictObject({ operatorSessionId });

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
  readAdmin: { input: mine, answer: z.discriminatedUnion('kind', [adminView, ...operatorRefusals]) },
  /** D1: at once, and as often as an operator likes. */
  syncAsOperator: { input: mine, answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('started') }), z.strictObject({ kind: z.literal('notReady') }), ...operatorRefusals]) },
  /** B6: PINs and forms are looked up again at once. */
  liftPinPause: { input: mine, answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('lifted') }), ...operatorRefusals]) },
  /** What is not given stays. */
  saveDevice: {
    input: z.strictObject({ operatorSessionId, deviceName: z.string().max(2000).optional(), language: languageTag.nullable().optional(), fixedPosition: place.nullable().optional() }),
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('saved'), view: adminView }),
      z.strictObject({ kind: z.literal('badName'), fault: deviceNameFault }),
      z.strictObject({ kind: z.literal('notSaved') }),
      ...operatorRefusals,
    ]),
  },
  /** K16: the window closes and main stops; what is stored stays as it is. */
  leaveKioskMode: { input: mine, answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('leaving') }), ...operatorRefusals]) },
  /** Leaving the administration; also the reset timer. */
  endOperator: { input: z.strictObject({ operatorSessionId }), answer: z.strictObject({ kind: z.literal('ended') }) },
} as const;
