/** J3, A2, A3: first setup is as tolerant as a later change, and stops only at what a kiosk cannot work without. */
import { describe, expect, it } from 'vitest';
import { defaultTimeclock } from '../shared/contracts/default-timeclock.ts';
import type { TimeclockProperties } from '../shared/contracts/entities.ts';
import { timeclockProperties } from '../shared/contracts/entities.ts';
import { toDaemon } from '../shared/contracts/daemon.ts';
import { arrangeKiosk, type KioskInProcess } from '../test/support/kiosk-in-process.ts';
import { senselessSettings, usual } from '../test/support/senseless-settings.ts';
import { chooseTimeclock } from './use-cases/choose-timeclock.ts';
import { findCompany } from './use-cases/find-company.ts';

const organisation = { tenantId: 'northwind', name: 'Northwind Foods', alias: 'NWF', timeZone: 'America/Chicago', locale: 'en-US', firstDayOfWeek: 7 };
const company = { organisation, timeclocks: [{ timeclockId: 1042, name: 'Dock 4' }], endpoints: { api: null } };
const told: TimeclockProperties = { ...usual, timeclockId: 1042, name: 'Dock 9', syncIntervalSeconds: 77 };
const builtIn = defaultTimeclock({ timeclockId: 1042, name: 'Dock 4', timeZone: 'America/Chicago', punchTemplate: { kind: 'fourEntries' } });
const usualParts: Readonly<Record<string, unknown>> = builtIn;

/** The wizard at the timeclock, with a server that answers so. */
async function walk(answers: { readonly company?: unknown; readonly timeclock?: unknown }): Promise<{ readonly arranged: KioskInProcess; readonly found: unknown; readonly listed: unknown; readonly chosen: unknown }> {
  const arranged = await arrangeKiosk();
  arranged.supervisor.start();
  arranged.daemon.say({ kind: 'ready' });
  arranged.daemon.told.push = (...messages: unknown[]) => {
    for (const message of messages) {
      const call = toDaemon.parse(message);
      if (call.kind !== 'serverCall') continue;
      const answer = call.route === 'findCompany' ? (answers.company ?? company) : { properties: answers.timeclock ?? told };
      queueMicrotask(() => arranged.daemon.say({ kind: 'serverAnswer', callId: call.callId, outcome: { kind: 'answered', answer } }));
    }
    return 0;
  };
  const found = await findCompany(arranged.kiosk, { serverUrl: 'https://time.northwind.example', company: 'Northwind Foods', alias: 'NWF' });
  const record = arranged.kiosk.setup.record();
  const listed = record?.step === 'timeclock' ? record.timeclocks : null;
  const chosen = await chooseTimeclock(arranged.kiosk, { timeclockId: 1042 });
  return { arranged, found, listed, chosen };
}

const skipped = ({ logged }: KioskInProcess): unknown[] => logged.filter(({ event }) => event === 'sync.partSkipped').map(({ fields }) => [fields?.['of'], fields?.['path']]);
const stored = ({ kiosk }: KioskInProcess): unknown => {
  const record = kiosk.setup.record();
  return record?.step === 'credentials' ? record.properties : null;
};

describe('settings at first setup', () => {
  it.each(senselessSettings.filter(([, path, more]) => !(path === 'ipRules.allowed' && 'ipRules' in more)))('%s J3 A3 %s: makes no sense, takes its built-in setting, and setup goes on', async (_id, path, more) => {
    const { arranged, chosen } = await walk({ timeclock: { ...told, ...more } });
    expect(chosen).toEqual({ kind: 'found' });
    expect(stored(arranged)).toEqual({ ...told, ...(path === 'name' ? { name: 'Dock 4' } : {}) });
    expect(skipped(arranged)).toEqual([['timeclock', path]]);
  });

  it.each<[string, Partial<Record<keyof TimeclockProperties, unknown>>]>([
    ['pinType', { pinType: 'eightDigits' }],
    ['resetTimerSeconds', { resetTimerSeconds: 0 }],
    ['punchTemplate', { punchTemplate: null }],
    ['name', { name: undefined }],
    ['questions', { questions: 'none' }],
  ])('J3 A3 %s: of no shape, takes its built-in setting', async (part, more) => {
    const { arranged, chosen } = await walk({ timeclock: { ...told, ...more } });
    expect(chosen).toEqual({ kind: 'found' });
    expect(stored(arranged)).toMatchObject({ syncIntervalSeconds: 77, [part]: usualParts[part] });
    expect(skipped(arranged)).toEqual([['timeclock', part]]);
  });

  it('J3 A3 an answer with nothing but whose it is and its zone sets a kiosk up with everything at its usual setting', async () => {
    const { arranged, chosen } = await walk({ timeclock: { timeclockId: 1042, timeZone: 'Europe/Berlin' } });
    expect(chosen).toEqual({ kind: 'found' });
    expect(timeclockProperties.parse(stored(arranged))).toEqual({ ...builtIn, timeZone: 'Europe/Berlin' });
  });

  it.each<[string, unknown]>([
    ['timeclockZone', { ...told, timeZone: 'Mars/Olympus' }],
    ['timeclockZone', { ...told, timeZone: undefined }],
    ['answerWithoutIdentity', { ...told, timeclockId: 1043 }],
    ['answerWithoutIdentity', { ...told, timeclockId: undefined }],
    ['answerWithoutIdentity', 'none'],
    ['answerWithoutIdentity', []],
  ])('J3 A8 %s stops setup, which stays where it was and says why', async (code, timeclock) => {
    const { arranged, chosen } = await walk({ timeclock });
    expect(chosen).toEqual({ kind: 'refused', code });
    expect(arranged.kiosk.setup.record()?.step).toBe('timeclock');
    expect(arranged.logged.filter(({ event }) => event === 'setup.answerUnusable').map(({ fields }) => fields?.['code'])).toEqual([code]);
  });
});

describe('the company at first setup', () => {
  it('J3 A2 parts that cannot be used take what was typed, or the built-in setting', async () => {
    const { arranged, found, listed, chosen } = await walk({
      company: { organisation: { ...organisation, name: 7, locale: null, firstDayOfWeek: 8 }, timeclocks: [{ timeclockId: 'x' }, company.timeclocks[0]], endpoints: { api: 'nowhere' } },
    });
    expect([found, listed, chosen]).toEqual([{ kind: 'found' }, company.timeclocks, { kind: 'found' }]);
    expect(arranged.kiosk.setup.record()).toMatchObject({ serverUrl: 'https://time.northwind.example', organisation: { ...organisation, locale: 'en', firstDayOfWeek: 1 } });
    expect(skipped(arranged)).toEqual(['organisation.name', 'organisation.locale', 'organisation.firstDayOfWeek', 'timeclocks.0', 'endpoints'].map((path) => ['organisation', path]));
  });

  it.each<[string, unknown]>([
    ['organisationZone', { ...company, organisation: { ...organisation, timeZone: 'Mars/Olympus' } }],
    ['answerWithoutIdentity', { ...company, organisation: { ...organisation, tenantId: 'no id' } }],
    ['answerWithoutIdentity', { organisation: {}, timeclocks: [], endpoints: null }],
  ])('J3 A8 %s stops setup at its first step', async (code, answer) => {
    const { arranged, found } = await walk({ company: answer });
    expect(found).toEqual({ kind: 'refused', code });
    expect(arranged.kiosk.setup.record()?.step).toBe('company');
  });
});
