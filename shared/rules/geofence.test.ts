import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceMetres, fenceFaults, freshForMs, judgeFence, type Fence, type FenceOutcome, type KnownPlace, type Place } from './geofence.ts';

const fence: Fence = { mode: 'strict', latitude: 41.8781, longitude: -87.6298, radiusMetres: 200, minimumAccuracyMetres: 100, lastKnownForSeconds: 600, withoutPosition: 'takeAndFlag' };
/** So many metres north of the fence's middle. */
const north = (metres: number): Place => ({ latitude: fence.latitude + metres / 111_195, longitude: fence.longitude });
const found = (metres: number, accuracyMetres = 10, ageMs = 0): KnownPlace['found'] => ({ ...north(metres), accuracyMetres, ageMs });
const known = (more: Partial<KnownPlace>): KnownPlace => ({ found: null, fixed: null, ...more });

const latitude = fc.double({ min: -90, max: 90, noNaN: true });
const longitude = fc.double({ min: -180, max: 180, noNaN: true });
const place = fc.record({ latitude, longitude });
const halfWay = Math.PI * 6_371_008.8;

describe('distance', () => {
  it.each<[string, [number, number], [number, number], number]>([
    ['no way at all', [41.8, -87.6], [41.8, -87.6], 0],
    ['Chicago to London', [41.8781, -87.6298], [51.5074, -0.1278], 6_354_000],
    ['a degree along the equator', [0, 0], [0, 1], 111_195],
    ['a degree over the antimeridian', [0, 179.5], [0, -179.5], 111_195],
    ['pole to pole', [90, 12], [-90, -77], halfWay],
    ['around a pole, whatever the longitude', [90, 0], [90, 180], 0],
    ['the other side of the Earth', [30, 40], [-30, -140], halfWay],
  ])('C7 measures %s', (_what, [fromLatitude, fromLongitude], [toLatitude, toLongitude], metres) => {
    const measured = distanceMetres({ latitude: fromLatitude, longitude: fromLongitude }, { latitude: toLatitude, longitude: toLongitude });
    expect(Math.abs(measured - metres)).toBeLessThan(1 + metres * 0.001);
  });

  it('C7 is the same both ways, never further than half around, and 180 is -180', () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        const metres = distanceMetres(one, other);
        expect(metres).toBeCloseTo(distanceMetres(other, one), 3);
        expect(metres).toBeLessThanOrEqual(halfWay + 1);
        expect(distanceMetres({ ...one, longitude: 180 }, other)).toBeCloseTo(distanceMetres({ ...one, longitude: -180 }, other), 3);
      }),
    );
  });

  it('C7 is no longer over a third place', () => {
    fc.assert(fc.property(place, place, place, (one, other, third) => distanceMetres(one, other) <= distanceMetres(one, third) + distanceMetres(third, other) + 0.5));
  });
});

describe('a fence', () => {
  it.each<[string, Partial<KnownPlace>, FenceOutcome]>([
    ['in the middle', { found: found(0) }, 'inside'],
    ['just inside', { found: found(199) }, 'inside'],
    ['just outside', { found: found(201) }, 'outside'],
    ['as accurate as asked for', { found: found(500, 100) }, 'outside'],
    ['less accurate than asked for', { found: found(500, 101) }, 'notAccurateEnough'],
    ['less accurate, and in the middle', { found: found(0, 101) }, 'notAccurateEnough'],
    ['fresh', { found: found(500, 10, freshForMs) }, 'outside'],
    ['last known and young', { found: found(500, 10, 600_000) }, 'outside'],
    ['last known and too old', { found: found(500, 10, 600_001) }, 'positionUnknown'],
    ['from the future', { found: found(500, 10, -freshForMs - 1) }, 'positionUnknown'],
    ['unknown', {}, 'positionUnknown'],
    ['fixed inside', { fixed: north(50) }, 'inside'],
    ['fixed outside', { fixed: north(5000) }, 'outside'],
    ['found outside and fixed inside', { found: found(500), fixed: north(0) }, 'outside'],
    ['too old outside and fixed inside', { found: found(500, 10, 900_000), fixed: north(0) }, 'inside'],
    ['vague and fixed inside', { found: found(500, 2000), fixed: north(0) }, 'inside'],
    ['vague, certainly elsewhere, and fixed inside', { found: found(9000, 2000), fixed: north(0) }, 'notAccurateEnough'],
  ])('C7 finds a position %s', (_what, more, outcome) => {
    const strict = judgeFence(fence, known(more));
    expect([strict.outcome, strict.isBlocking]).toEqual([outcome, outcome === 'outside']);
    expect(judgeFence({ ...fence, mode: 'warning', withoutPosition: 'block' }, known(more))).toMatchObject({ outcome, isBlocking: false });
    expect(judgeFence({ ...fence, mode: 'disabled' }, known(more))).toEqual({ outcome: 'disabled', distanceMetres: null, isBlocking: false });
  });

  it('C7 turns away without a position where the timeclock says so, and then alone', () => {
    const blocking = { ...fence, withoutPosition: 'block' } as const;
    expect(judgeFence(blocking, known({}))).toEqual({ outcome: 'positionUnknown', distanceMetres: null, isBlocking: true });
    expect(judgeFence(blocking, known({ found: found(500, 500) })).isBlocking).toBe(false);
    expect(judgeFence(blocking, known({ fixed: north(0) })).isBlocking).toBe(false);
  });

  it('C7 is never failed on a position less accurate than the fence', () => {
    const accuracy = fc.double({ min: 0, max: 1e6, noNaN: true });
    const radius = fc.double({ min: 1, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(place, place, accuracy, radius, radius, (middle, at, accuracyMetres, radiusMetres, minimumAccuracyMetres) => {
        const { isBlocking, outcome } = judgeFence({ ...fence, ...middle, radiusMetres, minimumAccuracyMetres }, known({ found: { ...at, accuracyMetres, ageMs: 0 } }));
        if (accuracyMetres > radiusMetres || accuracyMetres > minimumAccuracyMetres) expect(isBlocking).toBe(false);
        expect(isBlocking).toBe(outcome === 'outside');
      }),
    );
  });

  it.each<[string, Partial<Fence>]>([
    ['radiusMetres', { radiusMetres: 0 }],
    ['radiusMetres', { radiusMetres: Number.NaN }],
    ['radiusMetres', { radiusMetres: Number.POSITIVE_INFINITY }],
    ['minimumAccuracyMetres', { minimumAccuracyMetres: 0 }],
    ['minimumAccuracyMetres', { minimumAccuracyMetres: 0.5 }],
    ['latitude', { latitude: 0, longitude: 0 }],
    ['latitude', { latitude: 91 }],
    ['longitude', { longitude: Number.NaN }],
  ])('C7 J3 turns nobody away when it is impossible by its %s', (field, more) => {
    expect(fenceFaults({ ...fence, ...more })).toEqual([field]);
    expect(judgeFence({ ...fence, withoutPosition: 'block', ...more }, known({ found: found(5000) }))).toEqual({ outcome: 'disabled', distanceMetres: null, isBlocking: false });
    expect(fenceFaults({ ...fence, ...more, mode: 'disabled' })).toEqual([]);
  });
});
