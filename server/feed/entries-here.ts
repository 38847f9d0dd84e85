/**
 * Which entries a device may hear of, and under which name (D5, K10): those of people whom its timeclock knows, and those that were
 * made there. A temporary employee is named by the id that the device itself gave.
 */
import type { Entry } from '../../shared/contracts/entries.ts';
import { loadEntries } from '../database/entries.ts';
import { findAssigned, findTemporaryNames } from '../database/feed.ts';
import type { FeedContext } from './feed-context.ts';

/** In the order of `punchIds`; those that are not for this device are left out. */
export async function loadEntriesHere(context: FeedContext, punchIds: readonly string[]): Promise<Entry[]> {
  const { scope, at, caller } = context;
  const entries = await loadEntries(scope, punchIds);
  const people = [...entries.values()].map((entry) => entry.person);
  const assigned = await findAssigned(scope, at, [...new Set(people.flatMap((person) => (person.kind === 'employee' ? [person.employeeId] : [])))]);
  const names = await findTemporaryNames(scope, [...new Set(people.flatMap((person) => (person.kind === 'temporary' ? [person.temporaryEmployeeId] : [])))], caller);
  const here = (entry: Entry): Entry | null => {
    const madeHere = entry.timeclockId === caller.timeclockId;
    if (entry.person.kind === 'employee') return madeHere || assigned.has(entry.person.employeeId) ? entry : null;
    const name = names.get(entry.person.temporaryEmployeeId);
    if (name === undefined) return madeHere ? entry : null;
    return { ...entry, person: { kind: 'temporary', temporaryEmployeeId: name } };
  };
  return punchIds.flatMap((punchId) => {
    const entry = entries.get(punchId);
    const shown = entry === undefined ? null : here(entry);
    return shown === null ? [] : [shown];
  });
}
