/** E8: what a row says in a table for people: one list of columns for CSV and XLSX. Ids are text, times are times in the timeclock's zone. */
import type { PunchType } from '../../shared/lib/punch-type.ts';
import type { ExportRow, PunchRow, RecordRow } from './export-row.ts';

export type Cell =
  | { readonly kind: 'empty' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  /** YYYY-MM-DD. */
  | { readonly kind: 'date'; readonly date: string }
  /** What a wall clock in the zone showed, as ms since 1970 on that clock. */
  | { readonly kind: 'wallTime'; readonly wallMs: number };

export interface PersonName {
  readonly firstName: string;
  readonly lastName: string;
}

/** Whoever a row is of, as far as the device knows them. */
export type NameOf = (row: ExportRow) => PersonName | null;

export const columnNames = [
  'Kind',
  'Status',
  'Reason',
  'Source',
  'Sequence number',
  'Id',
  'Person',
  'First name',
  'Last name',
  'Type',
  'Work date',
  'Time',
  'Time zone',
  'UTC offset in minutes',
  'UTC',
  'Device clock, UTC',
  'Clock confidence',
  'Rounded, UTC',
  'Settled, UTC',
  'Assignment',
  'Geofence',
  'IP rules',
  'Flags',
  'Note',
  'About punch',
  'Details',
  'Device',
  'Device id',
  'Previous hash',
  'Hash',
] as const;

const empty: Cell = { kind: 'empty' };
const text = (value: string | null): Cell => (value === null || value === '' ? empty : { kind: 'text', text: value });
const number = (value: number): Cell => ({ kind: 'number', value });

/** One cell for each of `columnNames`. */
export function cellsOf(row: ExportRow, nameOf: NameOf): Cell[] {
  const name = nameOf(row);
  return row.row === 'punch' ? punchCells(row, name) : recordCells(row, name);
}

function punchCells(row: PunchRow, name: PersonName | null): Cell[] {
  const { punch } = row;
  const { person } = punch;
  return [
    text('punch'),
    text(row.status),
    text(row.refusal === null ? (row.matchFailure ?? (row.duplicateOf === null ? null : 'duplicate')) : `${row.refusal.code}: ${row.refusal.text}`),
    text(row.source),
    number(punch.sequenceNumber),
    text(punch.punchId),
    text(person.kind === 'employee' ? person.employeeId : person.temporaryEmployeeId),
    text(name?.firstName ?? null),
    text(name?.lastName ?? null),
    text(punch.type),
    { kind: 'date', date: punch.workDate },
    { kind: 'wallTime', wallMs: Date.parse(punch.bestKnownInstant) + punch.offsetMinutes * 60_000 },
    text(punch.timeZone),
    number(punch.offsetMinutes),
    text(punch.bestKnownInstant),
    text(punch.deviceInstant),
    text(punch.clockConfidence),
    text(row.roundedInstant),
    text(row.settledAt),
    text(punch.assignmentId),
    text(punch.geofence),
    text(punch.ip),
    text(punch.flags.join(' ')),
    text(punch.note),
    text(row.duplicateOf),
    empty,
    text(punch.deviceName),
    text(punch.deviceId),
    text(punch.previousHash),
    text(punch.hash),
  ];
}

function recordCells(row: RecordRow, name: PersonName | null): Cell[] {
  const { record } = row;
  const facts = factsOf(row);
  return [
    text(record.kind),
    text(row.status),
    text(row.refusal),
    text(row.source),
    empty,
    text(record.recordId),
    text(facts.person),
    text(name?.firstName ?? null),
    text(name?.lastName ?? null),
    text(facts.type),
    facts.workDate === null ? empty : { kind: 'date', date: facts.workDate },
    empty,
    empty,
    empty,
    text(record.bestKnownInstant),
    text(record.deviceInstant),
    empty,
    empty,
    empty,
    empty,
    empty,
    empty,
    empty,
    text(facts.note),
    text(facts.punchId),
    text(facts.details),
    empty,
    empty,
    empty,
    empty,
  ];
}

interface RecordFacts {
  readonly person: string | null;
  readonly type: PunchType | null;
  readonly workDate: string | null;
  readonly note: string | null;
  readonly punchId: string | null;
  readonly details: string | null;
}

const noFacts: RecordFacts = { person: null, type: null, workDate: null, note: null, punchId: null, details: null };

function factsOf({ record }: RecordRow): RecordFacts {
  switch (record.kind) {
    case 'temporaryEmployee':
      return { ...noFacts, person: record.temporaryEmployeeId };
    case 'void':
      return { ...noFacts, punchId: record.punchId };
    case 'acknowledgement':
      return { ...noFacts, punchId: record.punchId, details: record.correctionId };
    case 'answers':
      return { ...noFacts, punchId: record.punchId, details: JSON.stringify({ set: record.set, complete: record.complete, answers: record.answers }) };
    case 'request': {
      const { person, type, workDate, note, punchId } = record;
      const personId = person.kind === 'employee' ? person.employeeId : person.temporaryEmployeeId;
      return { person: personId, type, workDate, note, punchId, details: JSON.stringify({ request: record.request, proposedInstant: record.proposedInstant }) };
    }
  }
}

/** "2026-11-23 08:00:00", as that wall clock showed it. */
export function wallTimeText(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19).replace('T', ' ');
}
