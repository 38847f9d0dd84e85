import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePerson, type Judged } from './judge-person.ts';
import type { ContextException, Standing } from './standing.ts';
import { pairKey } from './typed-pairs.ts';

const dayMs = 86_400_000;
const midnightMs = Date.parse('2026-11-23T00:00:00.000Z');
let made = 0;

/** A punch at "HH:MM" or "HH:MM:SS"; beyond 24 hours it is the next day's. */
function at(time: string, type: Judged['type'], facts: Partial<Judged> = {}): Judged {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  made += 1;
  return {
    punchId: `p${String(made).padStart(4, '0')}`,
    type,
    instantMs: midnightMs + ((hours * 60 + minutes) * 60 + seconds) * 1000,
    workDate: '2026-11-23',
    assignmentId: null,
    source: 'kiosk',
    template: { kind: 'fourEntries' },
    duplicateWindowSeconds: 60,
    before: null,
    refusedFor: null,
    failedFor: null,
    ...facts,
  };
}

/** What is said of each, shortly. */
function said(punches: readonly Judged[], decided: ReadonlySet<string> = new Set()): string[] {
  const { standings } = judgePerson(punches, [], decided);
  return punches.map((punch) => shortly(standings.get(punch.punchId)));
}

function shortly(standing: Standing | undefined): string {
  switch (standing?.kind) {
    case 'accepted':
      return standing.exceptions.length === 0 ? 'ok' : standing.exceptions.join('+');
    case 'duplicate':
      return 'duplicate';
    case 'refused':
      return `refused ${standing.code}`;
    case 'failed':
      return `failed ${standing.reason}`;
    case undefined:
      return 'not judged';
  }
}

const tomorrow = { workDate: '2026-11-24' };

describe('dates that touch', () => {
  it('K1 notes an overlap on the shift that began later, by half-open intervals', () => {
    expect(said([at('18:00', 'clockIn'), at('23:00', 'clockIn', tomorrow), at('26:00', 'clockOut'), at('30:00', 'clockOut', tomorrow)])).toEqual(['ok', 'overlap', 'ok', 'ok']);
    expect(said([at('18:00', 'clockIn'), at('26:00', 'clockOut'), at('26:00', 'clockIn', tomorrow), at('30:00', 'clockOut', tomorrow)])).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('K1 notes an overlap on a shift that lies within another one', () => {
    expect(said([at('06:00', 'clockIn'), at('08:00', 'clockIn', tomorrow), at('09:00', 'clockOut', tomorrow), at('17:00', 'clockOut')])).toEqual(['ok', 'overlap', 'ok', 'ok']);
  });

  it('K3 notes a date that was left open on the next clock-in, and no longer once it is closed', () => {
    const [yesterday, today] = [at('08:00', 'clockIn'), at('32:00', 'clockIn', tomorrow)];
    expect(said([yesterday, today])).toEqual(['ok', 'forgottenClockOut']);
    expect(said([yesterday, today, at('16:00', 'clockOut')])).toEqual(['ok', 'ok', 'ok']);
  });

  it('K3 leaves a date alone that was left open more than two days before', () => {
    expect(said([at('08:00', 'clockIn'), at('57:00', 'clockIn', { workDate: '2026-11-25' })])).toEqual(['ok', 'ok']);
  });
});

describe('assignments', () => {
  const [a, b] = [{ assignmentId: 'A' }, { assignmentId: 'B' }];

  it('K3 flags a break or clock-out with another assignment than the open one', () => {
    expect(said([at('08:00', 'clockIn', a), at('12:00', 'breakOut', b), at('12:30', 'breakIn', a), at('16:00', 'clockOut', b)])).toEqual(['ok', 'otherAssignment', 'ok', 'otherAssignment']);
    expect(said([at('08:00', 'clockIn', a), at('16:00', 'clockOut')])).toEqual(['ok', 'ok']);
  });

  it('K3 takes another assignment as it is where the table has a transfer', () => {
    const template = { kind: 'transitions', start: ['clockIn'], after: { clockIn: ['transfer', 'clockOut'], transfer: ['transfer', 'clockOut'], clockOut: ['clockIn'] } } as const;
    expect(said([at('08:00', 'clockIn', { ...a, template }), at('12:00', 'transfer', { ...b, template }), at('16:00', 'clockOut', { ...a, template })])).toEqual(['ok', 'ok', 'ok']);
  });
});

describe('typed punches', () => {
  const typed = { source: 'typed' } as const;

  it('H7 keeps a typed punch and the kiosk’s that comes close to it, notes both, and takes the order as if they were one', () => {
    expect(said([at('08:00', 'clockIn', typed), at('08:10', 'clockIn'), at('16:00', 'clockOut'), at('16:00:20', 'clockOut', typed)])).toEqual(['nearTyped', 'nearTyped', 'nearTyped', 'nearTyped']);
    expect(said([at('08:00', 'clockIn', typed), at('08:15:01', 'clockIn'), at('16:00', 'clockOut')])).toEqual(['ok', 'forgottenClockOut', 'ok']);
  });

  it('H7 notes them no longer once somebody has decided', () => {
    const [one, other] = [at('08:00', 'clockIn', typed), at('08:10', 'clockIn')];
    expect(said([one, other], new Set([pairKey({ typedPunchId: one.punchId, kioskPunchId: other.punchId })]))).toEqual(['ok', 'ok']);
  });

  it('C11 finds a double tap at a kiosk although a typed punch stands between', () => {
    expect(said([at('08:00:00', 'clockIn'), at('08:00:10', 'clockIn', typed), at('08:00:20', 'clockIn')])).toEqual(['nearTyped', 'nearTyped', 'duplicate']);
  });

  it('C11 counts a typed punch of another type as one between', () => {
    expect(said([at('08:00:00', 'clockIn'), at('08:00:10', 'clockOut', typed), at('08:00:20', 'clockIn')])).toEqual(['ok', 'ok', 'ok']);
  });

  it('K1 never refuses what a supervisor typed', () => {
    expect(said([at('16:00', 'clockOut', typed)])).toEqual(['outOfSequence']);
  });
});

describe('twice', () => {
  it('C11 K2 takes a double tap as one, and a real repeat as two: exactly the window apart is kept', () => {
    expect(said([at('08:00:00', 'clockIn'), at('08:00:59', 'clockIn'), at('08:01:00', 'clockIn')])).toEqual(['ok', 'duplicate', 'forgottenClockOut']);
  });

  it('K2 judges a restored one without the window, and others against it', () => {
    const restored = { duplicateWindowSeconds: 0, before: { kind: 'duplicate', duplicateOf: 'p' } as const };
    expect(said([at('08:00:00', 'clockIn'), at('08:00:30', 'clockIn', restored), at('08:01:10', 'clockIn')])).toEqual(['ok', 'forgottenClockOut', 'duplicate']);
  });
});

it('F5 fails what nobody knows the owner of, and leaves it out of the order', () => {
  expect(said([at('08:00', 'clockIn', { failedFor: 'noMatch' }), at('08:00:10', 'clockIn', { failedFor: 'noMatch' }), at('09:00', 'breakOut', { failedFor: 'severalMatches' })])).toEqual([
    'failed noMatch',
    'failed noMatch',
    'failed severalMatches',
  ]);
});

const types = ['clockIn', 'breakOut', 'breakIn', 'clockOut'] as const;
const someWeek = fc.array(
  fc.record({
    type: fc.constantFrom(...types),
    minutes: fc.integer({ min: 0, max: 3 * 1440 }),
    seconds: fc.integer({ min: 0, max: 59 }),
    source: fc.constantFrom('kiosk', 'kiosk', 'kiosk', 'typed'),
    assignmentId: fc.constantFrom('A', 'B', null),
  }),
  { maxLength: 20 },
);

it('H8 K2 says the same of the same punches in whichever order they stand, over dates and kiosks, typed ones included', () => {
  fc.assert(
    fc.property(someWeek, fc.array(fc.nat(1000), { minLength: 20, maxLength: 20 }), (taps, keys) => {
      const punches = taps.map((tap, index): Judged => {
        const instantMs = midnightMs + (tap.minutes * 60 + tap.seconds) * 1000;
        return {
          ...at('00:00', tap.type),
          punchId: `q${String(index).padStart(3, '0')}`,
          instantMs,
          workDate: new Date(Math.floor(instantMs / dayMs) * dayMs).toISOString().slice(0, 10),
          source: tap.source === 'typed' ? 'typed' : 'kiosk',
          assignmentId: tap.assignmentId,
        };
      });
      const shuffled = punches.map((one, index) => ({ one, key: keys[index] ?? 0 })).toSorted((a, b) => a.key - b.key);
      const inOrder = judgePerson(punches, [], new Set()).standings;
      const otherwise = judgePerson(
        shuffled.map(({ one }) => one),
        [],
        new Set(),
      ).standings;
      for (const { punchId } of punches) expect(otherwise.get(punchId)).toEqual(inOrder.get(punchId));
      const codes = [...inOrder.values()].flatMap((standing): readonly ContextException[] => (standing.kind === 'accepted' ? standing.exceptions : []));
      expect(codes.every((code) => code !== 'nearTyped' || punches.some((punch) => punch.source === 'typed'))).toBe(true);
    }),
  );
});
