/** The digits on the PIN pad: follows the timeclock's PIN type, sends itself when it is complete (B1). */
import type { PinType } from '../shared/contracts/entities.ts';
import { burstGapMs } from './key-input.ts';
import type { Timers } from './timers.ts';

export type PinMessage = 'notFound' | 'notFoundOffline' | 'badgeUnreadable' | 'typeChanged' | 'notReady' | 'sessionEnded' | 'operatorEnded' | 'failed';

const lengthOf: Readonly<Record<PinType, number>> = { fourDigits: 4, sixDigits: 6, lastFourSsn: 4, nameAndSsn: 0 };
const longestCode = 12;
/** Keyed digits wait this long before they are sent: the first digits of a badge must not be taken for a PIN. */
const settleMs = burstGapMs + 30;

export class PinEntry {
  digits = $state('');
  pinType = $state<PinType>('sixDigits');
  message = $state<PinMessage | null>(null);
  isChecking = $state(false);
  /** What is being looked up came from a badge. */
  #isScanned = false;
  readonly #timers: Timers;
  readonly #submit: (pin: string) => void;
  #callOff: () => void = () => undefined;

  constructor(timers: Timers, submit: (pin: string) => void) {
    this.#timers = timers;
    this.#submit = submit;
  }

  /** How many digits a PIN has; 0 where the timeclock has no pad. */
  get length(): number {
    return lengthOf[this.pinType];
  }

  /** A touched key: complete entries go at once. */
  touch(digit: string): void {
    if (this.#take(digit)) this.#send(this.digits);
  }

  /** A key of the keyboard, which may be the beginning of a badge. */
  type(digit: string): void {
    if (!this.#take(digit)) return;
    const pin = this.digits;
    this.#callOff = this.#timers.after(settleMs, () => this.#send(pin));
  }

  /** A scanned badge replaces whatever was keyed in. */
  scan(code: string): void {
    if (this.isChecking) return;
    this.clear();
    if (code.length > longestCode) {
      this.message = 'badgeUnreadable';
      return;
    }
    this.#send(code);
    this.#isScanned = true;
  }

  /** Enter: sends a complete entry at once. */
  submit(): void {
    if (this.length > 0 && this.digits.length === this.length) this.#send(this.digits);
  }

  erase(): void {
    if (this.isChecking) return;
    this.#callOff();
    this.digits = this.digits.slice(0, -1);
  }

  clear(): void {
    if (this.isChecking) return;
    this.#callOff();
    this.digits = '';
    this.message = null;
  }

  /** B1: another PIN type discards what was keyed in, at once. */
  follow(pinType: PinType): void {
    if (pinType === this.pinType) return;
    const wasEntering = this.digits !== '';
    this.#callOff();
    this.pinType = pinType;
    this.digits = '';
    this.message = wasEntering ? 'typeChanged' : null;
  }

  /** The look-up has ended; null when it found somebody. */
  answer(message: PinMessage | null): void {
    this.#callOff();
    this.isChecking = false;
    this.digits = '';
    this.message = message === 'typeChanged' && this.#isScanned ? 'badgeUnreadable' : message;
  }

  /** True when the digit completed the entry. */
  #take(digit: string): boolean {
    if (this.isChecking || this.digits.length >= this.length) return false;
    this.message = null;
    this.digits += digit;
    return this.digits.length === this.length;
  }

  #send(pin: string): void {
    this.#callOff();
    if (this.isChecking) return;
    this.isChecking = true;
    this.#isScanned = false;
    this.#submit(pin);
  }
}
