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
}

/** Colour and icon of each punch type. */
export const punchLooks: Readonly<Record<PunchType, PunchLook>> = {
  clockIn: { tone: 'tone-clock-in', icon: LogIn },
  breakOut: { tone: 'tone-break-out', icon: Coffee },
  breakIn: { tone: 'tone-break-in', icon: BriefcaseBusiness },
  clockOut: { tone: 'tone-clock-out', icon: LogOut },
  mealOut: { tone: 'tone-meal-out', icon: Utensils },
  mealIn: { tone: 'tone-meal-in', icon: UtensilsCrossed },
  transfer: { tone: 'tone-transfer', icon: ArrowLeftRight },
};
