/** C9, C13: one work date of a timesheet, as the screen shows it: entries, what is open, actual beside rounded, what was asked. */
import type { Person, TimeclockProperties } from '../shared/contracts/entities.ts';
import type { SheetDay, SheetEntry, SheetRequest } from '../shared/contracts/timesheet-calls.ts';
import { offsetMinutesAt } from '../shared/lib/zoned-time.ts';
import { inOrder } from '../shared/rules/punch-sequence.ts';
import { roundInstant, roundingStepMinutes } from '../shared/rules/rounding.ts';
import { dayTotals, stretchesOf } from '../shared/rules/timesheet.ts';
import type { Connection } from './database/connection.ts';
import { findRequestOutcome } from './database/outcomes.ts';
import { findRequests } from './database/own-records.ts';
import type { KnownPerson } from './known-person.ts';
import type { PersonPunch } from './known-punches.ts';
import { toInstant } from './instant.ts';
import { jobOf } from './offer.ts';
import { counts } from './standing.ts';
import { toSheetCorrection } from './updated-times.ts';

export interface SheetContext {
  readonly known: KnownPerson;
  readonly properties: TimeclockProperties;
  readonly requests: readonly SheetRequest[];
}

/** Everything that the person asked for at this kiosk, with the supervisor's answer where there is one. */
export function readSheetRequests(connection: Connection, person: Person): SheetRequest[] {
  return findRequests(connection, person).map(({ recordId, request, workDate, type, proposedInstant, note }) => {
    const outcome = findRequestOutcome(connection, recordId);
    return { requestId: recordId, request, workDate, type, proposedInstant, note, status: outcome?.status ?? 'open', answer: outcome?.note ?? null };
  });
}

/** @param punches that date's, counted or not, any order */
export function sheetDayOf(workDate: string, punches: readonly PersonPunch[], context: SheetContext): SheetDay {
  const rounded = inOrder(punches).map((punch) => ({ ...punch, roundedMs: roundedMsOf(punch, context.properties) }));
  const counted = rounded.filter(counts);
  const openIds = new Set(stretchesOf(counted).flatMap((stretch) => (stretch.to === null ? [stretch.from.punchId] : [])));
  const { workedMs, workedRoundedMs, breakMs, open } = dayTotals(counted);
  return {
    workDate,
    entries: rounded.map((punch) => toSheetEntry(punch, openIds.has(punch.punchId), context.known)),
    requests: context.requests.filter((request) => request.workDate === workDate),
    workedMs: Math.round(workedMs),
    workedRoundedMs: Math.round(workedRoundedMs),
    breakMs: Math.round(breakMs),
    isOpen: open,
  };
}

/** The server's word, or what it will say by the same rule. */
function roundedMsOf({ roundedMs, instantMs, type }: PersonPunch, { timeZone, rounding }: TimeclockProperties): number {
  return roundedMs ?? roundInstant(instantMs, offsetMinutesAt(instantMs, timeZone), roundingStepMinutes(type, rounding));
}

const minuteMs = 60_000;

function toSheetEntry(punch: PersonPunch & { readonly roundedMs: number }, isOpen: boolean, known: KnownPerson): SheetEntry {
  const { punchId, type, workDate, instantMs, roundedMs, assignmentId, status, correction } = punch;
  const isSameMinute = Math.floor(roundedMs / minuteMs) === Math.floor(instantMs / minuteMs);
  return {
    punchId,
    type,
    workDate,
    instant: toInstant(instantMs),
    roundedInstant: isSameMinute || !counts(punch) ? null : toInstant(roundedMs),
    job: jobOf(known, assignmentId),
    status,
    isCounted: counts(punch),
    isOpen,
    correction: correction === null ? null : toSheetCorrection(correction, correction.acknowledgedAt !== null),
  };
}
