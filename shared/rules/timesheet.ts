/** C9, C10: worked time, always from instants, so that days of 23 and 25 hours total correctly. */
import { inOrder, type TimedPunch } from './punch-sequence.ts';

/**
 * Time between two punches of a work date. `to` is null while nobody has ended it. A break that ends in a Clock Out was the way
 * home, and is none.
 */
export interface Stretch<P extends TimedPunch> {
  readonly kind: 'work' | 'break' | 'meal';
  readonly from: P;
  readonly to: P | null;
}

/**
 * One work date's punches as pairs. A Clock In while another is open leaves the earlier one without an end: nobody knows when it
 * ended. A transfer moves work to another assignment and ends nothing.
 * @param punches that date's valid punches of one person, any order
 * @returns pairs in order of their begin
 */
export function stretchesOf<P extends TimedPunch>(punches: readonly P[]): Stretch<P>[] {
  const stretches: Stretch<P>[] = [];
  let open: Stretch<P> | null = null;
  for (const punch of inOrder(punches)) {
    const next: Stretch<P> | null = nextStretch(open, punch);
    if (next === open) continue;
    if (open !== null && !isWayHome(open, punch)) stretches.push({ ...open, to: punch.type === 'clockIn' ? null : punch });
    open = next;
  }
  return open === null ? stretches : [...stretches, open];
}

/** What goes on after a punch: the same as before, something new, or nothing. */
function nextStretch<P extends TimedPunch>(open: Stretch<P> | null, punch: P): Stretch<P> | null {
  switch (punch.type) {
    case 'clockIn':
      return { kind: 'work', from: punch, to: null };
    case 'breakIn':
    case 'mealIn':
      return open?.kind === 'work' ? open : { kind: 'work', from: punch, to: null };
    case 'breakOut':
      return open?.kind === 'break' ? open : { kind: 'break', from: punch, to: null };
    case 'mealOut':
      return open?.kind === 'meal' ? open : { kind: 'meal', from: punch, to: null };
    case 'transfer':
      return open;
    case 'clockOut':
      return null;
  }
}

function isWayHome(open: Stretch<TimedPunch>, punch: TimedPunch): boolean {
  return open.kind !== 'work' && punch.type === 'clockOut';
}

const lengthMs = (stretch: Stretch<TimedPunch>): number => (stretch.to === null ? 0 : stretch.to.instantMs - stretch.from.instantMs);

/**
 * Worked milliseconds of one work date: from each Clock In to its Clock Out without breaks and meals; a sequence that is open
 * counts up to `asOfMs`.
 * @param punches that date's valid punches of one person, any order
 */
export function workedMs(punches: readonly TimedPunch[], asOfMs: number): number {
  const stretches = stretchesOf(punches);
  const last = stretches.at(-1);
  const running = last?.kind === 'work' && last.to === null ? Math.max(0, asOfMs - last.from.instantMs) : 0;
  return running + sumOf(stretches.filter(isWork), lengthMs);
}

/** A punch with the time that counts for pay (C13). */
export interface RoundedPunch extends TimedPunch {
  readonly roundedMs: number;
}

/** Totals of one work date in milliseconds: closed pairs alone. `open` while one of them has no end. */
export interface DayTotals {
  readonly workedMs: number;
  readonly workedRoundedMs: number;
  readonly breakMs: number;
  readonly open: boolean;
}

/** @param punches that date's valid punches of one person, any order */
export function dayTotals(punches: readonly RoundedPunch[]): DayTotals {
  const stretches = stretchesOf(punches);
  const worked = stretches.filter(isWork);
  return {
    workedMs: sumOf(worked, lengthMs),
    workedRoundedMs: sumOf(worked, ({ from, to }) => (to === null ? 0 : Math.max(0, to.roundedMs - from.roundedMs))),
    breakMs: sumOf(
      stretches.filter((stretch) => !isWork(stretch)),
      lengthMs,
    ),
    open: stretches.some((stretch) => stretch.to === null),
  };
}

function isWork(stretch: Stretch<TimedPunch>): boolean {
  return stretch.kind === 'work';
}

function sumOf<S>(stretches: readonly S[], lengthOf: (stretch: S) => number): number {
  return stretches.reduce((total, stretch) => total + lengthOf(stretch), 0);
}
