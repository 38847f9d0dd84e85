/** A9: a kiosk that sets itself up from a file: how far it is, or what is wrong with the file. No value of the file is ever repeated. */
import { z } from 'zod';
import { instant } from './entities.ts';
import { enrolmentCodeRefusal, serverAwayReason, unusableAnswer } from './setup-calls.ts';

/** Why a field, or the file, cannot be used. */
export const provisionFaultReason = z.enum(['notFound', 'notReadable', 'tooLarge', 'syntax', 'notAnObject', 'newer', 'missing', 'empty', 'tooLong', 'wrongType', 'outOfRange', 'badAddress', 'tlsRequired', 'unknownField', 'fileNotReadable']);
export type ProvisionFaultReason = z.infer<typeof provisionFaultReason>;

export const provisionFault = z.strictObject({
  reason: provisionFaultReason,
  /** The field's path, for example `fixedPosition.latitude`; empty for the file as a whole. */
  path: z.string().max(200),
  /** Both count from 1; null where nothing in the file is at fault. */
  line: z.int().min(1).nullable(),
  column: z.int().min(1).nullable(),
});
export type ProvisionFault = z.infer<typeof provisionFault>;

/** Why a file that is well formed leads nowhere; each ends when the file, or what it speaks of, is changed. */
export const provisionRefusal = z.enum(['unknownCompany', 'unknownTimeclock', 'noCode', 'otherSetup', ...unusableAnswer.options, ...enrolmentCodeRefusal.options]);
export type ProvisionRefusal = z.infer<typeof provisionRefusal>;

const file = z.string().max(4096);

export const provisioningView = z.discriminatedUnion('kind', [
  /** There is no such file: somebody walks through the wizard. */
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('invalid'), file, faults: z.array(provisionFault).min(1).max(50) }),
  z.strictObject({ kind: z.literal('working'), file }),
  z.strictObject({ kind: z.literal('waiting'), file, reason: z.union([serverAwayReason, z.literal('lockedOut')]), retryAt: instant }),
  z.strictObject({ kind: z.literal('refused'), file, code: provisionRefusal }),
  /** The device is enrolled. `codeLeft`: the code, which nobody can use again, still stands in a file that could not be changed. */
  z.strictObject({ kind: z.literal('enrolled'), file, codeLeft: z.boolean() }),
]);
export type ProvisioningView = z.infer<typeof provisioningView>;

export const provisioningCalls = {
  readProvisioning: { input: z.strictObject({}), answer: provisioningView },
  /** Somebody goes on by hand: the file is left alone until it is tried again. */
  pauseProvisioning: { input: z.strictObject({}), answer: provisioningView },
  /** Reads the file again and tries at once. */
  retryProvisioning: { input: z.strictObject({}), answer: provisioningView },
} as const;
