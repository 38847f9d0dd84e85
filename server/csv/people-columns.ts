/** Columns of the people list (docs/api.md), each with what may stand in it. Messages never repeat a value. */
import type { z } from 'zod';
import { assignment, identifier, maxTextLength, workDate } from '../../shared/contracts/entities.ts';
import { normaliseName } from '../../shared/rules/identity.ts';
import { pinWeakness } from '../../shared/rules/pin-block-list.ts';
import { problem, type Problem } from '../errors.ts';
import { weaknessWording } from '../secrets/pin-wording.ts';

export const personColumns = ['employee_id', 'first_name', 'last_name', 'job_title', 'pin', 'last_four', 'last_work_date'] as const;
export const assignmentColumns = ['assignment_id', 'job', 'department', 'timeclock_id', 'start_date', 'end_date', 'shift_start', 'shift_end'] as const;
const requiredColumns = ['employee_id', 'first_name', 'last_name'] as const;

export type Column = (typeof personColumns)[number] | (typeof assignmentColumns)[number];
const columns: readonly Column[] = [...personColumns, ...assignmentColumns];

/** Which column stands at each place of a row. */
export type HeaderOutcome = { readonly kind: 'header'; readonly columns: readonly Column[] } | Problem;

export function readHeader(cells: readonly string[]): HeaderOutcome {
  const found: Column[] = [];
  for (const [index, cell] of cells.entries()) {
    const column = columns.find((one) => one === cell.toLowerCase());
    if (column === undefined) return refused(`the name of column ${index + 1} is not known: the columns are ${columns.join(', ')}`);
    if (found.includes(column)) return refused(`the column ${column} stands there twice`);
    found.push(column);
  }
  const missing = [...requiredColumns, ...(hasAssignments(found) ? (['assignment_id', 'job', 'timeclock_id', 'start_date'] as const) : [])].filter((column) => !found.includes(column));
  return missing.length === 0 ? { kind: 'header', columns: found } : refused(`these columns are missing: ${missing.join(', ')}`);
}

/** True where the file says which assignments people have; without, they keep what they have. */
export function hasAssignments(found: readonly Column[]): boolean {
  return assignmentColumns.some((column) => found.includes(column));
}

function refused(message: string): Problem {
  return problem('invalidMessage', { errors: [{ path: 'line 1', message }] });
}

const time = assignment.shape.shiftStart;
const isValid = (schema: z.ZodType, cell: string): boolean => schema.safeParse(cell).success;
const fits = (cell: string): string | null => (cell.length > maxTextLength ? `at most ${maxTextLength} characters` : null);
const required = (cell: string): string | null => (normaliseName(cell) === '' ? 'this must not be empty' : fits(cell));
const optionalDate = (cell: string): string | null => (cell === '' || isValid(workDate, cell) ? null : 'write the date as 2026-11-23');
const optionalTime = (cell: string): string | null => (cell === '' || isValid(time, cell) ? null : 'write the time as 07:00');
const id = (cell: string): string | null => (isValid(identifier, cell) ? null : 'letters, digits, and . : - _ make an id, 64 at most');
const leadingZeros = 'a spreadsheet may have taken leading zeros away';

function pinFault(cell: string): string | null {
  if (cell === '') return null;
  if (!/^(\d{4}|\d{6})$/.test(cell)) return `a PIN has four or six digits (${leadingZeros})`;
  const weakness = pinWeakness(cell);
  return weakness === null ? null : weaknessWording[weakness];
}

const faultOf: Readonly<Record<Column, (cell: string) => string | null>> = {
  employee_id: id,
  first_name: required,
  last_name: required,
  job_title: fits,
  pin: pinFault,
  last_four: (cell) => (cell === '' || /^\d{4}$/.test(cell) ? null : `four digits (${leadingZeros})`),
  last_work_date: optionalDate,
  assignment_id: id,
  job: required,
  department: fits,
  timeclock_id: (cell) => (/^[1-9]\d{0,8}$/.test(cell) ? null : 'the number of a timeclock'),
  start_date: (cell) => (cell === '' ? 'this must not be empty' : optionalDate(cell)),
  end_date: optionalDate,
  shift_start: optionalTime,
  shift_end: optionalTime,
};

/** What is wrong with a cell; null when nothing is. */
export function cellFault(column: Column, cell: string): string | null {
  return faultOf[column](cell);
}
