/** K16: which kiosks must hear that somebody's right to open their administration, or the verifier for it, changed. */
import { allTimeclocks, type NewChange } from '../database/changes.ts';
import type { UserRole } from '../database/schema.ts';

interface Standing {
  readonly role: UserRole;
  readonly timeclocks: readonly number[] | null;
}

/** @param standings the user before and after; a viewer is known to no kiosk */
export function operatorChanges(userId: string, standings: readonly Standing[]): NewChange[] {
  const operators = standings.filter((standing) => standing.role !== 'viewer');
  const everywhere = operators.some((standing) => standing.timeclocks === null);
  const concerned = everywhere ? [allTimeclocks] : [...new Set(operators.flatMap((standing) => standing.timeclocks ?? []))];
  return concerned.map((timeclockId) => ({ kind: 'operator', subject_id: userId, timeclock_id: timeclockId }));
}
