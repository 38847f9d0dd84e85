/** What an operator types to sign in (G1), and what is wrong with it; gone as soon as they leave. */
import type { OperatorRefusalCode, SignInDecidedBy } from '../shared/contracts/admin-calls.ts';
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import type { TextKey } from './texts.ts';

export type SignInField = 'username' | 'password';
export const signInFields: readonly SignInField[] = ['username', 'password'];

const nothingTyped: Readonly<Record<SignInField, string>> = { username: '', password: '' };
const noFaults: Readonly<Record<SignInField, TextKey | null>> = { username: null, password: null };

type Refused = Extract<CallAnswer<'signInOperator'>, { kind: 'refused' }>;

export class SignInEntry {
  text = $state<Readonly<Record<SignInField, string>>>(nothingTyped);
  faults = $state<Readonly<Record<SignInField, TextKey | null>>>(noFaults);
  /** Not the fault of a field. */
  trouble = $state<TextKey | null>(null);
  /** Where the keyboard types. */
  field = $state<SignInField>('username');

  type(field: SignInField, text: string): void {
    this.text = { ...this.text, [field]: text };
    this.faults = { ...this.faults, [field]: null };
    this.trouble = null;
  }

  /** The password, when the name was just typed. */
  nextEmpty(): SignInField | null {
    return this.field === 'username' && this.text.username !== '' && this.text.password === '' ? 'password' : null;
  }

  /** @returns whether main may be asked; if not, the first empty field is the one to go to */
  check(): boolean {
    const empty = signInFields.find((field) => this.text[field].trim() === '');
    this.trouble = null;
    this.faults = { username: this.text.username.trim() === '' ? 'admin.device.empty' : null, password: this.text.password === '' ? 'admin.device.empty' : null };
    if (empty !== undefined) this.field = empty;
    return empty === undefined;
  }

  /** The fault stands beside the field that it is about; a password that was refused is typed anew. */
  refuse({ code, decidedBy }: Refused): void {
    const field: SignInField = code === 'wrongPassword' ? 'password' : 'username';
    this.text = { ...this.text, password: '' };
    this.faults = { ...noFaults, [field]: faultText(code, decidedBy) };
    this.field = field;
  }

  fail(trouble: TextKey): void {
    this.text = { ...this.text, password: '' };
    this.trouble = trouble;
  }

  clear(): void {
    this.text = nothingTyped;
    this.faults = noFaults;
    this.trouble = null;
    this.field = 'username';
  }
}

function faultText(code: OperatorRefusalCode, decidedBy: SignInDecidedBy): TextKey {
  if (code === 'unknownUser' && decidedBy === 'device') return 'admin.signIn.unknownHere';
  return code === 'roleNotAllowed' ? 'admin.signIn.roleNotAllowed' : `problem.${code}`;
}
