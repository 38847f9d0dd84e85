/**
 * Versions of the three contracts. A minor step adds what an older side may ignore; a major step changes a path or a meaning.
 *
 * 1.0  first form: setup, employees, texts, sealed batches, changes, PIN look-up.
 * 1.1  records beside punches, status of the device, entries and settled temporary employees in the changes, token renewal,
 *      enrolment codes, identification form, the console's routes.
 */
export const contractVersion = '1.1';

/** Path prefix of every route. */
export const apiPrefix = '/api/v1';
