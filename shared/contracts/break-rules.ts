/**
 * C5: the breaks that a shift needs, as data: what the law of a place says, or the house. How they are judged is in rules/breaks.ts, what
 * California, Oregon and New York say in rules/break-presets.ts.
 */
import { z } from 'zod';

const minutes = z.int().min(0).max(1440);
/** A time on the wall clock of the timeclock's zone: "11:00". */
const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const clockRange = z.strictObject({ from: wallTime, to: wallTime });

/** When a break has to be. Minutes after the shift's begin, of time worked or gone by; or a time of day. */
export const breakWindow = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('afterBegin'),
    /** Holds for shifts up to this length; null for every length. Of several windows the first that holds counts. */
    shiftAtMostMinutes: minutes.nullable(),
    startFromMinutes: minutes,
    startByMinutes: minutes.nullable(),
    endByMinutes: minutes.nullable(),
  }),
  z.strictObject({ kind: z.literal('wallClock'), ...clockRange.shape }),
]);

export const breakRequirement = z.strictObject({
  kind: z.enum(['meal', 'rest']),
  /** Rests often are not punched: then people are asked at clock-out, and the times say nothing. */
  recorded: z.enum(['punched', 'asked']),
  paid: z.boolean(),
  minimumMinutes: z.int().min(1).max(480),
  /** What lengths of the shift, and minutes of windows, are measured in: time worked (unpaid breaks left out), or gone by. */
  measure: z.enum(['worked', 'elapsed']),
  /** How long a shift needs it: `over` so many minutes, or `from` so many on. */
  neededFrom: z.strictObject({ bound: z.enum(['over', 'from']), minutes }),
  /** Only shifts that begin within these times, the end left out; null for all. From 13:00 to 06:00 goes over midnight. */
  beginsBetween: clockRange.nullable(),
  /** Only shifts that go on through all of these times; null for all. */
  covers: clockRange.nullable(),
  windows: z.array(breakWindow).max(4),
  /** The person may agree to go without while the shift is no longer than this, and, where it says so, while an earlier meal was taken. */
  waiver: z.strictObject({ shiftAtMostMinutes: minutes, needsEarlierMeal: z.boolean() }).nullable(),
});

/** `onFile`: people here have agreed in writing to go without where the law lets them: then nothing is found. */
export const breakWaivers = z.enum(['none', 'onFile']);
