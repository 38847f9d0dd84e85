/**
 * C5: what the law of three places says of breaks, as data for a timeclock's `breaks.required`. They are a beginning for whoever sets a
 * timeclock up, no legal advice: agreements and trades differ. Rests are asked about at clock-out, for nobody punches them.
 *
 * - California: a meal of 30 minutes by the end of the fifth hour of work where a day has more than five, a second by the end of the tenth
 *   where it has more than ten; the first may be waived up to six hours, the second up to twelve where the first was taken (Labor Code 512;
 *   Donohue v. AMN, 2021; Brinker v. Superior Court, 2012). 10 minutes of paid rest per four hours or major fraction: from 3.5 hours one,
 *   over 6 two, over 10 three, over 14 four (IWC orders, section 12).
 * - Oregon: a meal of 30 minutes from six hours of work on, a second from fourteen; up to seven hours it lies after the second hour and ends
 *   before the fifth begins, else after the third and before the sixth. Paid rests of 10 minutes: over 2 hours one, over 6 two, over 10 three,
 *   over 14 four (OAR 839-020-0050 with its Appendix A, https://oregon.public.law/rules/oar_839-020-0050).
 * - New York, outside of factories: over six hours through the noonday period of 11:00 to 14:00, 30 minutes within it; begun before 11:00 and
 *   going on past 19:00, 20 more between 17:00 and 19:00; over six hours begun between 13:00 and 6:00, 45 minutes midway (Labor Law 162 and the
 *   Department of Labor's guidelines to it). "Midway" has no edge that a clock could judge, so that no time of it is found late.
 */
import type { BreakRequirement, BreakWindow } from './break-requirement.ts';

export type BreakPreset = 'none' | 'california' | 'oregon' | 'newYork';

/** The words of the contract: the simple form's `break` is none of a list's. */
export type ListedRequirement = Omit<BreakRequirement, 'kind' | 'windows'> & { readonly kind: 'meal' | 'rest'; readonly windows: BreakWindow[] };

const meal = { kind: 'meal', recorded: 'punched', paid: false, minimumMinutes: 30, beginsBetween: null, covers: null, waiver: null } as const;
/** At any time. */
const anytime: BreakWindow[] = [];
const rest = { kind: 'rest', recorded: 'asked', paid: true, minimumMinutes: 10, measure: 'worked', beginsBetween: null, covers: null, windows: anytime, waiver: null } as const;
const over = (minutes: number) => ({ bound: 'over', minutes }) as const;
const from = (minutes: number) => ({ bound: 'from', minutes }) as const;
const by = (startByMinutes: number) => ({ kind: 'afterBegin', shiftAtMostMinutes: null, startFromMinutes: 0, startByMinutes, endByMinutes: null }) as const;
const between = (shiftAtMostMinutes: number | null, startFromMinutes: number, endByMinutes: number) => ({ kind: 'afterBegin', shiftAtMostMinutes, startFromMinutes, startByMinutes: null, endByMinutes }) as const;
const clock = (fromTime: string, to: string) => ({ kind: 'wallClock', from: fromTime, to }) as const;

export const breakPresets: Readonly<Record<BreakPreset, readonly ListedRequirement[]>> = {
  none: [],
  california: [
    { ...meal, measure: 'worked', neededFrom: over(300), windows: [by(300)], waiver: { shiftAtMostMinutes: 360, needsEarlierMeal: false } },
    { ...meal, measure: 'worked', neededFrom: over(600), windows: [by(600)], waiver: { shiftAtMostMinutes: 720, needsEarlierMeal: true } },
    { ...rest, neededFrom: from(210) },
    { ...rest, neededFrom: over(360) },
    { ...rest, neededFrom: over(600) },
    { ...rest, neededFrom: over(840) },
  ],
  oregon: [
    { ...meal, measure: 'worked', neededFrom: from(360), windows: [between(420, 120, 240), between(null, 180, 300)] },
    { ...meal, measure: 'worked', neededFrom: from(840), windows: [] },
    { ...rest, neededFrom: over(120) },
    { ...rest, neededFrom: over(360) },
    { ...rest, neededFrom: over(600) },
    { ...rest, neededFrom: over(840) },
  ],
  newYork: [
    { ...meal, measure: 'elapsed', neededFrom: over(360), covers: { from: '11:00', to: '14:00' }, windows: [clock('11:00', '14:00')] },
    { ...meal, measure: 'elapsed', minimumMinutes: 20, neededFrom: over(480), beginsBetween: { from: '00:00', to: '11:00' }, covers: { from: '17:00', to: '19:00' }, windows: [clock('17:00', '19:00')] },
    { ...meal, measure: 'elapsed', minimumMinutes: 45, neededFrom: over(360), beginsBetween: { from: '13:00', to: '06:00' }, windows: [] },
  ],
};
