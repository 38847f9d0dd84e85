/** The opaque cursor of D5: a place in one tenant's sequence of changes, for one timeclock, signed by this server. */
import type { DeviceCaller } from '../callers.ts';
import type { NoteSigner } from '../tokens.ts';

const purpose = 'changes';

export function changeCursor(signer: NoteSigner, caller: DeviceCaller, sequence: number): string {
  return signer.sign(purpose, [caller.tenantId, caller.timeclockId, sequence]);
}

/** The sequence number; null for a cursor of another tenant or timeclock, or of no making of ours. */
export function openChangeCursor(signer: NoteSigner, caller: DeviceCaller, text: string): number | null {
  const [tenantId, timeclockId, sequence] = signer.open(purpose, text) ?? [];
  return tenantId === caller.tenantId && timeclockId === caller.timeclockId && typeof sequence === 'number' ? sequence : null;
}
