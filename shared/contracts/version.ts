/**
 * Versions of the three contracts. A minor step adds what an older side may ignore; a major step changes a path or a meaning.
 *
 * 1.0  first form: setup, employees, texts, sealed batches, changes, PIN look-up.
 * 1.1  records beside punches, status of the device, entries and settled temporary employees in the changes, token renewal,
 *      enrolment codes, identification form, the console's routes.
 * 1.2  sealing keys that are replaced: sealingKid in the changes, readSealingKeys, sealingKeyUnknown.
 * 1.3  verifyOperator: somebody signs in to a kiosk's administration.
 * 1.4  a dry run of a batch (dryRun), and the server's edition of the zone data in the ping.
 * 1.5  restored and disk in the status of a device; what a newer device tells of itself beyond that is passed over.
 * 1.6  a dry run may carry the one punch of a self-test, which is judged and not stored; every answer names the server's version.
 * 1.7  the ping tells the devices that it knows which version of its program the server is.
 * 1.8  passedOver in the status of a device: what of the changes it could not use.
 * 1.9  definition beside answers: by which questions they were asked, so that the server judges them itself.
 */
export const contractVersion = '1.9';

const form = /^(\d{1,6})\.(\d{1,6})$/;

/** How the other side's version stands to `ours`; one that is no version of ours is older than any: the header came with 1.6. */
export function ageOf(theirs: string | null, ours: string = contractVersion): 'older' | 'same' | 'newer' {
  const difference = numberOf(theirs) - numberOf(ours);
  if (difference === 0) return 'same';
  return difference < 0 ? 'older' : 'newer';
}

function numberOf(version: string | null): number {
  const [, major, minor] = form.exec(version ?? '') ?? [];
  return major === undefined || minor === undefined ? 0 : Number(major) * 1_000_000 + Number(minor);
}

/** Path prefix of every route. */
export const apiPrefix = '/api/v1';
