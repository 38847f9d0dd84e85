import { describe, expect, it } from 'vitest';
import type { Change, Operator } from '../../shared/contracts/entries.ts';
import { arrangeKiosk, arrangeReadyKiosk, somebody, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { findRequestOutcome, findTemporaryOutcome, listOperators } from '../database/outcomes.ts';
import { applyChanges, stageChanges } from './apply-sync.ts';

const temporaryEmployeeId = '01930000-0000-7000-8000-0000000000cc';
const requestId = '01930000-0000-7000-8000-0000000000dd';

async function download(arranged: KioskInProcess, changes: Change[], scope: 'all' | 'changes' = 'changes'): Promise<void> {
  await stageChanges(arranged.kiosk, { changes, full: scope === 'all', first: true });
  await applyChanges(arranged.kiosk, { cursor: 'cursor-2', chainEnd: null });
}

function operatorOf(userId: string, facts: Partial<Operator> = {}): Change {
  return { kind: 'operator', operator: { userId, username: userId.toLowerCase(), role: 'supervisor', verifier: '$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA', ...facts } };
}

function operators(arranged: KioskInProcess): string[] {
  return listOperators(arranged.kiosk.connection).map((one) => `${one.userId} ${one.role}`);
}

describe('what people decided at the server', () => {
  it('F5 F6 D5 what became of a temporary employee is stored in the swap, the last word last', async () => {
    const arranged = await arrangeReadyKiosk([]);
    await stageChanges(arranged.kiosk, { changes: [{ kind: 'temporaryEmployee', temporaryEmployeeId, outcome: { kind: 'noMatch' } }], full: false, first: true });
    expect(findTemporaryOutcome(arranged.kiosk.connection, temporaryEmployeeId)).toBeNull();
    await applyChanges(arranged.kiosk, { cursor: 'cursor-2', chainEnd: null });
    expect(findTemporaryOutcome(arranged.kiosk.connection, temporaryEmployeeId)).toEqual({ kind: 'noMatch' });
    await download(arranged, [{ kind: 'temporaryEmployee', temporaryEmployeeId, outcome: { kind: 'matched', employeeId: 'E1' } }]);
    expect(findTemporaryOutcome(arranged.kiosk.connection, temporaryEmployeeId)).toEqual({ kind: 'matched', employeeId: 'E1' });
  });

  it('D5 the answer to a request is stored with what the supervisor wrote', async () => {
    const arranged = await arrangeReadyKiosk([]);
    await download(arranged, [{ kind: 'request', requestId, status: 'declined', note: 'You were not there.' }]);
    expect(findRequestOutcome(arranged.kiosk.connection, requestId)).toEqual({ status: 'declined', note: 'You were not there.' });
    await download(arranged, [{ kind: 'request', requestId, status: 'granted', note: null }]);
    expect(findRequestOutcome(arranged.kiosk.connection, requestId)).toEqual({ status: 'granted', note: null });
  });

  it('D5 operators come, change whole and go, over a restart', async () => {
    const arranged = await arrangeReadyKiosk([]);
    await download(arranged, [operatorOf('U1'), operatorOf('U2')]);
    await download(arranged, [operatorOf('U1', { role: 'administrator' }), { kind: 'operatorRemoved', userId: 'U2' }, { kind: 'operatorRemoved', userId: 'U9' }]);
    arranged.kiosk.connection.close();
    arranged.kiosk.journal.close();
    expect(operators(await arrangeKiosk({ restartOf: arranged }))).toEqual(['U1 administrator']);
  });

  it('D5 within one download the last word on a user counts', async () => {
    const arranged = await arrangeReadyKiosk([]);
    await download(arranged, [operatorOf('U1'), { kind: 'operatorRemoved', userId: 'U1' }, operatorOf('U2'), { kind: 'operatorRemoved', userId: 'U3' }, operatorOf('U3')]);
    expect(operators(arranged)).toEqual(['U2 supervisor', 'U3 supervisor']);
  });

  it('D5 whoever was disabled while the cursor was lost goes with the download behind the complete one, not before', async () => {
    const arranged = await arrangeReadyKiosk([]);
    await download(arranged, [operatorOf('U1'), operatorOf('U2')]);
    await download(arranged, [{ kind: 'employee', employee: somebody('E1', '111111') }], 'all');
    expect(operators(arranged)).toEqual(['U1 supervisor', 'U2 supervisor']);
    await download(arranged, [operatorOf('U2')]);
    expect(operators(arranged)).toEqual(['U2 supervisor']);
    await download(arranged, []);
    expect(operators(arranged)).toEqual(['U2 supervisor']);
  });
});
