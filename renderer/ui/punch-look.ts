import ArrowLeftRight from '@lucide/svelte/icons/arrow-left-right';
import BriefcaseBusiness from '@lucide/svelte/icons/briefcase-business';
import Coffee from '@lucide/svelte/icons/coffee';
import LogIn from '@lucide/svelte/icons/log-in';
import LogOut from '@lucide/svelte/icons/log-out';
import Utensils from '@lucide/svelte/icons/utensils';
import UtensilsCrossed from '@lucide/svelte/icons/utensils-crossed';
import type { PunchType } from '../../shared/lib/punch-type.ts';

interface PunchLook {
  /** Class that sets `--tone` and `--tone-soft`. */
  readonly tone: string;
  readonly icon: typeof LogIn;
  /** `turns` for an icon that points along the line of reading: it turns with the language. */
  readonly way: 'turns' | 'fixed';
}

/** Colour and icon of each punch type. */
export const punchLooks: Readonly<Record<PunchType, PunchLook>> = {
  clockIn: { tone: 'tone-clock-in', icon: LogIn, way: 'turns' },
  breakOut: { tone: 'tone-break-out', icon: Coffee, way: 'fixed' },
  breakIn: { tone: 'tone-break-in', icon: BriefcaseBusiness, way: 'fixed' },
  clockOut: { tone: 'tone-clock-out', icon: LogOut, way: 'turns' },
  mealOut: { tone: 'tone-meal-out', icon: Utensils, way: 'fixed' },
  mealIn: { tone: 'tone-meal-in', icon: UtensilsCrossed, way: 'fixed' },
  transfer: { tone: 'tone-transfer', icon: ArrowLeftRight, way: 'fixed' },
};
