/**
 * J3, D5: changes as they came down, read one by one. What is not of the contract's shape changes nothing and is told to the log; of a timeclock's
 * settings and of a language's texts the parts that can be used count, and what was in force stays for the others. So a server that is newer,
 * older or wrong in one thing never stops the rest, and never the cursor.
 */
import { z } from 'zod';
import { employee, languageTag, textBundle, type Employee, type TextBundle, type TimeclockProperties } from '../shared/contracts/entities.ts';
import { change, type Change } from '../shared/contracts/entries.ts';
import { usableTimeclock } from './usable-timeclock.ts';

/** What could not be used. `part`: the rest of its change could. */
export interface Fault {
  readonly kind: 'change' | 'part';
  /** Kind of the change; `unknown` where nobody knows it. */
  readonly of: string;
  /** The first place that is wrong; never a value. */
  readonly path: string;
}

/** Whom a change speaks of that cannot be used: what is known of them stays as it was. */
export type Kept = { readonly kind: 'employee' | 'operator'; readonly id: string };

export type ReadChange = { readonly kind: 'usable'; readonly change: Change; readonly faults: readonly Fault[] } | { readonly kind: 'unusable'; readonly faults: readonly Fault[]; readonly kept: Kept | null };

const kinds: ReadonlySet<string> = new Set(change.options.map((option) => option.shape.kind.value));
const anyKind = z.object({ kind: z.string() });
const timeclockChange = z.object({ kind: z.literal('timeclock'), properties: z.unknown() });
const textsChange = z.strictObject({ kind: z.literal('texts'), language: languageTag, texts: z.record(z.string(), z.unknown()) });
const withEmployee = z.object({ employee: z.object({ employeeId: employee.shape.employeeId }) });
const withOperator = z.object({ operator: z.object({ userId: employee.shape.employeeId }) });

/** @param inForce the timeclock's settings as they are, or as this download has changed them so far */
export function readChange(received: unknown, inForce: () => TimeclockProperties | null): ReadChange {
  const named = anyKind.safeParse(received);
  const of = named.success && kinds.has(named.data.kind) ? named.data.kind : 'unknown';
  const settings = timeclockChange.safeParse(received);
  const present = settings.success ? inForce() : null;
  if (settings.success && present !== null) return readTimeclock(settings.data.properties, present);
  const texts = textsChange.safeParse(received);
  if (texts.success) return readTexts(texts.data);
  const whole = change.safeParse(received);
  if (whole.success) return { kind: 'usable', change: whole.data, faults: [] };
  return { kind: 'unusable', faults: [{ kind: 'change', of, path: pathOf(whole.error) }], kept: keptOf(received) };
}

function readTimeclock(received: unknown, inForce: TimeclockProperties): ReadChange {
  const usable = usableTimeclock(received, inForce);
  if (usable.kind === 'unusable') return { kind: 'unusable', faults: [{ kind: 'change', of: 'timeclock', path: usable.path }], kept: null };
  const faults = usable.keptPaths.map((path) => ({ kind: 'part', of: 'timeclock', path: shown(path) }) as const);
  return { kind: 'usable', change: { kind: 'timeclock', properties: usable.properties }, faults };
}

function readTexts({ language, texts }: { readonly language: string; readonly texts: Readonly<Record<string, unknown>> }): ReadChange {
  const usable: TextBundle = {};
  const faults: Fault[] = [];
  for (const [key, text] of Object.entries(texts)) {
    const read = textBundle.safeParse({ [key]: text });
    if (read.success) Object.assign(usable, read.data);
    else faults.push({ kind: 'part', of: 'texts', path: shown(`${language}.${key}`) });
  }
  return { kind: 'usable', change: { kind: 'texts', language, texts: usable }, faults };
}

/** A5: people of a page, without those who cannot be read. */
export function readEmployees(received: readonly unknown[]): { readonly employees: Employee[]; readonly faults: Fault[] } {
  const employees: Employee[] = [];
  const faults: Fault[] = [];
  for (const one of received) {
    const read = employee.safeParse(one);
    if (read.success) employees.push(read.data);
    else faults.push({ kind: 'change', of: 'employee', path: pathOf(read.error) });
  }
  return { employees, faults };
}

function keptOf(received: unknown): Kept | null {
  const person = withEmployee.safeParse(received);
  if (person.success) return { kind: 'employee', id: person.data.employee.employeeId };
  const operator = withOperator.safeParse(received);
  return operator.success ? { kind: 'operator', id: operator.data.operator.userId } : null;
}

function pathOf(error: z.ZodError): string {
  return shown((error.issues[0]?.path ?? []).join('.'));
}

/** Names that the sender chose are the sender's text: only such as look like names are told to the log. */
function shown(path: string): string {
  return /^[\w.-]{1,160}$/.test(path) ? path : '';
}
