/** C9, C10, C13: somebody's own time, one week at a time, off line too; this week and last also after their punches left the device (F4). */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { addDays, dateInZone, startOfWeek } from '../../shared/lib/zoned-time.ts';
import { findFirstEntryDate } from '../database/entries.ts';
import { peopleVersion } from '../database/people.ts';
import { findFirstPunchDate } from '../database/punches.ts';
import type { Kiosk } from '../kiosk.ts';
import { findPerson, type KnownPerson } from '../known-person.ts';
import { readKnownPunches } from '../known-punches.ts';
import { readSheetRequests, sheetDayOf } from '../sheet-day.ts';

type Kiosks = Pick<Kiosk, 'connection' | 'settings' | 'sessions' | 'time'>;

export function readTimesheet(kiosk: Kiosks, { sessionId, weekOf }: CallInput<'readTimesheet'>): CallAnswer<'readTimesheet'> {
  const session = kiosk.sessions.find(sessionId);
  const properties = kiosk.settings.read('timeclock');
  const known = session === null ? null : findPerson(kiosk, session.person);
  if (properties === null || known === null) return { kind: 'sessionEnded' };
  const firstDayOfWeek = kiosk.settings.read('organisation')?.firstDayOfWeek ?? 1;
  const today = dateInZone(kiosk.time.now().bestKnownMs, properties.timeZone);
  const present = startOfWeek(today, firstDayOfWeek);
  const earliest = startOfWeek(firstDateOf(kiosk, known, addDays(present, -7)), firstDayOfWeek);
  const firstDate = within(startOfWeek(weekOf ?? today, firstDayOfWeek), earliest, present);
  const range = { from: firstDate, to: addDays(firstDate, 6) };
  const punches = readKnownPunches(kiosk.connection, peopleVersion(kiosk.settings), known.person, range);
  const requests = readSheetRequests(kiosk.connection, known.person);
  const days = Array.from({ length: 7 }, (_, index) => addDays(firstDate, index)).map((workDate) =>
    sheetDayOf(
      workDate,
      punches.filter((punch) => punch.workDate === workDate),
      { known, properties, requests },
    ),
  );
  const sum = (key: 'workedMs' | 'workedRoundedMs'): number => days.reduce((total, day) => total + day[key], 0);
  const totals = { workedMs: sum('workedMs'), workedRoundedMs: sum('workedRoundedMs') };
  return { kind: 'read', timesheet: { today, firstDate, lastDate: range.to, days, ...totals, hasEarlier: firstDate > earliest, hasLater: firstDate < present } };
}

/** The oldest date that there is something of, but last week at the latest. */
function firstDateOf({ connection }: Kiosks, { person }: KnownPerson, lastWeek: string): string {
  const dates = [findFirstPunchDate(connection, person), findFirstEntryDate(connection, person), lastWeek].filter((date) => date !== null);
  return dates.sort()[0] ?? lastWeek;
}

function within(date: string, from: string, to: string): string {
  if (date < from) return from;
  return date > to ? to : date;
}
