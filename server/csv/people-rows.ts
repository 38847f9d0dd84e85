/**
 * The people that a CSV file speaks of. Several rows of one employee are several assignments; what later rows say of the person
 * is what the first said, or nothing.
 */
import { setImmediate } from 'node:timers/promises';
import { problem, type Problem } from '../errors.ts';
import { assignmentColumns, cellFault, hasAssignments, personColumns, readHeader, type Column } from './people-columns.ts';
import type { CsvRow } from './read-rows.ts';

export interface ListedAssignment {
  readonly line: number;
  readonly assignmentId: string;
  readonly job: string;
  readonly department: string;
  readonly timeclockId: number;
  readonly startDate: string;
  readonly endDate: string | null;
  readonly shiftStart: string | null;
  readonly shiftEnd: string | null;
}

/** One employee of the file. `undefined` where the file has no such column, null where the cell is empty. */
export interface ListedPerson {
  /** The first row that names the person. */
  readonly line: number;
  readonly employeeId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly jobTitle: string | undefined;
  /** Null leaves what is stored. */
  readonly pin: string | null;
  readonly lastFour: string | null;
  readonly lastWorkDate: string | null | undefined;
  readonly assignments: readonly ListedAssignment[] | undefined;
}

export interface Fault {
  readonly line: number;
  readonly column: Column | '';
  readonly message: string;
}

export type ReadPeopleOutcome = { readonly kind: 'people'; readonly people: readonly ListedPerson[]; readonly faults: readonly Fault[] } | Problem;

const mostAssignments = 200;
/** Whoever has so many faults corrects those first. */
export const mostFaults = 200;
/** Then others have their turn: some milliseconds. */
const rowsAtOnce = 1000;

type Cells = Readonly<Partial<Record<Column, string>>>;
interface PlacedCells {
  readonly line: number;
  readonly cells: Cells;
}

/**
 * @param rows the first names the columns
 * @returns people of the rows without fault, and every fault of the others; or why it is no list of people at all
 */
export async function readPeople([headerRow, ...rows]: readonly CsvRow[]): Promise<ReadPeopleOutcome> {
  if (headerRow === undefined) return problem('invalidMessage', { errors: [{ path: 'line 1', message: 'the file is empty: begin with the names of the columns' }] });
  const header = readHeader(headerRow.cells);
  if (header.kind === 'problem') return header;
  const faults: Fault[] = [];
  const placed: PlacedCells[] = [];
  for (const [index, row] of rows.entries()) {
    if (faults.length >= mostFaults) break;
    if (index % rowsAtOnce === rowsAtOnce - 1) await setImmediate();
    const found =
      row.cells.length === header.columns.length ? faultsOfRow(row.line, place(header.columns, row)) : [{ line: row.line, column: '', message: `the row has ${row.cells.length} cells, the header ${header.columns.length}` } as const];
    if (found.length === 0) placed.push({ line: row.line, cells: place(header.columns, row) });
    faults.push(...found);
  }
  const byPerson = Map.groupBy(placed, (row) => row.cells.employee_id ?? '');
  const people = [...byPerson.values()].map((own) => toPerson(own, hasAssignments(header.columns) ? 'listed' : 'kept'));
  return { kind: 'people', people, faults: [...faults, ...[...byPerson.values()].flatMap(contradictions)] };
}

function place(columns: readonly Column[], row: CsvRow): Cells {
  return Object.fromEntries(columns.map((column, index) => [column, row.cells[index] ?? '']));
}

function namesAssignment(cells: Cells): boolean {
  return assignmentColumns.some((column) => (cells[column] ?? '') !== '');
}

function faultsOfRow(line: number, cells: Cells): Fault[] {
  const concerned: readonly Column[] = namesAssignment(cells) ? [...personColumns, ...assignmentColumns] : personColumns;
  const faults = concerned.flatMap((column): Fault[] => {
    const message = cellFault(column, cells[column] ?? '');
    return message === null ? [] : [{ line, column, message }];
  });
  const { start_date: start = '', end_date: end = '', shift_start: from = '', shift_end: until = '' } = cells;
  if (end !== '' && end < start) faults.push({ line, column: 'end_date', message: 'the assignment ends before it begins' });
  if ((from === '') !== (until === '')) faults.push({ line, column: from === '' ? 'shift_start' : 'shift_end', message: 'a scheduled shift has a start and an end: give both, or none' });
  return faults;
}

/** What the rows of one person say against each other. */
function contradictions(rows: readonly PlacedCells[]): Fault[] {
  const [first, ...later] = rows;
  const faults: Fault[] = later.flatMap(({ line, cells }) =>
    personColumns.filter((column) => (cells[column] ?? '') !== '' && cells[column] !== first?.cells[column]).map((column) => ({ line, column, message: `the row at line ${first?.line ?? 1} says otherwise of the same person` })),
  );
  const extra = rows.filter((row) => namesAssignment(row.cells))[mostAssignments];
  return extra === undefined ? faults : [...faults, { line: extra.line, column: 'assignment_id', message: `a person has at most ${mostAssignments} assignments` }];
}

const orNull = (cell: string | undefined): string | null => (cell === undefined || cell === '' ? null : cell);

function toPerson(rows: readonly PlacedCells[], assignments: 'listed' | 'kept'): ListedPerson {
  const { line = 1, cells = {} } = rows[0] ?? {};
  return {
    line,
    employeeId: cells.employee_id ?? '',
    firstName: cells.first_name ?? '',
    lastName: cells.last_name ?? '',
    jobTitle: cells.job_title,
    pin: orNull(cells.pin),
    lastFour: orNull(cells.last_four),
    lastWorkDate: cells.last_work_date === undefined ? undefined : orNull(cells.last_work_date),
    assignments: assignments === 'kept' ? undefined : rows.filter((row) => namesAssignment(row.cells)).map(toAssignment),
  };
}

function toAssignment({ line, cells }: PlacedCells): ListedAssignment {
  return {
    line,
    assignmentId: cells.assignment_id ?? '',
    job: cells.job ?? '',
    department: cells.department ?? '',
    timeclockId: Number(cells.timeclock_id),
    startDate: cells.start_date ?? '',
    endDate: orNull(cells.end_date),
    shiftStart: orNull(cells.shift_start),
    shiftEnd: orNull(cells.shift_end),
  };
}
