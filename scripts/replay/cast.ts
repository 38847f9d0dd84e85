/**
 * Who is who: each user of the export becomes a demo employee with an id and a PIN of its own, in the order in which they
 * appear. A user's own id may be anything; it is shown in the name and nowhere else.
 */
import type { Tap } from './read-export.ts';

export interface CastMember {
  readonly employeeId: string;
  /** 6 digits. Beyond 900,000 users they begin again: then the kiosk asks which of them it is (B5). */
  readonly pin: string;
  readonly firstName: string;
  readonly lastName: string;
}

const firstPin = 100_000;
const pins = 900_000;
const shownUserLength = 60;

export function castFor(taps: Iterable<Pick<Tap, 'user'>>): Map<string, CastMember> {
  const cast = new Map<string, CastMember>();
  for (const { user } of taps) {
    if (cast.has(user)) continue;
    const number = cast.size;
    const shown = user
      .replace(/\p{Cc}/gu, ' ')
      .slice(0, shownUserLength)
      .toWellFormed();
    cast.set(user, { employeeId: `replay-${number + 1}`, pin: String(firstPin + (number % pins)), firstName: 'User', lastName: shown.trim() === '' ? 'unnamed' : shown });
  }
  return cast;
}
