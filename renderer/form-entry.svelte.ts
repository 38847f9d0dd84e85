/** What somebody types into the identification form (B3), and what is wrong with it; kept while they stand here, also behind the idle warning. */
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import type { NameFault } from '../shared/contracts/identification-calls.ts';
import { readLastFour, readName } from '../shared/rules/identity.ts';

export type FormField = 'firstName' | 'lastName' | 'lastFour';
export const formFields: readonly FormField[] = ['firstName', 'lastName', 'lastFour'];

export type FieldFault = NonNullable<NameFault> | 'notFourDigits';
/** Not the fault of a field: nothing was stored, or nobody knows. */
export type FormTrouble = 'notSaved' | 'failed';

const nothingTyped: Readonly<Record<FormField, string>> = { firstName: '', lastName: '', lastFour: '' };
const noFaults: Readonly<Record<FormField, FieldFault | null>> = { firstName: null, lastName: null, lastFour: null };
const digitsOfLastFour = 4;

export class FormEntry {
  text = $state<Readonly<Record<FormField, string>>>(nothingTyped);
  faults = $state<Readonly<Record<FormField, FieldFault | null>>>(noFaults);
  trouble = $state<FormTrouble | null>(null);
  /** Where the keyboard types. */
  field = $state<FormField>('firstName');

  type(field: FormField, text: string): void {
    this.text = { ...this.text, [field]: field === 'lastFour' ? text.replace(/[^\p{Nd}]/gu, '').slice(0, digitsOfLastFour) : text };
    this.faults = { ...this.faults, [field]: null };
    this.trouble = null;
  }

  /** The first field that is empty behind the one that was just filled in; null when it is time to ask main. */
  nextEmpty(): FormField | null {
    const from = formFields.indexOf(this.field);
    if (faultOf(this.field, this.text[this.field]) !== null) return null;
    return formFields.slice(from + 1).find((field) => this.text[field] === '') ?? null;
  }

  /** Looks at all fields. @returns whether main may be asked; if not, the first faulty field is the one to go to */
  check(): boolean {
    this.trouble = null;
    this.#show({ firstName: faultOf('firstName', this.text.firstName), lastName: faultOf('lastName', this.text.lastName), lastFour: faultOf('lastFour', this.text.lastFour) });
    return formFields.every((field) => this.faults[field] === null);
  }

  /** Main has found faults that were not found here. */
  refuse({ firstName, lastName, lastFour }: Extract<CallAnswer<'identifyByForm'>, { kind: 'badForm' }>): void {
    this.#show({ firstName, lastName, lastFour });
  }

  clear(): void {
    this.text = nothingTyped;
    this.faults = noFaults;
    this.trouble = null;
    this.field = 'firstName';
  }

  #show(faults: Readonly<Record<FormField, FieldFault | null>>): void {
    this.faults = faults;
    this.field = formFields.find((field) => faults[field] !== null) ?? this.field;
  }
}

function faultOf(field: FormField, text: string): FieldFault | null {
  if (field === 'lastFour') return readLastFour(text) === null ? 'notFourDigits' : null;
  const reading = readName(text);
  return reading.kind === 'name' ? null : reading.kind;
}
