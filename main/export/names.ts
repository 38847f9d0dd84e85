/** Who a row is of, as far as the device knows (K13: also somebody who has left). A few thousand names are kept, so that a million rows cost a million look-ups in memory. */
import type { Person } from '../../shared/contracts/entities.ts';
import { findEmployeeEvenIfGone, peopleVersion } from '../database/people.ts';
import { findTemporaryEmployee } from '../database/temporary-employees.ts';
import type { Kiosk } from '../kiosk.ts';
import type { NameOf, PersonName } from './cells.ts';
import type { ExportRow } from './export-row.ts';

const mostKept = 5000;

export function namesOf({ connection, settings }: Pick<Kiosk, 'connection' | 'settings'>): NameOf {
  const kept = new Map<string, PersonName | null>();
  const lookUp = (person: Person): PersonName | null => (person.kind === 'employee' ? findEmployeeEvenIfGone(connection, peopleVersion(settings), person.employeeId) : findTemporaryEmployee(connection, person.temporaryEmployeeId));
  return (row) => {
    if (row.row === 'record' && row.record.kind === 'temporaryEmployee') return row.record;
    const person = personOf(row);
    if (person === null) return null;
    const key = person.kind === 'employee' ? `e:${person.employeeId}` : `t:${person.temporaryEmployeeId}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= mostKept) kept.clear();
    const found = lookUp(person);
    const name = found === null ? null : { firstName: found.firstName, lastName: found.lastName };
    kept.set(key, name);
    return name;
  };
}

function personOf(row: ExportRow): Person | null {
  if (row.row === 'punch') return row.punch.person;
  return row.record.kind === 'request' ? row.record.person : null;
}
