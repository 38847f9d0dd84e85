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
 */
export const contractVersion = '1.5';

/** Path prefix of every route. */
export const apiPrefix = '/api/v1';
