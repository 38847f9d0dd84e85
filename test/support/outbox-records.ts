/** Records of a kiosk's outbox (K9) as it would make them. */
import { v7 } from 'uuid';
import type { OutboxRecord, OutboxRecordOf } from '../../shared/contracts/records.ts';

type Facts<K extends OutboxRecord['kind']> = Partial<OutboxRecordOf<K>> & { readonly at: string };

const base = (at: string) => ({ recordId: v7({ msecs: Date.parse(at) }), deviceInstant: at, bestKnownInstant: at });

/** What somebody typed into the identification form; Ana Reyes, 4321, unless told otherwise. */
export function formRecord({ at, ...facts }: Facts<'temporaryEmployee'>): OutboxRecordOf<'temporaryEmployee'> {
  return { kind: 'temporaryEmployee', ...base(at), temporaryEmployeeId: crypto.randomUUID(), firstName: 'Ana', lastName: 'Reyes', lastFour: '4321', ...facts };
}

export function voidRecord({ at, ...facts }: Facts<'void'> & { readonly punchId: string }): OutboxRecordOf<'void'> {
  return { kind: 'void', ...base(at), ...facts };
}

export function answersRecord({ at, ...facts }: Facts<'answers'> & { readonly punchId: string }): OutboxRecordOf<'answers'> {
  return { kind: 'answers', ...base(at), set: 'clockOut', complete: true, answers: [{ questionId: 'rested', value: true }], ...facts };
}

export function requestRecord({ at, ...facts }: Facts<'request'>): OutboxRecordOf<'request'> {
  return { kind: 'request', ...base(at), person: { kind: 'employee', employeeId: 'NWF-1001' }, request: 'missedPunch', punchId: null, type: 'clockOut', workDate: at.slice(0, 10), proposedInstant: at, note: 'I forgot', ...facts };
}

export function acknowledgementRecord({ at, ...facts }: Facts<'acknowledgement'> & { readonly punchId: string; readonly correctionId: string }): OutboxRecordOf<'acknowledgement'> {
  return { kind: 'acknowledgement', ...base(at), ...facts };
}

/** What a batch of punches alone is answered with beside its verdicts. */
export const noRecords = { recordVerdicts: [], temporaryEmployees: [] };
