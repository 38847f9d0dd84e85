/** B1: what a PIN of each type looks like, and where it is looked up. */
import type { PinType } from '../shared/contracts/entities.ts';

export type PinForm = { kind: 'pin'; digits: number } | { kind: 'lastFour'; digits: 4 } | { kind: 'none' };

export function pinForm(pinType: PinType): PinForm {
  switch (pinType) {
    case 'fourDigits':
      return { kind: 'pin', digits: 4 };
    case 'sixDigits':
      return { kind: 'pin', digits: 6 };
    case 'lastFourSsn':
      return { kind: 'lastFour', digits: 4 };
    case 'nameAndSsn':
      return { kind: 'none' };
  }
}
