/**
 * Versions of the three contracts. A minor step adds what an older side may ignore; a major step changes a path or a meaning.
 *
 * 1.0  first form: setup, employees, texts, sealed batches, changes, PIN look-up.
 */
export const contractVersion = '1.0';

/** Path prefix of every route that kiosks use. */
export const apiPrefix = '/api/v1';
