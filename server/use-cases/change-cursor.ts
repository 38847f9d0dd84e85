/** The opaque cursor of D5: a place in one tenant's sequence of changes, for one timeclock, signed by this server. */
import type { DeviceCaller } from '../callers.ts';
import type { NoteSigner } from '../tokens.ts';

const purpose = 'changes';

/** Where a device stands. Behind a download of all employees it has their state, and that of nothing else. */
export interface ChangePlace {
  readonly sequence: number;
  readonly behind: 'changes' | 'employees';
}

export function changeCursor(signer: NoteSigner, caller: DeviceCaller, place: ChangePlace): string {
  return signer.sign(purpose, [caller.tenantId, caller.timeclockId, place.sequence, place.behind]);
}

/** The place; null for a cursor of another tenant or timeclock, or of no making of ours. */
export function openChangeCursor(signer: NoteSigner, caller: DeviceCaller, text: string): ChangePlace | null {
  const [tenantId, timeclockId, sequence, behind] = signer.open(purpose, text) ?? [];
  if (tenantId !== caller.tenantId || timeclockId !== caller.timeclockId || typeof sequence !== 'number') return null;
  return behind === 'changes' || behind === 'employees' ? { sequence, behind } : null;
}
