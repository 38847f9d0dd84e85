import type { Assignment } from '../../shared/contracts/entities.ts';
import { formatWallTime } from '../formats.ts';

/** "7:00 AM – 3:30 PM", or null where nothing is scheduled. */
export function scheduleText(assignment: Assignment, locale: string): string | null {
  if (assignment.shiftStart === null || assignment.shiftEnd === null) return null;
  return `${formatWallTime(assignment.shiftStart, locale)} – ${formatWallTime(assignment.shiftEnd, locale)}`.replaceAll(/\s/g, '\u00a0');
}

/** What is there of the parts, in one line; each is isolated, so that Latin and Arabic parts keep their order. */
export function joined(parts: readonly (string | null)[]): string {
  const present = parts.filter((part) => part !== null && part !== '');
  return present.map((part) => `\u2068${part}\u2069`).join(' · ');
}
