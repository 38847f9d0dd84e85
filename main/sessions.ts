/**
 * Who stands at the kiosk: one person at a time, known to the renderer by an id alone. A session ends when the screen says so,
 * when somebody else is identified, or by a backstop when the screen never does.
 */
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import type { Employee, Person } from '../shared/contracts/entities.ts';
import type { Timers } from './timers.ts';

export interface Session {
  readonly sessionId: string;
  /** As they were identified; who that is now, `findPerson` says. */
  readonly person: Person;
  /** Outcomes by the touch that caused them: a repeat of a touch is the same punch (C11). */
  readonly taps: Map<string, CallAnswer<'recordPunch'>>;
  /** The same of requests to the supervisor (C12). */
  readonly requests: Map<string, CallAnswer<'sendRequest'>>;
}

/** People among whom somebody is to choose (B5). */
interface Choice {
  readonly choiceId: string;
  readonly people: readonly Employee[];
}

export interface SessionsInput {
  readonly newId: () => string;
  readonly timers: Timers;
  /** How long the longest honest session lasts, in ms. */
  readonly longestMs: () => number;
  /** Told when the backstop ended a session. */
  readonly onExpired: (sessionId: string) => void;
}

export class Sessions {
  readonly #input: SessionsInput;
  #session: Session | null = null;
  #choice: Choice | null = null;
  #failuresInARow = 0;
  #turn = 0;
  #cancelBackstop: () => void = () => undefined;

  constructor(input: SessionsInput) {
    this.#input = input;
  }

  /** Somebody was identified: their session begins, anybody else's is over, failures in a row are forgotten (K11). */
  begin(person: Person): Session {
    this.end();
    const session: Session = { sessionId: this.#input.newId(), person, taps: new Map(), requests: new Map() };
    this.#session = session;
    this.#cancelBackstop = this.#input.timers.after(this.#input.longestMs(), () => this.#expire(session));
    return session;
  }

  find(sessionId: string): Session | null {
    return this.#session?.sessionId === sessionId ? this.#session : null;
  }

  /** K10: whoever stands here is somebody whom the server knows; the session and its touches stay. */
  goOnAs(person: Person): void {
    if (this.#session !== null) this.#session = { ...this.#session, person };
  }

  /** Changes whenever somebody comes or goes: what was asked in an earlier turn must not answer into this one. */
  turn(): number {
    return this.#turn;
  }

  /** How many failures in a row there are. */
  failures(): number {
    return this.#failuresInARow;
  }

  /** Whoever stands here. */
  current(): Session | null {
    return this.#session;
  }

  offerChoice(people: readonly Employee[]): Choice {
    this.end();
    this.#choice = { choiceId: this.#input.newId(), people };
    return this.#choice;
  }

  /** The person chosen of an offered choice, which is used up then; null when it was not offered. */
  choose(choiceId: string, employeeId: string): Employee | null {
    if (this.#choice?.choiceId !== choiceId) return null;
    return this.#choice.people.find((person) => person.employeeId === employeeId) ?? null;
  }

  /** One more failure to identify; answers how many in a row. */
  countFailure(): number {
    this.#failuresInARow += 1;
    return this.#failuresInARow;
  }

  /** Done, or the reset timer: forgets who stands here and the failures in a row. */
  end(): void {
    this.#cancelBackstop();
    this.#cancelBackstop = () => undefined;
    this.#session = null;
    this.#choice = null;
    this.#failuresInARow = 0;
    this.#turn += 1;
  }

  #expire(session: Session): void {
    if (this.#session?.sessionId !== session.sessionId) return;
    this.end();
    this.#input.onExpired(session.sessionId);
  }
}
