/**
 * Who works on the kiosk's administration: one person at a time, known to the renderer by an id alone. A session ends when the
 * screen says so (leaving, the reset timer), when somebody else signs in, when the server has disabled the person or given them
 * another role, or by a backstop when nothing is asked for long.
 */
import type { OperatorPermission, OperatorRefusal, OperatorRole } from '../shared/contracts/admin-calls.ts';
import { mayOf } from './operator-permissions.ts';
import type { Timers } from './timers.ts';

export interface OperatorFacts {
  readonly userId: string;
  readonly username: string;
  readonly role: OperatorRole;
}

export interface OperatorSession extends OperatorFacts {
  readonly operatorSessionId: string;
}

export interface OperatorSessionsInput {
  readonly newId: () => string;
  readonly timers: Timers;
  /** How long a session lives in which nothing is asked, in ms. */
  readonly longestQuietMs: () => number;
  /** Told when main ended a session by itself. */
  readonly onEnded: (operatorSessionId: string) => void;
}

interface Standing {
  readonly session: OperatorSession;
  /** Whether the device had heard of the person when they came: who was verified on line may be newer than its list. */
  wasListed: boolean;
}

export class OperatorSessions {
  readonly #input: OperatorSessionsInput;
  #standing: Standing | null = null;
  #cancelBackstop: () => void = () => undefined;

  constructor(input: OperatorSessionsInput) {
    this.#input = input;
  }

  /** Somebody signed in; anybody else's session is over. */
  begin(operator: OperatorFacts, listed: readonly OperatorFacts[]): OperatorSession {
    this.#forget();
    const session = { operatorSessionId: this.#input.newId(), userId: operator.userId, username: operator.username, role: operator.role };
    this.#standing = { session, wasListed: listed.some((one) => one.userId === operator.userId) };
    this.#wind();
    return session;
  }

  /** The session, which goes on from now; null when it is over or never was. */
  touch(operatorSessionId: string): OperatorSession | null {
    if (this.#standing?.session.operatorSessionId !== operatorSessionId) return null;
    this.#wind();
    return this.#standing.session;
  }

  /** Leaving; nothing where that session is not the present one. */
  end(operatorSessionId: string): void {
    if (this.#standing?.session.operatorSessionId === operatorSessionId) this.#forget();
  }

  /** Main is stopping. */
  endAll(): void {
    this.#forget();
  }

  /** D5, K16: the server has told who may work here; whoever may not any more, or as another, is out. */
  listChanged(listed: readonly OperatorFacts[]): void {
    if (this.#standing === null) return;
    const { userId, role } = this.#standing.session;
    const now = listed.find((one) => one.userId === userId);
    if (now === undefined ? this.#standing.wasListed : now.role !== role) this.#endByItself();
    else this.#standing.wasListed ||= now !== undefined;
  }

  #wind(): void {
    this.#cancelBackstop();
    this.#cancelBackstop = this.#input.timers.after(this.#input.longestQuietMs(), () => this.#endByItself());
  }

  #endByItself(): void {
    const ended = this.#standing?.session.operatorSessionId;
    this.#forget();
    if (ended !== undefined) this.#input.onEnded(ended);
  }

  #forget(): void {
    this.#cancelBackstop();
    this.#cancelBackstop = () => undefined;
    this.#standing = null;
  }
}

/** The gate of every admin call: who asks, or why it is not carried out. */
export function requireOperator(kiosk: { readonly operators: OperatorSessions }, operatorSessionId: string, permission: OperatorPermission): { readonly kind: 'operator'; readonly session: OperatorSession } | OperatorRefusal {
  const session = kiosk.operators.touch(operatorSessionId);
  if (session === null) return { kind: 'operatorEnded' };
  return mayOf(session.role).includes(permission) ? { kind: 'operator', session } : { kind: 'notPermitted' };
}
