/**
 * K9: the one way into the outbox, for everything that travels beside punches: `keepRecord(kiosk, { kind: 'void', punchId })`. When it
 * answers `stored`, the record is on the disk, in database and journal, counts as unsettled and goes with the next sync.
 */
import type { OutboxRecord } from '../shared/contracts/records.ts';
import type { RecordOutcome } from './database/record-store.ts';
import type { Kiosk } from './kiosk.ts';
import { toInstant } from './instant.ts';

/** A record without what is the same for all: its id, and when it was made. */
type Content<R> = R extends OutboxRecord ? Omit<R, 'recordId' | 'deviceInstant' | 'bestKnownInstant'> : never;
export type RecordContent = Content<OutboxRecord>;

export type KeepOutcome = { kind: 'stored'; record: OutboxRecord } | { kind: 'notSaved'; reason: 'diskFull' | 'storageError' };

export function keepRecord(kiosk: Pick<Kiosk, 'recordStore' | 'state' | 'time' | 'log' | 'newRecordId'>, content: RecordContent): KeepOutcome {
  const { bestKnownMs, deviceMs } = kiosk.time.now();
  const outcome: RecordOutcome = kiosk.recordStore.store({ ...content, recordId: kiosk.newRecordId(bestKnownMs), deviceInstant: toInstant(deviceMs), bestKnownInstant: toInstant(bestKnownMs) });
  if (outcome.kind === 'notStored') {
    kiosk.log('record.notSaved', { kind: content.kind, reason: outcome.reason, why: outcome.why });
    return { kind: 'notSaved', reason: outcome.reason };
  }
  if (!outcome.isJournalled) kiosk.log('journal.behind', { id: outcome.record.recordId });
  kiosk.state.recordStored();
  kiosk.log('record.kept', { recordId: outcome.record.recordId, kind: content.kind });
  return { kind: 'stored', record: outcome.record };
}
