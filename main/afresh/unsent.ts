/** A10: what would be lost if this kiosk were set up again now, in the words of the contract. */
import type { UnsentData, UnsentPunch } from '../../shared/contracts/setup-again-calls.ts';
import { unreachable } from '../../shared/lib/outcome.ts';
import { personOfKey } from '../database/punches.ts';
import { countUnsafePunches, oldestUnsafePunches, type UnsafePunch } from '../database/unsafe-rows.ts';
import { unsafeToDiscard } from '../export/exported-up-to.ts';
import { toInstant } from '../instant.ts';
import type { Kiosk } from '../kiosk.ts';
import { findPerson } from '../known-person.ts';

const mostNamed = 20;

type Kiosks = Pick<Kiosk, 'connection' | 'settings'>;

export function readUnsent(kiosk: Kiosks): UnsentData {
  const { connection, settings } = kiosk;
  const sequence = settings.read('exported')?.upToSequence ?? 0;
  const { punches, records, unsettled, exportedAtMs } = unsafeToDiscard(kiosk);
  return {
    ...countUnsafePunches(connection, sequence),
    records,
    oldest: oldestUnsafePunches(connection, sequence, mostNamed).map((punch) => named(kiosk, punch)),
    exportedOnly: unsettled - punches - records,
    exportedAt: exportedAtMs === null ? null : toInstant(Math.round(exportedAtMs)),
  };
}

export function wouldLose({ pending, refused, failed, records }: UnsentData): boolean {
  return pending + refused + failed + records > 0;
}

function named(kiosk: Kiosks, punch: UnsafePunch): UnsentPunch {
  const person = findPerson(kiosk, personOfKey(punch.personKey));
  return { type: punch.type, instant: toInstant(punch.instantMs), firstName: person?.firstName ?? '', lastName: person?.lastName ?? '', status: statusOf(punch) };
}

function statusOf({ status, refusalCode }: UnsafePunch): UnsentPunch['status'] {
  switch (status) {
    case 'pending':
      return refusalCode === null ? 'pending' : 'refused';
    case 'failed':
      return 'failed';
    case 'synced':
      throw new Error('a synced punch is not unsafe');
    default:
      return unreachable(status, 'status');
  }
}
