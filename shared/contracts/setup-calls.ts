/** Setup (A1 to A9): where the wizard stands, and what it asks of main. */
import { z } from 'zod';
import { foreignSign } from './foreign-sign.ts';
import { instant, maxTextLength, organisation } from './entities.ts';
import { place } from './place-calls.ts';

const typed = z.string().max(maxTextLength);

export const timeclockChoice = z.strictObject({ timeclockId: z.int(), name: z.string() });

/** Where setup stands (A7: kept on disk, so that a kill at any step resumes there). */
export const setupView = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('company'), serverUrl: z.string(), company: z.string(), alias: z.string() }),
  z.strictObject({ step: z.literal('timeclock'), serverUrl: z.string(), organisation, timeclocks: z.array(timeclockChoice) }),
  /** `hasFence`: the wizard asks where the kiosk stands (C7). */
  z.strictObject({ step: z.literal('credentials'), organisation, timeclock: timeclockChoice, hasFence: z.boolean() }),
  z.strictObject({
    step: z.literal('download'),
    organisation,
    timeclock: timeclockChoice,
    phase: z.enum(['employees', 'texts', 'finishing', 'paused']),
    done: z.int().min(0),
    total: z.int().min(0).nullable(),
    /** Paused (A8): why, and when the next automatic try begins. */
    problem: z.enum(['timeout', 'serverAway', 'notOurServer', ...foreignSign.options, 'otherVersion', 'serverOlder', 'serverNewer', 'refused', 'notSaved', 'diskFull']).nullable(),
    retryAt: instant.nullable(),
  }),
  z.strictObject({ step: z.literal('done') }),
]);
export type SetupView = z.infer<typeof setupView>;

/** A9, K15: why an enrolment code was not taken. */
export const enrolmentCodeRefusal = z.enum(['codeUnknown', 'codeExpired', 'codeUsed', 'codeRevoked']);

/** J3: what a kiosk cannot work without, and the server's answer did not have in a form that it can use; the rest takes its usual setting. */
export const unusableAnswer = z.enum(['answerWithoutIdentity', 'organisationZone', 'timeclockZone']);

/** A8: why the server could not be asked. */
export const serverAwayReason = z.enum(['timeout', 'unreachable', 'notOurServer', ...foreignSign.options, 'otherVersion', 'serverOlder', 'serverNewer', 'serverBusy', 'serverError', 'tlsRequired']);
export type ServerAwayReason = z.infer<typeof serverAwayReason>;
/** The wizard counts down to the next try. */
export const serverAway = z.strictObject({ kind: z.literal('serverAway'), reason: serverAwayReason });
const unusable = z.strictObject({ kind: z.literal('refused'), code: unusableAnswer });
const notAtThisStep = z.strictObject({ kind: z.literal('notAtThisStep') });

export const setupCalls = {
  readSetup: { input: z.strictObject({}), answer: setupView },
  findCompany: {
    input: z.strictObject({ serverUrl: typed, company: typed, alias: typed }),
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('found') }), z.strictObject({ kind: z.literal('unknownCompany') }), z.strictObject({ kind: z.literal('badAddress') }), unusable, serverAway, notAtThisStep]),
  },
  chooseTimeclock: {
    input: z.strictObject({ timeclockId: z.int() }),
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('found') }), z.strictObject({ kind: z.literal('unknownTimeclock') }), unusable, serverAway, notAtThisStep]),
  },
  signInDevice: {
    input: z.strictObject({ username: typed, password: typed, fixedPosition: place.optional() }),
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('signedIn') }),
      z.strictObject({ kind: z.literal('refused'), code: z.enum(['unknownUser', 'wrongPassword', 'userOfAnotherTenant', 'roleNotAllowed', 'noPermissionForTimeclock']) }),
      z.strictObject({ kind: z.literal('lockedOut'), waitSeconds: z.int().min(0) }),
      serverAway,
      notAtThisStep,
    ]),
  },
  /** A9: as `signInDevice`, by a code from the console. */
  enrolDeviceByCode: {
    input: z.strictObject({ code: typed, fixedPosition: place.optional() }),
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('enrolled') }),
      z.strictObject({ kind: z.literal('refused'), code: enrolmentCodeRefusal }),
      z.strictObject({ kind: z.literal('lockedOut'), waitSeconds: z.int().min(0) }),
      serverAway,
      notAtThisStep,
    ]),
  },
  /** Begins or resumes the download; `setupChanged` tells how far it is. Also the Retry now button. */
  startDownload: { input: z.strictObject({}), answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('started') }), notAtThisStep]) },
  /** One step back in the wizard; nothing that was downloaded is lost before setup is done. */
  stepBack: { input: z.strictObject({}), answer: setupView },
} as const;
