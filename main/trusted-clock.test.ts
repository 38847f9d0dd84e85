import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrustedClock, type ClockNews, type KnownTime, type StoredTime } from './trusted-clock.ts';

const startMs = Date.parse('2026-11-23T14:00:00.000Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A machine of which the test knows the true time. Its monotonic clock stands still in sleep unless told otherwise. */
class Machine {
  trueMs = startMs;
  /** Wall clock minus true time. */
  wallErrorMs: number;
  /** Null: the system does not tell. */
  isUptimeKnown = true;
  stored: StoredTime | null = null;
  readonly offsets: number[] = [];
  readonly news: ClockNews[] = [];
  #monotonicMs = 5_000;
  #uptimeMs = 90_000;
  #trusted: TrustedClock | null = null;

  constructor(wallErrorMs = 0) {
    this.wallErrorMs = wallErrorMs;
  }

  get trusted(): TrustedClock {
    this.#trusted ??= new TrustedClock({
      clock: { wallMs: () => this.trueMs + this.wallErrorMs, monotonicMs: () => this.#monotonicMs, uptimeMs: () => (this.isUptimeKnown ? Math.round(this.#uptimeMs / 10) * 10 : null) },
      bootId: 'boot-1',
      stored: this.stored,
      storeOffset: (offsetMs) => {
        this.offsets.push(offsetMs);
        this.stored = { offsetMs, overMs: this.trueMs };
      },
      onNews: (news) => this.news.push(news),
    });
    return this.#trusted;
  }

  now(): KnownTime {
    return this.trusted.now();
  }

  /** How far the best-known time is from the true one. */
  error(): number {
    return this.now().bestKnownMs - this.trueMs;
  }

  pass(ms: number): void {
    this.trueMs += ms;
    this.#monotonicMs += ms;
    this.#uptimeMs += ms;
  }

  sleep(ms: number): void {
    this.trueMs += ms;
    this.#uptimeMs += ms;
  }

  moveWall(byMs: number): void {
    this.wallErrorMs += byMs;
  }

  /** A request, the answer `waitedMs` in this process before anybody read it. */
  contact({ thereMs = 0, backMs = 0, waitedMs = 0 } = {}): void {
    this.now();
    this.pass(thereMs);
    const serverMs = this.trueMs;
    this.pass(backMs);
    const heardAtMs = this.#monotonicMs;
    this.pass(waitedMs);
    this.trusted.learn({ serverMs, roundTripMs: thereMs + backMs, heardAtMs });
  }

  /** Off for a while, and on again. */
  restart(offMs = 0): void {
    this.now();
    this.trueMs += offMs;
    this.#monotonicMs = 3_000;
    this.#uptimeMs = 20_000;
    this.#trusted = null;
  }
}

describe('the trusted clock', () => {
  it('H4 knows only the wall clock before the first contact ever, follows it where it is corrected, and says so', () => {
    const machine = new Machine(-40 * dayMs);
    expect(machine.now()).toEqual({ deviceMs: startMs - 40 * dayMs, bestKnownMs: startMs - 40 * dayMs, confidence: 'unknown', monotonicMs: 5_000, bootId: 'boot-1' });
    machine.moveWall(40 * dayMs);
    expect(machine.now()).toMatchObject({ bestKnownMs: startMs, confidence: 'unknown' });
    expect(machine.offsets).toEqual([]);
  });

  it('H4 learns the server time at a contact, half of the round trip added', () => {
    const machine = new Machine(-5_000);
    machine.contact({ thereMs: 100, backMs: 100 });
    expect(machine.now()).toMatchObject({ deviceMs: startMs + 200 - 5_000, bestKnownMs: startMs + 200, confidence: 'trusted' });
    expect(machine.offsets).toEqual([5_000]);
  });

  it.each([
    ['a day back', -dayMs],
    ['an hour forward', hourMs],
    ['three seconds back', -3_000],
  ])('H4 keeps the time when somebody moves the wall clock %s, notices it once, and trusts itself again with the next contact', (_how, byMs) => {
    const machine = new Machine();
    machine.contact();
    machine.pass(hourMs);
    machine.moveWall(byMs);
    expect(machine.now()).toMatchObject({ deviceMs: machine.trueMs + byMs, bestKnownMs: machine.trueMs, confidence: 'estimated' });
    machine.now();
    expect(machine.news).toEqual([{ kind: 'moved', byMs }]);
    machine.contact();
    expect(machine.now()).toMatchObject({ bestKnownMs: machine.trueMs, confidence: 'trusted' });
  });

  it('H4 takes no jump for a clock that is being corrected bit by bit, and lets the stored offset follow it', () => {
    const machine = new Machine(-10_000);
    machine.contact();
    for (let step = 0; step < 20; step += 1) {
      machine.pass(1_000);
      machine.moveWall(500);
      machine.now();
    }
    expect(machine.news).toEqual([]);
    expect(machine.error()).toBe(0);
    machine.restart();
    expect(Math.abs(machine.error())).toBeLessThanOrEqual(1_000);
  });

  it('H4 counts sleep that the monotonic clock does not, and takes it for no jump', () => {
    const machine = new Machine();
    machine.contact();
    machine.sleep(8 * hourMs);
    expect(machine.now()).toMatchObject({ bestKnownMs: machine.trueMs, confidence: 'estimated' });
    expect(machine.news).toEqual([{ kind: 'slept', forMs: 8 * hourMs }]);
    machine.contact();
    expect(machine.now()).toMatchObject({ bestKnownMs: machine.trueMs, confidence: 'trusted' });
  });

  it('H4 tells sleep and a moved wall clock apart when both happen at once', () => {
    const machine = new Machine();
    machine.contact();
    machine.sleep(8 * hourMs);
    machine.moveWall(-hourMs);
    expect(machine.error()).toBe(0);
    expect(machine.news).toEqual([
      { kind: 'slept', forMs: 8 * hourMs },
      { kind: 'moved', byMs: -hourMs },
    ]);
  });

  it('H4 where no clock counts sleep, says that the wall clock moved, and is right again with the next contact', () => {
    const machine = new Machine();
    machine.isUptimeKnown = false;
    machine.contact();
    machine.sleep(hourMs);
    expect(machine.now()).toMatchObject({ bestKnownMs: machine.trueMs - hourMs, confidence: 'estimated' });
    machine.contact();
    expect(machine.error()).toBe(0);
  });

  it('H4 prefers the contact with the shortest round trip, until drift has made a newer one better', () => {
    const machine = new Machine();
    machine.contact({ thereMs: 10, backMs: 10 });
    machine.contact({ thereMs: 3_900, backMs: 100 });
    expect(machine.error()).toBe(0);
    machine.pass(10 * hourMs);
    machine.contact({ thereMs: 1_000, backMs: 3_000 });
    expect(machine.error()).toBe(-1_000);
  });

  it('H4 believes the server where the contact before and this one cannot both be true', () => {
    const machine = new Machine();
    machine.contact({ thereMs: 1, backMs: 1 });
    machine.trusted.learn({ serverMs: machine.trueMs + hourMs, roundTripMs: 200, heardAtMs: null });
    expect(machine.error()).toBe(hourMs + 100);
  });

  it('H4 is not misled by an answer that lay unread while the process was held up, nor by one that lay through a sleep', () => {
    const machine = new Machine();
    machine.contact({ thereMs: 10, backMs: 10, waitedMs: 5 * minuteMs });
    expect(machine.error()).toBe(0);
    const heardAtMs = machine.now().monotonicMs;
    const serverMs = machine.trueMs;
    machine.sleep(hourMs);
    machine.trusted.learn({ serverMs, roundTripMs: 1, heardAtMs });
    expect(machine.error()).toBe(0);
  });

  it('H4 calls it an estimate when no contact has been for days', () => {
    const machine = new Machine();
    machine.contact();
    machine.pass(3 * dayMs);
    expect(machine.now().confidence).toBe('trusted');
    machine.pass(dayMs);
    expect(machine.now().confidence).toBe('estimated');
  });

  it('H4 stores an offset again only when it has changed by a second or more', () => {
    const machine = new Machine(-5_000);
    machine.contact();
    machine.moveWall(-400);
    machine.contact();
    expect(machine.offsets).toEqual([5_000]);
    machine.moveWall(-800);
    machine.contact();
    expect(machine.offsets).toEqual([5_000, 6_200]);
  });
});

describe('the trusted clock at a start without network', () => {
  function stoppedAfterContact(wallErrorMs = -7_000): Machine {
    const machine = new Machine(wallErrorMs);
    machine.contact();
    return machine;
  }

  it('H4 estimates from the wall clock and the offset that was stored', () => {
    const machine = stoppedAfterContact();
    machine.restart(3 * dayMs);
    expect(machine.now()).toMatchObject({ bestKnownMs: machine.trueMs, confidence: 'estimated' });
  });

  it('H4 estimates right after a restart too when the wall clock was moved while it ran', () => {
    const machine = stoppedAfterContact();
    machine.moveWall(2 * hourMs);
    machine.restart(hourMs);
    expect(machine.error()).toBe(0);
  });

  it('H4 goes on from the last moment that is over where the wall clock has lost its memory, is not sure, and says so', () => {
    const machine = stoppedAfterContact();
    const overMs = machine.trueMs;
    machine.restart(hourMs);
    machine.wallErrorMs = -machine.trueMs;
    expect(machine.now()).toMatchObject({ deviceMs: 0, bestKnownMs: overMs, confidence: 'unknown' });
    expect(machine.news).toEqual([{ kind: 'impossible', byMs: 7_000 - overMs }]);
    machine.pass(minuteMs);
    expect(machine.now().bestKnownMs).toBe(overMs + minuteMs);
    machine.wallErrorMs = -7_000;
    expect(machine.now()).toMatchObject({ bestKnownMs: machine.trueMs, confidence: 'estimated' });
    machine.contact();
    expect(machine.now()).toMatchObject({ bestKnownMs: machine.trueMs, confidence: 'trusted' });
  });

  it('H4 does not say that it knows when the wall clock is moved before the first contact of a run', () => {
    const machine = stoppedAfterContact();
    machine.restart(hourMs);
    machine.now();
    machine.moveWall(-hourMs);
    expect(machine.now()).toMatchObject({ bestKnownMs: machine.trueMs, confidence: 'unknown' });
  });
});

type Happening = { readonly kind: 'pass' | 'sleep' | 'moveWall' | 'restart'; readonly ms: number } | { readonly kind: 'contact'; readonly thereMs: number; readonly backMs: number; readonly waitedMs: number };

const longTime = fc.integer({ min: 0, max: 3 * dayMs });
const moved = fc.integer({ min: -30 * dayMs, max: 30 * dayMs });
const contact = fc.record({ kind: fc.constant('contact' as const), thereMs: fc.nat(4_000), backMs: fc.nat(4_000), waitedMs: fc.nat(60_000) });
const calm = fc.oneof(contact, fc.record({ kind: fc.constantFrom('pass' as const, 'sleep' as const), ms: longTime }));
const anything: fc.Arbitrary<Happening> = fc.oneof(calm, fc.record({ kind: fc.constant('moveWall' as const), ms: moved }), fc.record({ kind: fc.constant('restart' as const), ms: longTime }));

function happen(machine: Machine, one: Happening): void {
  switch (one.kind) {
    case 'pass':
      return machine.pass(one.ms);
    case 'sleep':
      return machine.sleep(one.ms);
    case 'moveWall':
      return machine.moveWall(one.ms);
    case 'restart':
      return machine.restart(one.ms);
    case 'contact':
      return machine.contact(one);
  }
}

describe('the trusted clock, whatever happens', () => {
  it('H4 is never further off than half of the best round trip and the rounding of sleeps, while it runs', () => {
    fc.assert(
      fc.property(contact, fc.array(fc.oneof(calm, fc.record({ kind: fc.constant('moveWall' as const), ms: moved })), { maxLength: 30 }), (first, rest) => {
        const machine = new Machine();
        for (const one of [first, ...rest]) {
          happen(machine, one);
          expect(Math.abs(machine.error())).toBeLessThanOrEqual(4_001 + 30 * 2_500);
          if (one.kind === 'contact') expect(Math.abs(machine.error())).toBeLessThanOrEqual(4_001);
        }
      }),
    );
  });

  it('H4 says trusted only where it is right within seconds, after any restarts and moves', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 30 }), (happenings) => {
        const machine = new Machine();
        for (const one of happenings) {
          happen(machine, one);
          const { confidence } = machine.now();
          if (confidence === 'trusted') expect(Math.abs(machine.error())).toBeLessThanOrEqual(4_001 + 2_500);
        }
      }),
    );
  });

  it('H4 tells of every move of two seconds and more, with its size, and of no other', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(calm, fc.record({ kind: fc.constant('moveWall' as const), ms: moved })), { maxLength: 30 }), (happenings) => {
        const machine = new Machine();
        const expected: number[] = [];
        machine.now();
        for (const one of happenings) {
          happen(machine, one);
          machine.now();
          if (one.kind === 'moveWall' && Math.abs(one.ms) > 4_600) expected.push(one.ms);
        }
        const told = machine.news.flatMap((news) => (news.kind === 'moved' && Math.abs(news.byMs) > 4_600 ? [news.byMs] : []));
        expect(told).toHaveLength(expected.length);
        for (const [index, byMs] of expected.entries()) expect(Math.abs((told[index] ?? 0) - byMs)).toBeLessThanOrEqual(2_600);
      }),
    );
  });

  it('H4 never goes back between two looks, but where it learns better', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.record({ kind: fc.constantFrom('pass' as const, 'sleep' as const), ms: longTime }), fc.record({ kind: fc.constant('moveWall' as const), ms: moved })), { maxLength: 30 }), (happenings) => {
        const machine = new Machine();
        machine.contact();
        let last = machine.now().bestKnownMs;
        for (const one of happenings) {
          happen(machine, one);
          const { bestKnownMs } = machine.now();
          expect(bestKnownMs).toBeGreaterThanOrEqual(last);
          last = bestKnownMs;
        }
      }),
    );
  });
});
