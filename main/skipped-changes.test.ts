/** J3, D5: what a download brings and nobody can use changes nothing but the log; what can be used beside it counts, and the cursor goes on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../shared/contracts/entries.ts';
import type { TimeclockProperties } from '../shared/contracts/entities.ts';
import { entryOf } from '../test/support/entry-of.ts';
import { arrangeReadyKiosk, identify, somebody, type KioskInProcess } from '../test/support/kiosk-in-process.ts';
import { operatorOf } from '../test/support/operators.ts';
import { senselessSettings, usual } from '../test/support/senseless-settings.ts';
import { readTexts } from './database/staged.ts';
import { listOperators } from './database/outcomes.ts';
import { findEmployee, peopleVersion } from './database/people.ts';
import { answerDaemonCalls } from './daemon-calls.ts';
import { applyChanges, stageChanges } from './use-cases/apply-sync.ts';

const skipped = (arranged: KioskInProcess): unknown[] =>
  arranged.logged.filter(({ event }) => event === 'sync.changeSkipped' || event === 'sync.partSkipped').map(({ event, fields }) => [event, fields?.['of'], fields?.['path'], fields?.['count']]);
const inForce = (arranged: KioskInProcess): TimeclockProperties | null => arranged.kiosk.settings.read('timeclock');

async function bring(arranged: KioskInProcess, changes: readonly unknown[], { full = false, cursor = 'cursor-2' } = {}): Promise<void> {
  await stageChanges(arranged.kiosk, { changes: [...changes], full, first: true });
  await applyChanges(arranged.kiosk, { cursor, chainEnd: null });
}

const settingsBefore: TimeclockProperties = { ...usual, timeclockId: 1042 };
const arrange = (): Promise<KioskInProcess> => arrangeReadyKiosk([somebody('E1', '111111')], settingsBefore);
const newcomer: Change = { kind: 'employee', employee: somebody('E2', '222222') };

describe('a change that cannot be used', () => {
  it.each<[string, string, unknown]>([
    ['unknown', '', null],
    ['unknown', '', 'employee'],
    ['unknown', 'kind', {}],
    ['unknown', 'kind', { kind: 'holiday', date: '2026-12-25' }],
    ['unknown', 'kind', { kind: '<script>', employee: {} }],
    ['employee', 'employee', { kind: 'employee' }],
    ['employee', 'employee.employeeId', { kind: 'employee', employee: { ...somebody('E3', '333333'), employeeId: 'no id' } }],
    ['employee', 'employee.lastName', { kind: 'employee', employee: { ...somebody('E3', '333333'), lastName: ' ' } }],
    ['employee', 'employee.mayPunch', { kind: 'employee', employee: { ...somebody('E3', '333333'), mayPunch: false } }],
    ['employee', '', { kind: 'employee', employee: somebody('E3', '333333'), more: 1 }],
    ['employeeRemoved', 'employeeId', { kind: 'employeeRemoved', employeeId: '' }],
    ['timeclock', 'properties', { kind: 'timeclock', properties: 'none' }],
    ['timeclock', 'properties.timeclockId', { kind: 'timeclock', properties: { ...settingsBefore, timeclockId: 1043 } }],
    ['organisation', 'organisation.tenantId', { kind: 'organisation', organisation: { tenantId: 't', name: 'n', alias: 'a', timeZone: 'UTC', locale: 'en', firstDayOfWeek: 1 } }],
    ['organisation', 'organisation.tenantId', { kind: 'organisation', organisation: {}, more: 1 }],
    ['texts', 'language', { kind: 'texts', language: '../es', texts: {} }],
    ['texts', 'texts', { kind: 'texts', language: 'es', texts: ['Su PIN'] }],
    ['entry', 'entry.instant', { kind: 'entry', entry: { ...entryOf({}), instant: 'yesterday' } }],
    ['temporaryEmployee', 'outcome.kind', { kind: 'temporaryEmployee', temporaryEmployeeId: crypto.randomUUID(), outcome: { kind: 'married' } }],
    ['request', 'status', { kind: 'request', requestId: crypto.randomUUID(), status: 'lost', note: null }],
    ['operator', 'operator.role', { kind: 'operator', operator: { userId: 'A1', username: 'Ada', role: 'root', verifier: 'v' } }],
  ])('J3 D5 (%s, at "%s") changes nothing but a line in the log, and holds nothing back', async (of, path, bad) => {
    const arranged = await arrange();
    const before = inForce(arranged);
    await bring(arranged, [bad, newcomer]);
    expect(skipped(arranged)).toEqual([['sync.changeSkipped', of, path, 1]]);
    expect(inForce(arranged)).toEqual(before);
    expect(await identify(arranged.kiosk, '222222')).toMatchObject({ person: { employeeId: 'E2' } });
    expect(arranged.kiosk.settings.read('cursor')).toBe('cursor-2');
    expect(arranged.kiosk.syncLog.read({ level: 'warning', session: null, text: 'sync.changeSkipped', limit: 9 })).toHaveLength(1);
  });

  it('J3 D5 many alike are one line that counts them', async () => {
    const arranged = await arrange();
    await bring(arranged, [...Array.from({ length: 300 }, (_, index) => ({ kind: 'employeeRemoved', employeeId: `no id ${String(index)}` })), newcomer]);
    expect(skipped(arranged)).toEqual([['sync.changeSkipped', 'employeeRemoved', 'employeeId', 300]]);
  });

  it('J3 D5 nobody is lost whose record cannot be read when all are told anew', async () => {
    const arranged = await arrange();
    await bring(arranged, [{ kind: 'employee', employee: { ...somebody('E1', '999999'), lastName: '' } }, newcomer], { full: true });
    expect(await identify(arranged.kiosk, '111111')).toMatchObject({ person: { employeeId: 'E1' } });
    await bring(arranged, [{ kind: 'employee', employee: somebody('E1', '111111'), more: 1 }, newcomer], { full: true });
    expect(await identify(arranged.kiosk, '111111')).toMatchObject({ person: { employeeId: 'E1' } });
    const ada = await operatorOf('administrator');
    await bring(arranged, [{ kind: 'operator', operator: ada }]);
    await bring(arranged, [], { full: true });
    await bring(arranged, [{ kind: 'operator', operator: { ...ada, role: 'owner' } }]);
    expect(listOperators(arranged.kiosk.connection)).toEqual([ada]);
  });

  it.each<[string, object]>([
    ['no list', { changes: 'all', full: false, first: true }],
    ['a list without end', { changes: Array.from({ length: 1001 }, () => newcomer), full: false, first: true }],
    ['no word on whether it is the first page', { changes: [newcomer], full: false }],
    ['something nobody knows beside it', { changes: [newcomer], full: false, first: true, order: 'reversed' }],
  ])('J3 D5 a page with %s is refused whole, for nobody knows what it says', async (_what, input) => {
    const arranged = await arrange();
    expect(await answerDaemonCalls(arranged.kiosk)('stageChanges', input)).toEqual({ kind: 'refusal', reason: 'invalid' });
    expect(arranged.kiosk.settings.read('cursor')).toBe('cursor-1');
  });
});

describe('a part of settings that cannot be used', () => {
  const other = { ...settingsBefore, name: 'Dock 9', syncIntervalSeconds: 77 };

  it.each(senselessSettings.filter(([, path, more]) => !(path === 'ipRules.allowed' && 'ipRules' in more)))('%s J3 %s: makes no sense, leaves that part as it was, and the others count', async (_id, path, more) => {
    const arranged = await arrange();
    await bring(arranged, [{ kind: 'timeclock', properties: { ...other, ...more } }, newcomer]);
    const name = path === 'name' ? settingsBefore.name : other.name;
    expect(inForce(arranged)).toEqual({ ...other, name });
    expect(skipped(arranged)).toEqual([['sync.partSkipped', 'timeclock', path, 1]]);
    expect(await identify(arranged.kiosk, '222222')).toMatchObject({ person: { employeeId: 'E2' } });
  });

  it.each<[string, object]>([
    ['pinType', { pinType: 'eightDigits' }],
    ['timeZone', { timeZone: 'Mars/Olympus' }],
    ['resetTimerSeconds', { resetTimerSeconds: 0 }],
    ['duplicateWindowSeconds', { duplicateWindowSeconds: 'a minute' }],
    ['rounding.breakMinutes', { rounding: { ...settingsBefore.rounding, breakMinutes: 7 } }],
    ['geofence.mode', { geofence: { ...settingsBefore.geofence, mode: 'lax' } }],
    ['breaks', { breaks: null }],
    ['breaks.survey.0.type', { breaks: { ...settingsBefore.breaks, survey: [{ questionId: 'q', text: { en: '?' }, type: 'picture', choices: [], required: false, onlyIf: null }] } }],
    ['questions', { questions: 'none' }],
    ['display.brandColour', { display: { ...settingsBefore.display, brandColour: 'rgb(1,2,3)' } }],
    ['display.logoDataUrl', { display: { ...settingsBefore.display, logoDataUrl: 'javascript:alert(1)' } }],
    ['display.languages', { display: { ...settingsBefore.display, languages: [] } }],
    ['biometrics', { biometrics: true }],
  ])('J3 %s: of no shape that this kiosk knows, leaves that part as it was, and the others count', async (path, more) => {
    const arranged = await arrange();
    await bring(arranged, [{ kind: 'timeclock', properties: { ...other, ...more } }]);
    expect(inForce(arranged)).toEqual(other);
    expect(skipped(arranged)).toEqual([['sync.partSkipped', 'timeclock', path, 1]]);
  });

  it('J3 C8 what an earlier change of the same download brought stays in force, not what it replaced', async () => {
    const arranged = await arrange();
    const first = { ...other, ipRules: { enforced: true, allowed: ['203.0.113.0/24'] } };
    await bring(arranged, [
      { kind: 'timeclock', properties: first },
      { kind: 'timeclock', properties: { ...first, ipRules: { enforced: true, allowed: ['0313.0.0.1'] }, name: 'Dock 10' } },
    ]);
    expect(inForce(arranged)).toEqual({ ...first, name: 'Dock 10' });
  });

  it('J3 A2 of the organisation: leaves that part as it was, and the others count', async () => {
    const arranged = await arrange();
    const before = arranged.kiosk.settings.read('organisation');
    await bring(arranged, [{ kind: 'organisation', organisation: { ...before, name: 'Northwind Group', locale: 'es', timeZone: 'Mars/Olympus', firstDayOfWeek: 0, founded: 1871 } }]);
    expect(arranged.kiosk.settings.read('organisation')).toEqual({ ...before, name: 'Northwind Group', locale: 'es' });
    expect(skipped(arranged)).toEqual(['timeZone', 'firstDayOfWeek', 'founded'].map((part) => ['sync.partSkipped', 'organisation', `organisation.${part}`, 1]));
  });

  it('J3 A6 texts of no shape are left out key by key, and names that the sender chose are not told on', async () => {
    const arranged = await arrange();
    const received: unknown = JSON.parse(`{"pin.title":"Su PIN","pin.clear":7,"pin.delete":"${'x'.repeat(2001)}","<b>${'y'.repeat(200)}":"z","__proto__":"p","constructor":null}`);
    await bring(arranged, [{ kind: 'texts', language: 'es', texts: received }]);
    expect(readTexts(arranged.kiosk.connection, 'es')).toEqual({ 'pin.title': 'Su PIN' });
    expect(skipped(arranged)).toEqual(['es.pin.clear', 'es.pin.delete', '', 'es.constructor'].map((path) => ['sync.partSkipped', 'texts', path, 1]));
  });
});

describe('anything among good changes', () => {
  const good: readonly Change[] = [
    newcomer,
    { kind: 'texts', language: 'es', texts: { 'pin.title': 'Su PIN' } },
    { kind: 'timeclock', properties: { ...settingsBefore, syncIntervalSeconds: 99 } },
    { kind: 'employee', employee: somebody('E4', '444444') },
  ];
  const values = fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.string(), fc.array(fc.integer(), { maxLength: 2 }), fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }));

  /** One place of a good change, however deep, with something else in it, or gone. */
  const mutated = fc.tuple(fc.constantFrom(...good, { kind: 'entry', entry: entryOf({}) }), fc.array(fc.nat(30), { minLength: 1, maxLength: 5 }), fc.option(values)).map(([one, way, value]) => {
    const copy: unknown = structuredClone(one);
    let place: unknown = copy;
    way.forEach((step, index) => {
      if (typeof place !== 'object' || place === null) return;
      const names = Object.keys(place);
      const name = names[step % Math.max(1, names.length)];
      if (name === undefined) return;
      const inner: unknown = Reflect.get(place, name);
      const isLast = index === way.length - 1 || typeof inner !== 'object' || inner === null;
      if (isLast && value === null) Reflect.deleteProperty(place, name);
      else if (isLast) Reflect.set(place, name, value);
      place = isLast ? null : inner;
    });
    return copy;
  });

  it('J3 D5 never stops the good ones, whatever it is and wherever it stands', async () => {
    const arranged = await arrange();
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(4), fc.oneof(mutated, fc.jsonValue())), { maxLength: 6 }), async (bad) => {
        round += 1;
        const cursor = `cursor-${String(round + 2)}`;
        const interval = 100 + round;
        const brought: unknown[] = good.map((one) => (one.kind === 'timeclock' ? { ...one, properties: { ...one.properties, resetTimerSeconds: interval } } : one));
        // Before the good ones, so that whatever a mutated one is allowed to say of the same person or setting is said again after it.
        for (const [, one] of bad) brought.unshift(one);
        await bring(arranged, brought, { cursor });
        expect(arranged.kiosk.settings.read('cursor')).toBe(cursor);
        expect(inForce(arranged)).toEqual({ ...settingsBefore, syncIntervalSeconds: 99, resetTimerSeconds: interval });
        expect(readTexts(arranged.kiosk.connection, 'es')).toEqual({ 'pin.title': 'Su PIN' });
        for (const person of [somebody('E2', '222222'), somebody('E4', '444444')]) expect(findEmployee(arranged.kiosk.connection, peopleVersion(arranged.kiosk.settings), person.employeeId)).toEqual(person);
      }),
      { numRuns: 60 },
    );
  });
});
