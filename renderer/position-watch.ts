/**
 * C7: while the timeclock has a fence, the page looks once a minute where it is and tells main. What the platform cannot find out is not
 * told: main counts the last known position for as long as the server allows.
 */
import type { CallInput } from '../shared/contracts/ipc.ts';
import type { Link } from './link.svelte.ts';
import type { Timers } from './timers.ts';

export type FoundPosition = CallInput<'positionFound'>;
/** The platform's location service; null where it has no answer. */
export type Locate = () => Promise<FoundPosition | null>;

const lookEveryMs = 60_000;
const longestLookMs = 30_000;

export class PositionWatch {
  readonly #link: Pick<Link, 'call'>;
  readonly #timers: Timers;
  readonly #locate: Locate;
  #isWatching = false;
  #stop: () => void = () => undefined;

  constructor(link: Pick<Link, 'call'>, timers: Timers, locate: Locate) {
    this.#link = link;
    this.#timers = timers;
    this.#locate = locate;
  }

  /** Looks from now on, at once first; or not any more. */
  follow(isWanted: boolean): void {
    if (isWanted === this.#isWatching) return;
    this.#isWatching = isWanted;
    if (isWanted) void this.#look();
    else this.#stop();
  }

  async #look(): Promise<void> {
    this.#stop = this.#timers.after(lookEveryMs, () => void this.#look());
    const position = await this.#locate();
    if (position !== null && this.#isWatching) await this.#link.call('positionFound', position);
  }
}

/** The browser's own service, asked for a position that is not an old one. */
export function browserLocate({ geolocation }: Pick<Navigator, 'geolocation'>): Locate {
  return () =>
    new Promise((resolve) => {
      const found = ({ coords: { latitude, longitude, accuracy } }: GeolocationPosition): void => resolve({ latitude, longitude, accuracyMetres: accuracy });
      geolocation.getCurrentPosition(found, () => resolve(null), { enableHighAccuracy: true, maximumAge: 0, timeout: longestLookMs });
    });
}
