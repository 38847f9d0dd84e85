/**
 * C7: where a kiosk stands by what is known of its place, held against the timeclock's fence. Nobody is turned away by a position that could
 * not tell inside from outside: one less accurate than the fence, or than the accuracy that is asked for, is noted and decides nothing.
 */

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** A place, and how far off it may be. */
export interface Position extends Place {
  readonly accuracyMetres: number;
}

export interface Fence extends Place {
  readonly mode: 'strict' | 'warning' | 'disabled';
  readonly radiusMetres: number;
  readonly minimumAccuracyMetres: number;
  readonly lastKnownForSeconds: number;
  readonly withoutPosition: 'takeAndFlag' | 'block';
}

/** What the kiosk knows: the platform's last position with its age, and where an administrator said that it stands. */
export interface KnownPlace {
  readonly found: (Position & { readonly ageMs: number }) | null;
  readonly fixed: Place | null;
}

export type FenceOutcome = 'disabled' | 'inside' | 'outside' | 'notAccurateEnough' | 'positionUnknown';

export interface FenceFinding {
  readonly outcome: FenceOutcome;
  /** To the middle of the fence; null where no position was held against it. */
  readonly distanceMetres: number | null;
  readonly isBlocking: boolean;
}

/** What is impossible about a fence, by the field that has to be put right. */
export type FenceFault = 'latitude' | 'longitude' | 'radiusMetres' | 'minimumAccuracyMetres';

/** A position that came within this time is one, and not a last known one: the page looks once a minute. */
export const freshForMs = 150_000;
/** A position is never better known than this. */
const finestAccuracyMetres = 1;
/** Mean radius of the Earth (IUGG). */
const earthRadiusMetres = 6_371_008.8;

/** Along the surface of the sphere (haversine): exact to 0.5 %, at the poles and over the antimeridian too. */
export function distanceMetres(one: Place, other: Place): number {
  const half = (degrees: number): number => Math.sin((degrees * Math.PI) / 360) ** 2;
  const cosine = (degrees: number): number => Math.cos((degrees * Math.PI) / 180);
  const chord = half(other.latitude - one.latitude) + cosine(one.latitude) * cosine(other.latitude) * half(other.longitude - one.longitude);
  return 2 * earthRadiusMetres * Math.asin(Math.sqrt(Math.min(1, Math.max(0, chord))));
}

/** Nothing for a fence that can be held against a position, and for one that is disabled. 0/0 is a fence that nobody placed. */
export function fenceFaults(fence: Fence): FenceFault[] {
  if (fence.mode === 'disabled') return [];
  const { latitude, longitude, radiusMetres, minimumAccuracyMetres } = fence;
  const faults: readonly [FenceFault, boolean][] = [
    ['latitude', !isWithin(latitude, 90) || (latitude === 0 && longitude === 0)],
    ['longitude', !isWithin(longitude, 180)],
    ['radiusMetres', !(radiusMetres >= finestAccuracyMetres) || !Number.isFinite(radiusMetres)],
    ['minimumAccuracyMetres', !(minimumAccuracyMetres >= finestAccuracyMetres) || !Number.isFinite(minimumAccuracyMetres)],
  ];
  return faults.filter(([, applies]) => applies).map(([field]) => field);
}

/** An impossible fence is none: it turns nobody away. */
export function judgeFence(fence: Fence, known: KnownPlace): FenceFinding {
  if (fence.mode === 'disabled' || fenceFaults(fence).length > 0) return { outcome: 'disabled', distanceMetres: null, isBlocking: false };
  const found = known.found !== null && isYoung(known.found.ageMs, fence) ? measured(fence, known.found) : null;
  const fixed = known.fixed === null ? null : measured(fence, { ...known.fixed, accuracyMetres: 0 });
  const seen = isElsewhere(fence, found) ? found : firstThatDecides(found, fixed);
  if (seen === null) return { outcome: 'positionUnknown', distanceMetres: null, isBlocking: fence.mode === 'strict' && fence.withoutPosition === 'block' };
  return { outcome: seen.outcome, distanceMetres: seen.distanceMetres, isBlocking: fence.mode === 'strict' && seen.outcome === 'outside' };
}

interface Measured {
  readonly outcome: 'inside' | 'outside' | 'notAccurateEnough';
  readonly distanceMetres: number;
  readonly accuracyMetres: number;
}

function measured(fence: Fence, position: Position): Measured {
  const distance = distanceMetres(fence, position);
  const isAccurate = position.accuracyMetres <= Math.min(fence.radiusMetres, fence.minimumAccuracyMetres);
  const side = distance <= fence.radiusMetres ? 'inside' : 'outside';
  return { outcome: isAccurate ? side : 'notAccurateEnough', distanceMetres: distance, accuracyMetres: position.accuracyMetres };
}

/** The platform's word counts first; where it is too vague to decide, the fixed place does. */
function firstThatDecides(found: Measured | null, fixed: Measured | null): Measured | null {
  if (found !== null && found.outcome !== 'notAccurateEnough') return found;
  return fixed ?? found;
}

/** Vague, and yet certainly not where the fence is: the kiosk was carried away from its fixed place. */
function isElsewhere(fence: Fence, found: Measured | null): boolean {
  return found !== null && found.distanceMetres - found.accuracyMetres > fence.radiusMetres;
}

/** From the future by more than a moment: a clock was wrong, and nobody knows how old it is. */
function isYoung(ageMs: number, { lastKnownForSeconds }: Fence): boolean {
  return ageMs >= -freshForMs && ageMs <= Math.max(freshForMs, lastKnownForSeconds * 1000);
}

function isWithin(degrees: number, limit: number): boolean {
  return Math.abs(degrees) <= limit;
}
