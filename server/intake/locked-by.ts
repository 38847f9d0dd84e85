/** Whose punches, and which chains, nobody else may judge while a group of batches is taken. */
import { lastFourHash } from '../../shared/lib/keyed-hash.ts';
import { nameKey } from '../../shared/rules/identity.ts';
import { deviceKey } from '../database/person-locks.ts';
import { loadRecordedPunches } from '../database/recorded-punches.ts';
import { findByForm } from '../database/temporary-employees.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { personKey, type OfferedBatch } from './offers.ts';
import { employeeKey } from './settle-temporary.ts';
import { TemporaryPeople } from './temporary-people.ts';

/** Keys for `lockPersons`. What is read here is read again under the locks: it only has to be right about whom to keep out. */
export async function lockedBy(scope: TenantScope, batches: readonly OfferedBatch[], tenantKey: Uint8Array): Promise<Set<string>> {
  const people = await TemporaryPeople.load(scope, batches);
  const keys = new Set<string>();
  const voided: string[] = [];
  for (const batch of batches) {
    keys.add(deviceKey(batch.device.deviceId));
    for (const offer of batch.offers) {
      if (offer.kind !== 'punch') continue;
      keys.add(personKey(offer.punch.person));
      if (offer.punch.person.kind === 'temporary') keys.add(people.keyOf(offer.punch.person));
    }
    for (const offer of batch.records) {
      if (offer.kind !== 'record') continue;
      if (offer.record.kind === 'void') voided.push(offer.record.punchId);
      if (offer.record.kind !== 'temporaryEmployee') continue;
      const { temporaryEmployeeId, firstName, lastName, lastFour } = offer.record;
      keys.add(people.keyOf({ kind: 'temporary', temporaryEmployeeId }));
      const matches = await findByForm(scope, { name_key: nameKey(firstName, lastName), last_four_hash: lastFourHash(lastFour, tenantKey) });
      for (const match of matches) keys.add(employeeKey(match.employeeId));
    }
  }
  for (const punch of (await loadRecordedPunches(scope, voided)).values()) keys.add(punch.person_key);
  return keys;
}
