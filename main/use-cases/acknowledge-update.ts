/** C12: the person has seen an updated time. It shows until the acknowledgement is durable here, and no longer. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { hasAcknowledged } from '../database/own-records.ts';
import type { Kiosk } from '../kiosk.ts';
import { findPerson } from '../known-person.ts';
import { keepRecord } from '../outbox.ts';
import { readUpdatedTimes } from '../updated-times.ts';

type Kiosks = Pick<Kiosk, 'connection' | 'settings' | 'recordStore' | 'sessions' | 'state' | 'time' | 'log' | 'newRecordId'>;

export function acknowledgeUpdate(kiosk: Kiosks, { sessionId, punchId, correctionId }: CallInput<'acknowledgeUpdate'>): CallAnswer<'acknowledgeUpdate'> {
  const session = kiosk.sessions.find(sessionId);
  const known = session === null ? null : findPerson(kiosk, session.person);
  if (known === null) return { kind: 'sessionEnded' };
  const isOpen = readUpdatedTimes(kiosk, known.person).some((update) => update.punchId === punchId && update.correction.correctionId === correctionId);
  if (!isOpen) return hasAcknowledged(kiosk.connection, punchId, correctionId) ? { kind: 'acknowledged' } : { kind: 'unknownUpdate' };
  const kept = keepRecord(kiosk, { kind: 'acknowledgement', punchId, correctionId });
  return kept.kind === 'stored' ? { kind: 'acknowledged' } : kept;
}
