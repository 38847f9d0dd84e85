/** J3, D5: a person of a download with one part that cannot be used: the rest counts, and nobody gets another's PIN or name. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Assignment, Employee } from '../shared/contracts/entities.ts';
import { arrangeReadyKiosk, identify, somebody, type KioskInProcess } from '../test/support/kiosk-in-process.ts';
import { assignmentOf, hashOf } from '../test/support/kiosk-people.ts';
import { findEmployee, peopleVersion } from './database/people.ts';
import { usableEmployee } from './usable-employee.ts';
import { applyChanges, stageChanges } from './use-cases/apply-sync.ts';

const png = (text: string): string => `data:image/png;base64,${Buffer.from(`\x89PNG\r\n\x1a\n${text}`, 'latin1').toString('base64')}`;
const before = somebody('E1', '111111', { photoDataUrl: png('old'), lastFourHash: hashOf('1111'), assignments: [assignmentOf('A1'), assignmentOf('A2')] });
const after: Employee = {
  ...before,
  firstName: 'Mona',
  lastName: 'Haddad',
  jobTitle: 'Driver',
  photoDataUrl: png('new'),
  pinHash: hashOf('222222'),
  lastFourHash: hashOf('2222'),
  assignments: [assignmentOf('A1', { job: 'Driver' }), assignmentOf('A2', { job: 'Packer' }), assignmentOf('A3')],
};
const whoBefore = { firstName: before.firstName, lastName: before.lastName, pinHash: before.pinHash, lastFourHash: before.lastFourHash };
const readAs = (received: unknown, known: Employee | null): unknown => usableEmployee(received, () => known);
const withJob = (index: number, more: object): object => ({ assignments: after.assignments.map((job, at) => (at === index ? { ...job, ...more } : job)) });
const [a1, a2, a3] = after.assignments as [Assignment, Assignment, Assignment];

describe('a person with a part that cannot be used', () => {
  it.each<[string, object, Partial<Employee>]>([
    ['photoDataUrl', { photoDataUrl: 'http://photo' }, { photoDataUrl: before.photoDataUrl }],
    ['photoDataUrl', { photoDataUrl: `data:image/png;base64,${Buffer.from('GIF89a').toString('base64')}` }, { photoDataUrl: before.photoDataUrl }],
    ['photoDataUrl', { photoDataUrl: undefined }, { photoDataUrl: before.photoDataUrl }],
    ['jobTitle', { jobTitle: 'x'.repeat(201) }, { jobTitle: before.jobTitle }],
    ['firstName', { firstName: 'x'.repeat(201) }, whoBefore],
    ['lastName', { lastName: '\u00a0 ' }, whoBefore],
    ['pinHash', { pinHash: '222222' }, whoBefore],
    ['lastFourHash', { lastFourHash: 2222 }, whoBefore],
    ['mayPunch', { mayPunch: false }, whoBefore],
    ['assignments', { assignments: 'all' }, { assignments: before.assignments }],
    ['assignments.1.startDate', withJob(1, { startDate: 'soon' }), { assignments: [a1, assignmentOf('A2'), a3] }],
    ['assignments.1.endDate', withJob(1, { startDate: '2026-02-01', endDate: '2026-01-31' }), { assignments: [a1, assignmentOf('A2'), a3] }],
    ['assignments.0.shiftEnd', withJob(0, { shiftStart: '07:00' }), { assignments: [assignmentOf('A1'), a2, a3] }],
    ['assignments.2.job', withJob(2, { job: ' ' }), { assignments: [a1, a2] }],
    ['assignments.0.assignmentId', withJob(0, { assignmentId: 'no id' }), { assignments: [a2, a3] }],
  ])('J3 D5 %s: stays as it was, and the rest counts (%j)', (path, more, kept) => {
    expect(readAs({ ...after, ...more }, before)).toEqual({ kind: 'usable', employee: { ...after, ...kept }, keptPaths: [path] });
  });

  it('J3 D5 two assignments under one id: that one is as it was, once', () => {
    const received = { ...after, assignments: [a1, { ...a2, assignmentId: 'A1' }, a3] };
    expect(readAs(received, before)).toEqual({ kind: 'usable', employee: { ...after, assignments: [assignmentOf('A1'), a3] }, keptPaths: ['assignments.0.assignmentId', 'assignments.1.assignmentId'] });
  });

  it.each<[string, object, Partial<Employee> | null]>([
    ['photoDataUrl', { photoDataUrl: 'http://photo' }, { photoDataUrl: null }],
    ['jobTitle', { jobTitle: null }, { jobTitle: '' }],
    ['pinHash', { pinHash: '222222' }, { pinHash: null }],
    ['lastFourHash', { lastFourHash: '2222' }, { lastFourHash: null }],
    ['assignments', { assignments: null }, { assignments: [] }],
    ['assignments.1.startDate', withJob(1, { startDate: 'soon' }), { assignments: [a1, a3] }],
    ['firstName', { firstName: '' }, null],
    ['mayPunch', { mayPunch: false }, null],
  ])('J3 A5 %s of somebody new: is not there, and without names or with a field that nobody knows nobody new comes of it (%j)', (path, more, left) => {
    const expected = left === null ? { kind: 'unusable', path, employeeId: 'E1' } : { kind: 'usable', employee: { ...after, ...left }, keptPaths: [path] };
    expect(readAs({ ...after, ...more }, null)).toEqual(expected);
  });

  it('J3 B2 no PIN ever opens a record whose names it did not come with, whatever part is whatever', () => {
    const anything = fc.oneof(fc.constant(null), fc.constant(undefined), fc.string(), fc.integer(), fc.constant('9'.repeat(64)), fc.jsonValue());
    const names = [...Object.keys(after), 'mayPunch'].filter((name) => name !== 'employeeId');
    const changed = fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 3 });
    fc.assert(
      fc.property(changed, fc.boolean(), (more, isKnown) => {
        const received = { ...after, ...more };
        const read = usableEmployee(received, () => (isKnown ? before : null));
        if (read.kind === 'unusable') {
          expect(isKnown).toBe(false);
          return;
        }
        const { firstName, lastName, pinHash, lastFourHash } = read.employee;
        const isAsBefore = isKnown && JSON.stringify({ firstName, lastName, pinHash, lastFourHash }) === JSON.stringify(whoBefore);
        if (isAsBefore) return;
        expect([firstName, lastName]).toEqual([received.firstName, received.lastName]);
        for (const [told, taken] of [
          [received.pinHash, pinHash],
          [received.lastFourHash, lastFourHash],
        ])
          expect([told, ...(isKnown ? [] : [null])]).toContain(taken);
      }),
      { numRuns: 500 },
    );
  });
});

describe('brought by a download', () => {
  const told = (arranged: KioskInProcess): unknown[] => arranged.logged.filter(({ event }) => event === 'sync.partSkipped').map(({ fields }) => [fields?.['path'], fields?.['id'], fields?.['count']]);
  async function bring(arranged: KioskInProcess, changes: readonly unknown[], full: boolean): Promise<void> {
    await stageChanges(arranged.kiosk, { changes: [...changes], full, first: true });
    await applyChanges(arranged.kiosk, { cursor: 'cursor-2', chainEnd: null });
  }
  const stored = (arranged: KioskInProcess, employeeId: string): Employee | null => findEmployee(arranged.kiosk.connection, peopleVersion(arranged.kiosk.settings), employeeId);

  it.each([true, false])('J3 D6 the part that was in force stays, the new PIN opens, and the log names whom (everybody anew: %s)', async (full) => {
    const arranged = await arrangeReadyKiosk([before, somebody('E2', '333333')]);
    await bring(arranged, [{ kind: 'employee', employee: { ...after, photoDataUrl: 'http://photo' } }], full);
    expect(stored(arranged, 'E1')).toEqual({ ...after, photoDataUrl: before.photoDataUrl });
    expect(await identify(arranged.kiosk, '222222')).toMatchObject({ person: { employeeId: 'E1' } });
    expect(told(arranged)).toEqual([['employee.photoDataUrl', 'E1', 1]]);
    expect(stored(arranged, 'E2') === null).toBe(full);
  });

  it('J3 D6 what an earlier change of the same download brought is what stays, and who was removed in it does not come back with the old PIN', async () => {
    const arranged = await arrangeReadyKiosk([before]);
    await bring(
      arranged,
      [
        { kind: 'employee', employee: after },
        { kind: 'employee', employee: { ...after, jobTitle: 7, lastName: 'Aziz' } },
      ],
      false,
    );
    expect(stored(arranged, 'E1')).toEqual({ ...after, lastName: 'Aziz' });
    await bring(
      arranged,
      [
        { kind: 'employeeRemoved', employeeId: 'E1' },
        { kind: 'employee', employee: { ...before, pinHash: 'x', jobTitle: '' } },
        { kind: 'employee', employee: { ...before, employeeId: 'E1', lastName: '' } },
      ],
      false,
    );
    expect(stored(arranged, 'E1')).toEqual({ ...before, pinHash: null });
    await bring(
      arranged,
      [
        { kind: 'employeeRemoved', employeeId: 'E1' },
        { kind: 'employee', employee: { ...before, lastName: '' } },
      ],
      false,
    );
    expect(stored(arranged, 'E1')).toBeNull();
  });
});
