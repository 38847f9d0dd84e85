import { describe, expect, it } from 'vitest';
import type { CallHandler } from '../../main/host.ts';
import { setUpByCalls } from './set-up-by-calls.ts';
import type { SetupPreset } from './set-up-by-calls.ts';

const preset: SetupPreset = { serverUrl: 'http://127.0.0.1:4780', company: 'Northwind Foods', alias: 'NWF', timeclockId: 1042, username: 'admin', password: 'secret' };
const organisation = { tenantId: 'northwind', name: 'Northwind Foods', alias: 'NWF', timeZone: 'America/Chicago', locale: 'en-US', firstDayOfWeek: 7 };
const timeclock = { timeclockId: 1042, name: 'Dock 4' };
const ready = {
  kind: 'ready',
  company: 'Northwind Foods',
  timeclockId: 1042,
  timeclockName: 'Dock 4',
  timeZone: 'America/Chicago',
  locale: 'en-US',
  language: null,
  languages: ['en'],
  pinType: 'sixDigits',
  resetTimerSeconds: 30,
  logoDataUrl: null,
  brandColour: null,
  isPositionWanted: false,
};

/** A main that answers as the wizard's steps do; `answers` replaces what a call answers, first come first. */
function scriptedMain(start: 'company' | 'ready', answers: Record<string, unknown[]> = {}): { handler: CallHandler; called: string[] } {
  let step = start === 'ready' ? 'done' : 'company';
  const called: string[] = [];
  const views: Record<string, unknown> = {
    company: { step: 'company', serverUrl: preset.serverUrl, company: '', alias: '' },
    timeclock: { step: 'timeclock', serverUrl: preset.serverUrl, organisation, timeclocks: [timeclock] },
    credentials: { step: 'credentials', organisation, timeclock, hasFence: false },
    download: { step: 'download', organisation, timeclock, phase: 'employees', done: 0, total: null, problem: null, retryAt: null },
    done: { step: 'done' },
  };
  const goesOn: Record<string, [string, string]> = { findCompany: ['timeclock', 'found'], chooseTimeclock: ['credentials', 'found'], signInDevice: ['download', 'signedIn'], startDownload: ['done', 'started'] };
  const answerOf = (name: string): unknown => {
    const scripted = answers[name]?.shift();
    if (scripted !== undefined) return scripted;
    if (name === 'readKiosk') return step === 'done' ? ready : { kind: 'setup' };
    if (name === 'readSetup') return views[step];
    const [next, kind] = goesOn[name] ?? ['company', 'unknown'];
    step = next;
    return { kind };
  };
  const handler: CallHandler = (name) => {
    if (!name.startsWith('read')) called.push(name);
    return Promise.resolve({ kind: 'answer', answer: answerOf(name) });
  };
  return { handler, called };
}

describe('a kiosk that is set up by calls', () => {
  it('A1 goes through every step of the wizard, each once', async () => {
    const { handler, called } = scriptedMain('company');
    expect(await setUpByCalls(handler, preset, () => 0)).toEqual({ kind: 'setUp' });
    expect(called).toEqual(['findCompany', 'chooseTimeclock', 'signInDevice', 'startDownload']);
  });

  it('A7 leaves a kiosk alone that is set up', async () => {
    const { handler, called } = scriptedMain('ready');
    expect(await setUpByCalls(handler, preset, () => 0)).toEqual({ kind: 'alreadySetUp' });
    expect(called).toEqual([]);
  });

  it('A8 tries again while the server is away', async () => {
    const { handler, called } = scriptedMain('company', { findCompany: [{ kind: 'serverAway', reason: 'unreachable' }] });
    expect(await setUpByCalls(handler, preset, () => 0)).toEqual({ kind: 'setUp' });
    expect(called.filter((name) => name === 'findCompany')).toHaveLength(2);
  });

  it.each([
    [{ findCompany: [{ kind: 'unknownCompany' }] }, { step: 'company', why: 'unknownCompany' }],
    [{ chooseTimeclock: [{ kind: 'unknownTimeclock' }] }, { step: 'timeclock', why: 'unknownTimeclock' }],
    [{ signInDevice: [{ kind: 'refused', code: 'wrongPassword' }] }, { step: 'credentials', why: 'wrongPassword' }],
    [{ signInDevice: [{ kind: 'lockedOut', waitSeconds: 60 }] }, { step: 'credentials', why: 'lockedOut' }],
    [{ readKiosk: [{ kind: 'broken', reason: 'keyMissing' }] }, { step: 'start', why: 'keyMissing' }],
  ])('A4 A8 stops at %j and says where, without what was typed', async (answers, outcome) => {
    const { handler } = scriptedMain('company', answers);
    const said = await setUpByCalls(handler, preset, () => 0);
    expect(said).toEqual({ kind: 'notSetUp', ...outcome });
    expect(JSON.stringify(said)).not.toContain(preset.password);
  });
});
