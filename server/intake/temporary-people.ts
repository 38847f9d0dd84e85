/** F5, K10: whom the temporary ids of a group of batches stand for, as far as it is known by now. */
import type { Person } from '../../shared/contracts/entities.ts';
import type { TemporaryOutcome } from '../../shared/contracts/entries.ts';
import { findTemporaryIds, type TemporaryRecord } from '../database/temporary-employees.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import type { OfferedBatch } from './offers.ts';
import { employeeKey, temporaryKey } from './settle-temporary.ts';

export class TemporaryPeople {
  readonly #records: ReadonlyMap<string, TemporaryRecord>;

  constructor(records: ReadonlyMap<string, TemporaryRecord>) {
    this.#records = records;
  }

  /** Whom the batches speak of. */
  static async load(scope: TenantScope, batches: readonly OfferedBatch[]): Promise<TemporaryPeople> {
    return new TemporaryPeople(await findTemporaryIds(scope, [...new Set(batches.flatMap((batch) => [...temporaryIdsOf(batch)]))]));
  }

  /** The key under which this person's punches are judged. */
  keyOf(person: Person): string {
    if (person.kind === 'employee') return employeeKey(person.employeeId);
    const record = this.#records.get(person.temporaryEmployeeId);
    if (record === undefined) return temporaryKey(person.temporaryEmployeeId);
    return record.outcome === 'matched' && record.employee_id !== null ? employeeKey(record.employee_id) : temporaryKey(record.record_id);
  }

  /** The record that an id leads to, or null as long as none has arrived. */
  recordOf(temporaryEmployeeId: string): TemporaryRecord | null {
    return this.#records.get(temporaryEmployeeId) ?? null;
  }

  /** What the device hears of each temporary employee that its batch speaks of. */
  outcomesFor(batch: OfferedBatch): { temporaryEmployeeId: string; outcome: TemporaryOutcome }[] {
    return [...temporaryIdsOf(batch)].flatMap((temporaryEmployeeId) => {
      const record = this.#records.get(temporaryEmployeeId);
      return record === undefined ? [] : [{ temporaryEmployeeId, outcome: outcomeOf(record) }];
    });
  }
}

function outcomeOf(record: TemporaryRecord): TemporaryOutcome {
  return record.outcome === 'matched' ? { kind: 'matched', employeeId: record.employee_id ?? '' } : { kind: record.outcome };
}

/** Every temporary id in the batch's punches and records, each once. */
export function temporaryIdsOf(batch: OfferedBatch): Set<string> {
  const ids = new Set<string>();
  for (const offer of batch.offers) if (offer.kind === 'punch' && offer.punch.person.kind === 'temporary') ids.add(offer.punch.person.temporaryEmployeeId);
  for (const offer of batch.records) {
    if (offer.kind !== 'record') continue;
    if (offer.record.kind === 'temporaryEmployee') ids.add(offer.record.temporaryEmployeeId);
    if (offer.record.kind === 'request' && offer.record.person.kind === 'temporary') ids.add(offer.record.person.temporaryEmployeeId);
  }
  return ids;
}
