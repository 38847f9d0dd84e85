/**
 * The kiosk comes back when its user logs in: on once it is set up, where the host says that it was installed. What cannot be done now (a full
 * disk, a system that refuses) never ends the start: it is logged and tried again, at longer and longer intervals, until it is done.
 */
import type { EventLog } from './logger.ts';
import type { Timers } from './timers.ts';

/** What became of it. `impossible`: not as this program was started, however often it is tried. */
export type AtLogin = { kind: 'entered' } | { kind: 'removed' } | { kind: 'asItWas' } | { kind: 'notDone'; why: string } | { kind: 'impossible'; why: string };

/** What the host wants of the next login. `stayAway` is done at the start; `comeBack` once the kiosk is set up. */
export interface LoginWish {
  readonly wish: 'comeBack' | 'stayAway';
  readonly fulfil: () => AtLogin;
}

export interface AtLoginKeeper {
  /** The kiosk is set up; said again, it changes nothing. */
  isSetUp(): void;
  stop(): void;
}

const firstRetryMs = 60_000;
const longestRetryMs = 60 * 60_000;

/** @param login null: nothing is done and nothing is said, as in development. */
export function keepAtLogin(login: LoginWish | null, { timers, log }: { readonly timers: Timers; readonly log: EventLog }): AtLoginKeeper {
  let isBegun = false;
  let cancel = (): void => undefined;
  const attempt = (wish: LoginWish, waitMs: number): void => {
    const outcome = attempted(wish);
    switch (outcome.kind) {
      case 'entered':
        return log('login.entered');
      case 'removed':
        return log('login.removed');
      case 'asItWas':
        return;
      case 'impossible':
        return log('login.impossible', { why: outcome.why });
      case 'notDone':
        log('login.notDone', { wish: wish.wish, why: outcome.why, waitMs });
        cancel = timers.after(waitMs, () => attempt(wish, Math.min(2 * waitMs, longestRetryMs)));
    }
  };
  const begin = (): void => {
    if (login === null || isBegun) return;
    isBegun = true;
    attempt(login, firstRetryMs);
  };
  if (login?.wish === 'stayAway') begin();
  return { isSetUp: begin, stop: () => cancel() };
}

function attempted({ fulfil }: LoginWish): AtLogin {
  try {
    return fulfil();
  } catch (error) {
    return { kind: 'notDone', why: error instanceof Error ? error.message : String(error) };
  }
}
