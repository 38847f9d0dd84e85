/**
 * J3, D5: changes as they came down, read one by one. What is not of the contract's shape changes nothing and is told to the log; of a person, of a
 * timeclock's settings and of a language's texts the parts that can be used count, and what was in force stays for the others. So a server that is newer,
 * older or wrong in one thing never stops the rest, and never the cursor.
 */
import { z } from 'zod';
import { employee, languageTag, textBundle, type Employee, type Organisation, type TextBundle, type TimeclockProperties } from '../shared/contracts/entities.ts';
import { change, type Change } from '../shared/contracts/entries.ts';
import { unreachable } from '../shared/lib/outcome.ts';
import { usableEmployee, type UsableEmployee } from './usable-employee.ts';
import { usableOrganisation } from './usable-organisation.ts';
import { usableTimeclock } from './usable-timeclock.ts';

/** What a change tells of: its kind, and whose where there are several. */
export interface Thing {
  readonly of: string;
  readonly id: string | null;
}

/** What could not be used. `part`: the rest of its change could. */
export interface Fault extends Thing {
  readonly kind: 'change' | 'part';
  /** `unknown` where nobody knows the kind. */
  readonly of: string;
  /** The first place that is wrong; never a value. */
  readonly path: string;
}

/** What of the things that changes are parts of is in force, or what this download has made of it so far. */
export interface InForce {
  timeclock(): TimeclockProperties | null;
  organisation(): Organisation | null;
  employee(employeeId: string): Employee | null;
}

/** Whom a change speaks of that cannot be used: what is known of them stays as it was. */
export type Kept = { readonly kind: 'employee' | 'operator'; readonly id: string };

export type ReadChange = { readonly kind: 'usable'; readonly change: Change; readonly faults: readonly Fault[] } | { readonly kind: 'unusable'; readonly faults: readonly Fault[]; readonly kept: Kept | null };

const kinds: ReadonlySet<string> = new Set(change.options.map((option) => option.shape.kind.value));
const anyKind = z.object({ kind: z.string() });
const timeclockChange = z.object({ kind: z.literal('timeclock'), properties: z.unknown() });
const organisationChange = z.strictObject({ kind: z.literal('organisation'), organisation: z.unknown() });
const textsChange = z.strictObject({ kind: z.literal('texts'), language: languageTag, texts: z.record(z.string(), z.unknown()) });
const employeeChange = z.strictObject({ kind: z.literal('employee'), employee: z.unknown() });
const { employeeId: anyId } = employee.shape;
const withEmployee = z.object({ employee: z.object({ employeeId: anyId }) });
const withOperator = z.object({ operator: z.object({ userId: anyId }) });
const withPunch = z.object({ entry: z.object({ punchId: anyId }) });
/** Where a change of the other kinds has its id. */
const withId = z.object({ employeeId: anyId, userId: anyId, requestId: anyId, temporaryEmployeeId: anyId }).partial();

export function readChange(received: unknown, inForce: InForce): ReadChange {
  const person = employeeChange.safeParse(received);
  if (person.success) return readEmployee(person.data.employee, inForce);
  const settings = timeclockChange.safeParse(received);
  const present = settings.success ? inForce.timeclock() : null;
  if (settings.success && present !== null) return readTimeclock(settings.data.properties, present);
  const company = organisationChange.safeParse(received);
  const presentCompany = company.success ? inForce.organisation() : null;
  if (company.success && presentCompany !== null) return readOrganisation(company.data.organisation, presentCompany);
  const texts = textsChange.safeParse(received);
  if (texts.success) return readTexts(texts.data);
  const whole = change.safeParse(received);
  if (whole.success) return { kind: 'usable', change: whole.data, faults: [] };
  const named = anyKind.safeParse(received);
  const of = named.success && kinds.has(named.data.kind) ? named.data.kind : 'unknown';
  return { kind: 'unusable', faults: [{ kind: 'change', of, path: pathOf(whole.error), id: idOf(received) }], kept: keptOf(received) };
}

function readEmployee(received: unknown, inForce: InForce): ReadChange {
  const usable = usableEmployee(received, (employeeId) => inForce.employee(employeeId));
  const faults = employeeFaults(usable, 'employee');
  if (usable.kind === 'usable') return { kind: 'usable', change: { kind: 'employee', employee: usable.employee }, faults };
  return { kind: 'unusable', faults, kept: usable.employeeId === null ? null : { kind: 'employee', id: usable.employeeId } };
}

/** @param at where the record stands in what was received; empty for the record itself */
function employeeFaults(usable: UsableEmployee, at: string): Fault[] {
  const path = (inner: string): string => shown([at, inner].filter((step) => step !== '').join('.'));
  if (usable.kind === 'unusable') return [{ kind: 'change', of: 'employee', path: path(usable.path), id: usable.employeeId }];
  return usable.keptPaths.map((inner) => ({ kind: 'part', of: 'employee', path: path(inner), id: usable.employee.employeeId }));
}

function readTimeclock(received: unknown, inForce: TimeclockProperties): ReadChange {
  const usable = usableTimeclock(received, inForce);
  if (usable.kind === 'unusable') return { kind: 'unusable', faults: [{ kind: 'change', of: 'timeclock', path: usable.path, id: null }], kept: null };
  const faults = usable.keptPaths.map((path) => ({ kind: 'part', of: 'timeclock', path: shown(path), id: null }) as const);
  return { kind: 'usable', change: { kind: 'timeclock', properties: usable.properties }, faults };
}

function readOrganisation(received: unknown, inForce: Organisation): ReadChange {
  const usable = usableOrganisation(received, inForce);
  if (usable.kind === 'unusable') return { kind: 'unusable', faults: [{ kind: 'change', of: 'organisation', path: `organisation.${usable.missing}`, id: null }], kept: null };
  const faults = usable.keptPaths.map((path) => ({ kind: 'part', of: 'organisation', path: shown(`organisation.${path}`), id: null }) as const);
  return { kind: 'usable', change: { kind: 'organisation', organisation: usable.organisation }, faults };
}

function readTexts({ language, texts }: { readonly language: string; readonly texts: Readonly<Record<string, unknown>> }): ReadChange {
  const usable: TextBundle = {};
  const faults: Fault[] = [];
  for (const [key, text] of Object.entries(texts)) {
    const read = textBundle.safeParse({ [key]: text });
    if (read.success) Object.assign(usable, read.data);
    else faults.push({ kind: 'part', of: 'texts', path: shown(`${language}.${key}`), id: language });
  }
  return { kind: 'usable', change: { kind: 'texts', language, texts: usable }, faults };
}

/** A5: a person at setup, where nobody is known from before. */
export function readNewcomer(received: unknown): ReadPerson {
  return readPerson(received, () => null);
}

export interface ReadPerson {
  readonly employee: Employee | null;
  readonly faults: readonly Fault[];
}

/** A record that is no change. */
export function readPerson(received: unknown, known: InForce['employee']): ReadPerson {
  const read = usableEmployee(received, known);
  return { employee: read.kind === 'usable' ? read.employee : null, faults: employeeFaults(read, '') };
}

/** What a change that could be used tells of. */
export function thingOf(told: Change): Thing {
  switch (told.kind) {
    case 'employee':
      return { of: 'employee', id: told.employee.employeeId };
    case 'employeeRemoved':
      return { of: 'employee', id: told.employeeId };
    case 'operator':
      return { of: 'operator', id: told.operator.userId };
    case 'operatorRemoved':
      return { of: 'operator', id: told.userId };
    case 'entry':
      return { of: 'entry', id: told.entry.punchId };
    case 'texts':
      return { of: 'texts', id: told.language };
    case 'temporaryEmployee':
      return { of: told.kind, id: told.temporaryEmployeeId };
    case 'request':
      return { of: told.kind, id: told.requestId };
    case 'timeclock':
    case 'organisation':
      return { of: told.kind, id: null };
    default:
      return unreachable(told, 'change');
  }
}

function keptOf(received: unknown): Kept | null {
  const person = withEmployee.safeParse(received);
  if (person.success) return { kind: 'employee', id: person.data.employee.employeeId };
  const operator = withOperator.safeParse(received);
  return operator.success ? { kind: 'operator', id: operator.data.operator.userId } : null;
}

function idOf(received: unknown): string | null {
  const kept = keptOf(received);
  if (kept !== null) return kept.id;
  const punch = withPunch.safeParse(received);
  if (punch.success) return punch.data.entry.punchId;
  const { employeeId, userId, requestId, temporaryEmployeeId } = withId.safeParse(received).data ?? {};
  return employeeId ?? userId ?? requestId ?? temporaryEmployeeId ?? null;
}

function pathOf(error: z.ZodError): string {
  return shown((error.issues[0]?.path ?? []).join('.'));
}

/** Names that the sender chose are the sender's text: only such as look like names are told to the log. */
export function shown(path: string): string {
  return /^[\w.-]{1,160}$/.test(path) ? path : '';
}
