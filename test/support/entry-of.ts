/** Entries as the server would tell them, for tests of the kiosk. */
import type { Entry } from '../../shared/contracts/entries.ts';

/** A Clock In of E1 at another kiosk, Monday 07:30 in Chicago, unless told otherwise. */
export function entryOf(facts: Partial<Entry> = {}): Entry {
  return {
    punchId: '01930000-0000-7000-8000-0000000000aa',
    person: { kind: 'employee', employeeId: 'E1' },
    deviceId: 'kiosk-2',
    timeclockId: 1043,
    type: 'clockIn',
    workDate: '2026-11-23',
    assignmentId: 'E1-A1',
    instant: '2026-11-23T13:30:00.000Z',
    roundedInstant: '2026-11-23T13:30:00.000Z',
    timeZone: 'America/Chicago',
    offsetMinutes: -360,
    state: 'accepted',
    duplicateOf: null,
    refusalCode: null,
    matchFailure: null,
    exceptions: [],
    correction: null,
    ...facts,
  };
}
