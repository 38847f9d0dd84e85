/** K10: the last four digits of a social security number are kept as a hash under the tenant's key, and in no other form. */
import { lastFourHash } from '../shared/lib/keyed-hash.ts';
import type { HashLastFour } from './database/outbox.ts';
import type { Settings } from './database/settings.ts';

/** Before setup there is no key: the answer is empty then, and equals no hash. Nobody fills in a form at that time. */
export function lastFourHasher(settings: Settings): HashLastFour {
  return (digits) => {
    const enrolment = settings.read('enrolment');
    return enrolment === null ? '' : lastFourHash(digits, Buffer.from(enrolment.credentials.tenantKey, 'hex'));
  };
}
