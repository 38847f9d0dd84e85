import { describe, expect, it } from 'vitest';
import { arrangeReadyKiosk, hashOf, identify, mondayMs, punchOnce, setUpInPlace, somebody, tap } from '../../test/support/kiosk-in-process.ts';
import { PassedOver } from '../passed-over.ts';
import { beginStaging, bringIntoForce, stageChangesInPieces, stageEmployees, sweepAfterDownload } from '../download.ts';
import { countPeople, findByPinHash, findEmployee, findEmployeeEvenIfGone, peopleVersion } from './people.ts';
import { cacheEmployee } from './stage-people.ts';

describe('people on the device', () => {
  it('B2 finds a PIN among any number of people by one index probe', async () => {
    const { kiosk } = await arrangeReadyKiosk(Array.from({ length: 300 }, (_, index) => somebody(`E${String(index)}`, String(100_000 + index))));
    expect(findByPinHash(kiosk.connection, peopleVersion(kiosk.settings), hashOf('100123')).map((person) => person.employeeId)).toEqual(['E123']);
    const plan = kiosk.connection.all({ sql: "EXPLAIN QUERY PLAN SELECT employee_id FROM employees WHERE since_version <= 1 AND (until_version IS NULL OR until_version > 1) AND pin_hash = 'x'", constants: [] }, {});
    expect(JSON.stringify(plan)).toContain('employees_by_pin');
  });

  it('A5 stores no PIN and no digits of a social security number', async () => {
    const { kiosk } = await arrangeReadyKiosk([somebody('E1', '987654')]);
    const rows = kiosk.connection.all({ sql: 'SELECT * FROM employees', constants: [] }, {});
    expect(JSON.stringify(rows)).not.toContain('987654');
  });

  it('D6 shows nothing of a download before it is in force, and all of it at once afterwards', async () => {
    const { kiosk } = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222')]);
    const found = (pin: string): string[] => findByPinHash(kiosk.connection, peopleVersion(kiosk.settings), hashOf(pin)).map((person) => person.employeeId);
    await beginStaging(kiosk, kiosk.pacing, 'changes');
    await stageChangesInPieces(kiosk, kiosk.pacing, { scope: 'changes', passedOver: new PassedOver() }, [
      { kind: 'employee', employee: somebody('E1', '333333') },
      { kind: 'employeeRemoved', employeeId: 'E2' },
      { kind: 'employee', employee: somebody('E4', '444444') },
    ]);
    expect([found('111111'), found('222222'), found('333333'), found('444444')]).toEqual([['E1'], ['E2'], [], []]);
    kiosk.connection.transaction(() => bringIntoForce(kiosk, { cursor: 'cursor-2', scope: 'changes', nowMs: mondayMs }));
    expect([found('111111'), found('222222'), found('333333'), found('444444')]).toEqual([[], [], ['E1'], ['E4']]);
    expect(kiosk.settings.read('cursor')).toBe('cursor-2');
    await sweepAfterDownload(kiosk, kiosk.pacing);
    expect(countPeople(kiosk.connection, peopleVersion(kiosk.settings))).toBe(2);
    expect(kiosk.connection.all({ sql: 'SELECT row_id FROM employees', constants: [] }, {})).toHaveLength(2);
  });

  it('D6 a download that was broken off leaves no trace in the next one', async () => {
    const { kiosk } = await arrangeReadyKiosk([somebody('E1', '111111')]);
    await beginStaging(kiosk, kiosk.pacing, 'people');
    await stageEmployees(kiosk, kiosk.pacing, [somebody('E9', '999999')]);
    await beginStaging(kiosk, kiosk.pacing, 'changes');
    await stageChangesInPieces(kiosk, kiosk.pacing, { scope: 'changes', passedOver: new PassedOver() }, [{ kind: 'employee', employee: somebody('E2', '222222') }]);
    kiosk.connection.transaction(() => bringIntoForce(kiosk, { cursor: 'cursor-2', scope: 'changes', nowMs: mondayMs }));
    const version = peopleVersion(kiosk.settings);
    expect(['E1', 'E2', 'E9'].map((employeeId) => findEmployee(kiosk.connection, version, employeeId) !== null)).toEqual([true, true, false]);
  });

  it('D6 a complete download leaves out who is not in it', async () => {
    const { kiosk } = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222')]);
    await setUpInPlace(kiosk, [somebody('E2', '222222')]);
    const version = peopleVersion(kiosk.settings);
    expect(['E1', 'E2'].map((employeeId) => findEmployee(kiosk.connection, version, employeeId) !== null)).toEqual([false, true]);
  });

  it('D6 nothing but the cursor moves when nothing changed', async () => {
    const { kiosk } = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const version = peopleVersion(kiosk.settings);
    await beginStaging(kiosk, kiosk.pacing, 'changes');
    kiosk.connection.transaction(() => bringIntoForce(kiosk, { cursor: 'cursor-7', scope: 'changes', nowMs: mondayMs }));
    expect(peopleVersion(kiosk.settings)).toBe(version);
    expect(kiosk.settings.read('cursor')).toBe('cursor-7');
  });

  it('B2 somebody cached in the middle of a download is found at once and once afterwards', async () => {
    const { kiosk } = await arrangeReadyKiosk([]);
    await beginStaging(kiosk, kiosk.pacing, 'changes');
    await stageChangesInPieces(kiosk, kiosk.pacing, { scope: 'changes', passedOver: new PassedOver() }, [{ kind: 'employee', employee: somebody('E1', '111111') }]);
    const count = (): number => findByPinHash(kiosk.connection, peopleVersion(kiosk.settings), hashOf('111111')).length;
    cacheEmployee(kiosk.connection, peopleVersion(kiosk.settings), somebody('E1', '111111'));
    expect(count()).toBe(1);
    cacheEmployee(kiosk.connection, peopleVersion(kiosk.settings), somebody('E1', '111111'));
    expect(count()).toBe(1);
    kiosk.connection.transaction(() => bringIntoForce(kiosk, { cursor: 'cursor-2', scope: 'changes', nowMs: mondayMs }));
    expect(count()).toBe(1);
  });

  it('K13 somebody who left keeps the name while a punch of theirs is pending', async () => {
    const { kiosk } = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222')]);
    await punchOnce(kiosk, '111111');
    await setUpInPlace(kiosk, []);
    await sweepAfterDownload(kiosk, kiosk.pacing);
    const version = peopleVersion(kiosk.settings);
    expect(findEmployee(kiosk.connection, version, 'E1')).toBeNull();
    expect(findEmployeeEvenIfGone(kiosk.connection, version, 'E1')?.lastName).toBe('Okafor');
    expect(findEmployeeEvenIfGone(kiosk.connection, version, 'E2')).toBeNull();
  });

  it('D6 a PIN that changed by a download ends nobody in the middle of a punch', async () => {
    const { kiosk } = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const offer = await identify(kiosk, '111111');
    await setUpInPlace(kiosk, [somebody('E1', '777777')]);
    expect(tap(kiosk, offer).kind).toBe('recorded');
  });
});
