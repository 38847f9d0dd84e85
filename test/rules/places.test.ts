/** C7, C8: a timeclock's fence and addresses, from the console to the kiosk, and from the kiosk's punches to the supervisor. */
import { describe, expect, it } from 'vitest';
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import { demo } from '../../server/demo.ts';
import { identify, punchOnce, tap } from '../support/kiosk-in-process.ts';
import { arrangeServer, type ServerInProcess } from '../support/server-in-process.ts';
import { arrangeSyncedKiosk, type SyncedKiosk } from '../support/synced-kiosk.ts';

const [first, second] = demo.people.map((person) => person.pin) as [string, string];
const fence: TimeclockProperties['geofence'] = { mode: 'strict', latitude: 41.8781, longitude: -87.6298, radiusMetres: 200, minimumAccuracyMetres: 100, lastKnownForSeconds: 600, withoutPosition: 'takeAndFlag' };
const inside = { latitude: 41.8781, longitude: -87.6298, accuracyMetres: 20 };
const outside = { latitude: 41.8901, longitude: -87.6298, accuracyMetres: 20 };
const office = '203.0.113.9';
const elsewhere = '198.51.100.77';

interface World {
  readonly server: ServerInProcess;
  readonly dock: SyncedKiosk;
  readonly token: string;
  save(more: Partial<TimeclockProperties>): Promise<{ status: number; body: unknown }>;
  /** What the supervisor reads of a punch. */
  seen(punchId: string): Promise<unknown>;
}

async function arrange(): Promise<World> {
  const server = await arrangeServer();
  const dock = await arrangeSyncedKiosk(server, demo.timeclocks.dock);
  const { sessionToken: token } = await server.answer('openSession', { body: demo.administrator });
  const params = { timeclockId: demo.timeclocks.dock };
  return {
    server,
    dock,
    token,
    save: async (more) => await server.ask('saveTimeclock', { token, params, body: { ...(await server.answer('readTimeclockSettings', { token, params })), ...more } }),
    seen: async (punchId) => await server.answer('readPunch', { token, params: { punchId } }),
  };
}

/** Both ways of saying so: what was not taken, and what was taken and restricts nobody (C8). */
const refusals = (dock: SyncedKiosk): unknown[] => dock.logged.filter(({ event }) => event === 'sync.partSkipped' || event === 'settings.cannotBeUsed').map(({ fields }) => fields?.['path']);

describe('the fence, from the console to the supervisor', () => {
  it('C7 K1 comes down with a sync, turns away outside, and a warning one notes it for the supervisor', async () => {
    const { dock, save, seen } = await arrange();
    await save({ geofence: fence });
    await dock.sync();
    dock.kiosk.whereabouts.positionFound(outside);
    expect(tap(dock.kiosk, await identify(dock.kiosk, first)).kind).toBe('blocked');
    await save({ geofence: { ...fence, mode: 'warning' } });
    await dock.sync();
    const { punchId } = await punchOnce(dock.kiosk, first);
    dock.kiosk.whereabouts.positionFound(inside);
    const other = await punchOnce(dock.kiosk, second);
    await dock.sync();
    expect(await seen(punchId)).toMatchObject({ original: { geofence: 'outside' }, punch: { exceptions: expect.arrayContaining(['outsideFence']) as unknown } });
    expect(await seen(other.punchId)).toMatchObject({ original: { geofence: 'inside' }, punch: { exceptions: expect.not.arrayContaining(['outsideFence']) as unknown } });
  });

  it('C7 K1 a punch without a position reaches the supervisor as such', async () => {
    const { dock, save, seen } = await arrange();
    await save({ geofence: fence });
    await dock.sync();
    const { punchId } = await punchOnce(dock.kiosk, first);
    await dock.sync();
    expect(await seen(punchId)).toMatchObject({ original: { geofence: 'positionUnknown' }, punch: { exceptions: expect.arrayContaining(['positionUnknown']) as unknown } });
  });
});

describe('addresses, from the console to the supervisor', () => {
  it('C8 K14 the address that the server sees decides on line; off line a punch is taken and flagged', async () => {
    const { dock, save, seen } = await arrange();
    await save({ ipRules: { enforced: true, allowed: ['203.0.113.0/24'] } });
    await dock.sync();
    dock.address = elsewhere;
    await dock.probe();
    expect((await identify(dock.kiosk, first)).blocked).toEqual({ reason: 'ipNotAllowed', addresses: [elsewhere] });
    expect(tap(dock.kiosk, await identify(dock.kiosk, first)).kind).toBe('blocked');
    dock.address = office;
    await dock.probe();
    const allowed = await punchOnce(dock.kiosk, first);
    dock.address = elsewhere;
    await dock.probe();
    dock.kiosk.state.daemonLost();
    const flagged = await punchOnce(dock.kiosk, second);
    await dock.sync();
    expect(await seen(allowed.punchId)).toMatchObject({ original: { ip: 'allowed' }, punch: { exceptions: expect.not.arrayContaining(['ipNotAllowed']) as unknown } });
    expect(await seen(flagged.punchId)).toMatchObject({ original: { ip: 'notAllowed' }, punch: { exceptions: expect.arrayContaining(['ipNotAllowed']) as unknown } });
  });
});

type Display = Partial<TimeclockProperties['display']>;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const scripted = `data:image/svg+xml;base64,${base64('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')}`;

/** What makes no sense in a timeclock's settings, and where it stands. */
const impossible: readonly [string, (usual: TimeclockProperties) => object][] = [
  ['geofence.radiusMetres', () => ({ geofence: { ...fence, radiusMetres: 0 } })],
  ['geofence.minimumAccuracyMetres', () => ({ geofence: { ...fence, minimumAccuracyMetres: 0.5 } })],
  ['geofence.latitude', () => ({ geofence: { ...fence, latitude: 0, longitude: 0 } })],
  ['ipRules.allowed', () => ({ ipRules: { enforced: true, allowed: [] } })],
  ['ipRules.allowed.0', () => ({ ipRules: { enforced: true, allowed: ['0313.0.0.1'] } })],
  ['ipRules.allowed.0', () => ({ ipRules: { enforced: true, allowed: ['0xcb.0.113.7/24'] } })],
  ['ipRules.allowed.0', () => ({ ipRules: { enforced: true, allowed: ['10.1/16'] } })],
  ['display.logoDataUrl', ({ display }) => ({ display: { ...display, logoDataUrl: `data:image/png;base64,${base64('GIF89a, not a PNG')}` } })],
];

/** What has not even the shape: the console names the place as well. */
const malformed: readonly [string, (usual: TimeclockProperties) => object][] = [
  ['geofence.latitude', () => ({ geofence: { ...fence, latitude: 91 } })],
  ['geofence.radiusMetres', () => ({ geofence: { ...fence, radiusMetres: Number.NaN } })],
  ['geofence.radiusMetres', () => ({ geofence: { ...fence, radiusMetres: -5 } })],
  ['display.brandColour', ({ display }) => ({ display: { ...display, brandColour: 'red' } })],
  ['display.brandColour', ({ display }) => ({ display: { ...display, brandColour: '#12345g' } })],
  ['display.logoDataUrl', ({ display }) => ({ display: { ...display, logoDataUrl: 'https://example.com/logo.png' } })],
  ['display.logoDataUrl', ({ display }) => ({ display: { ...display, logoDataUrl: 'data:text/html;base64,PHNjcmlwdD4=' } })],
];

describe('settings that make no sense', () => {
  it('J3 C7 C8 are refused at the console with the place named, and nothing is stored', async () => {
    const { server, token, save } = await arrange();
    const read = async (): Promise<TimeclockProperties> => await server.answer('readTimeclockSettings', { token, params: { timeclockId: demo.timeclocks.dock } });
    const before = await read();
    const logo: Display = { ...before.display, logoDataUrl: scripted };
    for (const [path, made] of [...impossible, ...malformed, ['display.logoDataUrl', () => ({ display: logo })] as const]) {
      expect([path, await save(made(before))]).toMatchObject([path, { status: 422, body: { errors: [{ path }] } }]);
    }
    expect(await read()).toEqual(before);
  });

  it.each(impossible)('J3 C7 C8 met by a kiosk all the same (%s) turn nobody away, show nothing, and stand in the log once', async (path, made) => {
    const { dock, save } = await arrange();
    await save({ name: 'Dock 5' });
    dock.onAnswer = (route, body) => (route === 'readChanges' ? { body: doctored(body, made) } : null);
    await dock.sync();
    dock.onAnswer = null;
    dock.kiosk.whereabouts.positionFound(outside);
    dock.address = elsewhere;
    await dock.probe();
    expect((await identify(dock.kiosk, first)).blocked).toBeNull();
    await punchOnce(dock.kiosk, second);
    await dock.sync();
    expect(refusals(dock)).toEqual([path]);
    expect(dock.kiosk.state.kiosk()).toMatchObject({ timeclockName: 'Dock 5', logoDataUrl: null });
  });

  it.each(malformed)('J3 without the shape of settings (%s) leave that part as it was, stand in the log once, and stop nothing', async (path, made) => {
    const { dock, save } = await arrange();
    const before = dock.kiosk.settings.read('timeclock');
    await save({ name: 'Dock 5' });
    dock.onAnswer = (route, body) => (route === 'readChanges' ? { body: doctored(body, made) } : null);
    await dock.sync();
    expect(dock.kiosk.settings.read('timeclock')).toEqual({ ...before, name: 'Dock 5' });
    expect(refusals(dock)).toEqual([path]);
    await punchOnce(dock.kiosk, first);
    dock.onAnswer = null;
    await dock.sync();
    expect(refusals(dock)).toEqual([path]);
  });
});

/** The answer as an older server would give it: the timeclock's settings with something in them that makes no sense. */
function doctored(body: unknown, made: (usual: TimeclockProperties) => object): unknown {
  const answer = body as { changes: { kind: string; properties: TimeclockProperties }[] };
  return { ...answer, changes: answer.changes.map((change) => (change.kind === 'timeclock' ? { ...change, properties: { ...change.properties, ...made(change.properties) } } : change)) };
}
