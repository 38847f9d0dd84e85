/** C7: an administrator says where the kiosk stands, for a platform that cannot find it out; null takes that back. */
import type { z } from 'zod';
import type { place } from '../../shared/contracts/place-calls.ts';
import type { Kiosk } from '../kiosk.ts';

export interface FixPositionInput {
  readonly fixedPosition: z.infer<typeof place> | null;
}

export function fixPosition(kiosk: Pick<Kiosk, 'whereabouts'>, { fixedPosition }: FixPositionInput): { kind: 'fixed' } | { kind: 'cleared' } {
  kiosk.whereabouts.fix(fixedPosition);
  return { kind: fixedPosition === null ? 'cleared' : 'fixed' };
}
