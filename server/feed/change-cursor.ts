/** The opaque cursor of D5: a place in one tenant's sequence of changes, for one timeclock, signed by this server. */
import type { DeviceCaller } from '../callers.ts';
import type { NoteSigner } from '../secrets/tokens.ts';

const purpose = 'changes';

/**
 * What comes next for a device. Behind a download of all employees it has their state, and that of nothing else: the steps up to
 * `changes` bring the rest as it is, one after the other; then come the changes behind the sequence number of that download.
 */
export const feedSteps = ['employees', 'texts', 'operators', 'temporaryEmployees', 'requests', 'entries', 'changes'] as const;
export type FeedStep = (typeof feedSteps)[number];

export interface ChangePlace {
  readonly sequence: number;
  readonly step: FeedStep;
  /** Where the step goes on; empty at its beginning and for `changes`. */
  readonly after: string;
  /** The first work date of the entries; empty before that step. */
  readonly since: string;
}

export function changeCursor(signer: NoteSigner, caller: DeviceCaller, place: ChangePlace): string {
  return signer.sign(purpose, [caller.tenantId, caller.timeclockId, place.sequence, place.step, place.after, place.since]);
}

/** The place; null for a cursor of another tenant or timeclock, or of no making of ours. */
export function openChangeCursor(signer: NoteSigner, caller: DeviceCaller, text: string): ChangePlace | null {
  // Cursors of the first form of the contract end with the step.
  const [tenantId, timeclockId, sequence, stepName, after = '', since = ''] = signer.open(purpose, text) ?? [];
  const step = feedSteps.find((known) => known === stepName);
  if (tenantId !== caller.tenantId || timeclockId !== caller.timeclockId || step === undefined) return null;
  if (typeof sequence !== 'number' || typeof after !== 'string' || typeof since !== 'string') return null;
  return { sequence, step, after, since };
}
