/** Which people and assignments a timeclock holds, and how many of them fit into one answer. */
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import { addDays, dateInZone } from '../../shared/lib/zoned-time.ts';
import type { AtTimeclock } from '../database/people.ts';

/** K13: an ended assignment may still be needed, as long as a kiosk keeps punches (35 days). */
const endedAssignmentsDays = 35;
/** Photos make people heavy: an answer carries no more than this of them, but always one person. */
const photoCharactersPerPage = 4_000_000;

export function atTimeclock(properties: TimeclockProperties, nowMs: number): AtTimeclock {
  const today = dateInZone(nowMs, properties.timeZone);
  return { timeclockId: properties.timeclockId, today, assignmentsSince: addDays(today, -endedAssignmentsDays) };
}

/** The longest beginning of `entries` whose photos fit into one answer. */
export function fitInto<E extends { readonly photoLength: number }>(entries: readonly E[]): E[] {
  let characters = 0;
  const end = entries.findIndex((entry, index) => {
    characters += entry.photoLength;
    return index > 0 && characters > photoCharactersPerPage;
  });
  return end === -1 ? [...entries] : entries.slice(0, end);
}
