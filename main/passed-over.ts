/**
 * J3, D5: what of the server's changes this kiosk could not use, as long as it stands: until a change tells of the same thing in a form that can be used.
 * Kept in the transaction that brings the rest in force, told to the server with each batch (I4) and shown in the diagnostics (G3). Never a value, and
 * bounded: of a server that is wrong throughout the latest say enough.
 */
import type { DeviceStatus } from '../shared/contracts/http.ts';
import type { PassedOverView } from '../shared/contracts/diagnostics-calls.ts';
import type { Settings } from './database/settings.ts';
import { toInstant } from './instant.ts';
import type { Fault, Thing } from './read-changes.ts';

/** So many are kept. */
const mostKept = 200;
/** What nobody knows is never told of again: it is an old story after so long. */
const unknownForMs = 30 * 86_400_000;
const toldToServer = 10;
const shown = 30;

/** What a download says, piece by piece: what could not be used, and of which things it told. */
export class PassedOver {
  /** All of it, for the log. */
  readonly faults: Fault[] = [];
  readonly #standing = new Map<string, Fault[]>();
  readonly #told = new Set<string>();

  /** A change that could be used, but for `faults`. */
  takeUsable(thing: Thing, faults: readonly Fault[]): void {
    const key = keyOf(thing);
    this.#told.add(key);
    this.faults.push(...faults);
    this.#standing.delete(key);
    if (faults.length > 0) this.#standing.set(key, [...faults]);
  }

  /** A change that could not: what else is known to be wrong of the same thing stays wrong. */
  takeUnusable(faults: readonly Fault[]): void {
    this.faults.push(...faults);
    for (const fault of faults) this.#standing.set(keyOf(fault), [...(this.#standing.get(keyOf(fault)) ?? []), fault]);
  }

  /** Stores what stands now, inside the caller's transaction. @param everybody all employees were told of anew */
  store(settings: Settings, atMs: number, everybody: boolean): void {
    const before = settings.read('passedOver') ?? [];
    const fresh = alike([...this.#standing.values()].flat(), placeOf).map(({ fault, count }) => ({ atMs, ...fault, count }));
    const freshPlaces = new Set(fresh.map(placeOf));
    const isOver = (one: (typeof before)[number]): boolean => (everybody && one.of === 'employee') || (one.of === 'unknown' && one.atMs < atMs - unknownForMs) || this.#told.has(keyOf(one)) || freshPlaces.has(placeOf(one));
    const kept = before.filter((one) => !isOver(one));
    const after = [...kept, ...fresh].slice(-mostKept);
    if (after.length > 0) settings.write('passedOver', after);
    else if (before.length > 0) settings.clear('passedOver');
  }
}

/** Alike ones are one that says how many there were. */
export function alike(faults: readonly Fault[], likeness: (fault: Fault) => string): readonly { readonly fault: Fault; readonly count: number }[] {
  return [...Map.groupBy(faults, likeness).values()].flatMap(([fault, ...more]) => (fault === undefined ? [] : [{ fault, count: more.length + 1 }]));
}

/** I4: with the status of each batch; null where nothing stands. */
export function passedOverStatus(settings: Settings): DeviceStatus['passedOver'] {
  const all = settings.read('passedOver') ?? [];
  if (all.length === 0) return null;
  const latest = all.slice(-toldToServer).toReversed();
  return { count: countOf(all), latest: latest.map(({ atMs, of, path, id }) => ({ at: toInstant(atMs), of, path, id })) };
}

/** G3: the latest first. */
export function passedOverView(settings: Settings): PassedOverView {
  const all = settings.read('passedOver') ?? [];
  return {
    count: countOf(all),
    latest: all
      .slice(-shown)
      .toReversed()
      .map(({ atMs, ...one }) => ({ at: toInstant(atMs), ...one })),
  };
}

function countOf(all: readonly { readonly count: number }[]): number {
  return all.reduce((sum, { count }) => sum + count, 0);
}

/** Who was taken away is the same thing as who was told of. */
function keyOf({ of, id }: Thing): string {
  return `${of.replace(/Removed$/, '')} ${id ?? ''}`;
}

function placeOf({ of, id, path }: Pick<Fault, 'of' | 'id' | 'path'>): string {
  return `${of} ${id ?? ''} ${path}`;
}
