/** J3, G3, I4: what of the server's changes could not be used stands where administrators see it, as long as it stands. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceStatus } from '../shared/contracts/http.ts';
import { diagnosticsView } from '../shared/contracts/diagnostics-calls.ts';
import { arrangeReadyKiosk, somebody, type KioskInProcess } from '../test/support/kiosk-in-process.ts';
import { operatorSignedIn } from '../test/support/operators.ts';
import { usual } from '../test/support/senseless-settings.ts';
import { deviceStatusOf } from './device-status.ts';
import { applyChanges, stageChanges } from './use-cases/apply-sync.ts';
import { readDiagnostics } from './use-cases/read-diagnostics.ts';

const at = '2026-11-23T14:00:00.000Z';
const settings = { ...usual, timeclockId: 1042 };
const arrange = (): Promise<KioskInProcess> => arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222')], settings);
const badPhoto = (employeeId: string, more: object = {}): unknown => ({ kind: 'employee', employee: { ...somebody(employeeId, '111111'), photoDataUrl: 'x', ...more } });
const good = (employeeId: string): unknown => ({ kind: 'employee', employee: somebody(employeeId, '111111') });
const badSettings = { kind: 'timeclock', properties: { ...settings, ipRules: { enforced: true, allowed: ['010.0.0.1'] } } };

async function bring({ kiosk }: KioskInProcess, changes: readonly unknown[], full = false): Promise<void> {
  await stageChanges(kiosk, { changes: [...changes], full, first: true });
  await applyChanges(kiosk, { cursor: 'cursor-2', chainEnd: null });
}

const told = ({ kiosk }: KioskInProcess): ReturnType<typeof deviceStatusOf>['passedOver'] => deviceStatus.parse(deviceStatusOf(kiosk, { sequence: 0, record: 0 })).passedOver;
const places = (arranged: KioskInProcess): unknown[] => (told(arranged)?.latest ?? []).map(({ of, id, path }) => [of, id, path].join(' '));

describe('what was passed over', () => {
  it('J3 I4 is told to the server with the next batch: how many, when, of whom and where, never what', async () => {
    const arranged = await arrange();
    expect(told(arranged)).toBeNull();
    await bring(arranged, [badPhoto('E1'), badSettings, { kind: 'holiday' }, { kind: 'holiday' }]);
    expect(told(arranged)).toEqual({
      count: 4,
      latest: [
        { at, of: 'unknown', path: 'kind', id: null },
        { at, of: 'timeclock', path: 'ipRules.allowed.0', id: null },
        { at, of: 'employee', path: 'employee.photoDataUrl', id: 'E1' },
      ],
    });
  });

  it('J3 D5 stands until the same thing comes in a form that can be used, whatever else comes', async () => {
    const arranged = await arrange();
    await bring(arranged, [badPhoto('E1'), badPhoto('E2'), badSettings]);
    await bring(arranged, [good('E2')]);
    expect(places(arranged)).toEqual(['timeclock  ipRules.allowed.0', 'employee E1 employee.photoDataUrl']);
    await bring(arranged, [{ kind: 'timeclock', properties: settings }, badPhoto('E1', { jobTitle: 7 })]);
    expect(places(arranged)).toEqual(['employee E1 employee.photoDataUrl', 'employee E1 employee.jobTitle']);
    await bring(arranged, [{ kind: 'employeeRemoved', employeeId: 'E1' }]);
    expect(told(arranged)).toBeNull();
  });

  it('J3 D5 is what a download ends with: what it put right itself does not stand, and a complete one begins anew', async () => {
    const arranged = await arrange();
    await bring(arranged, [badPhoto('E1'), good('E1'), good('E2'), badPhoto('E2')]);
    expect(places(arranged)).toEqual(['employee E2 employee.photoDataUrl']);
    await bring(arranged, [badPhoto('E1')], true);
    expect(places(arranged)).toEqual(['employee E1 employee.photoDataUrl']);
  });

  it('J3 D6 nothing of a download that was broken off stands', async () => {
    const arranged = await arrange();
    await stageChanges(arranged.kiosk, { changes: [badPhoto('E1')], full: false, first: true });
    expect(told(arranged)).toBeNull();
    await bring(arranged, [badPhoto('E2')]);
    expect(places(arranged)).toEqual(['employee E2 employee.photoDataUrl']);
  });

  it('J3 G3 an operator sees it in the diagnostics, the latest first, and what nobody knows is forgotten after a month', async () => {
    const arranged = await arrange();
    const operatorSessionId = await operatorSignedIn(arranged.kiosk, 'supervisor');
    const shown = async (): Promise<unknown> => {
      const answer = await readDiagnostics(arranged.kiosk, { operatorSessionId });
      return answer.kind === 'read' ? diagnosticsView.parse(answer.view).passedOver : answer;
    };
    expect(await shown()).toEqual({ count: 0, latest: [] });
    await bring(arranged, [{ kind: 'holiday' }, badPhoto('E1')]);
    const photo = { at, kind: 'part', of: 'employee', path: 'employee.photoDataUrl', id: 'E1', count: 1 };
    expect(await shown()).toEqual({ count: 2, latest: [photo, { at, kind: 'change', of: 'unknown', path: 'kind', id: null, count: 1 }] });
    arranged.clock.advance(31 * 86_400_000);
    await bring(arranged, [good('E2')]);
    expect(places(arranged)).toEqual(['employee E1 employee.photoDataUrl']);
  });

  it('J3 I4 is bounded whatever comes, and always of the contract', async () => {
    const arranged = await arrange();
    await bring(
      arranged,
      Array.from({ length: 900 }, (_, index) => badPhoto(`E${String(index)}`)),
    );
    expect(told(arranged)).toMatchObject({ count: 200, latest: { length: 10 } });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.jsonValue(), fc.constantFrom(badPhoto('E1'), badSettings, good('E1'))), { maxLength: 5 }), async (changes) => {
        await bring(arranged, changes);
        expect(told(arranged)?.count ?? 1).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });
});
