/** The edges of a sync, one by one, between a kiosk and the real server: nothing lost, nothing twice, and everybody is told the truth. */
import { describe, expect, it } from 'vitest';
import { demo } from '../../server/demo.ts';
import { findEmployee, findEmployeeEvenIfGone, peopleVersion } from '../../main/database/people.ts';
import { findPunch } from '../../main/database/punches.ts';
import { identify, punchOnce, tap } from '../support/kiosk-in-process.ts';
import { arrangeServer, type ServerInProcess } from '../support/server-in-process.ts';
import { arrangeSyncedKiosk, type SyncedKiosk } from '../support/synced-kiosk.ts';

const [first, second] = demo.people.map((person) => person.pin) as [string, string];
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface World {
  readonly server: ServerInProcess;
  readonly dock: SyncedKiosk;
  readonly token: string;
  pass(ms: number): void;
  stored(): Promise<string[]>;
}

async function arrange(): Promise<World> {
  const server = await arrangeServer();
  const dock = await arrangeSyncedKiosk(server, demo.timeclocks.dock);
  const { sessionToken: token } = await server.answer('openSession', { body: demo.administrator });
  return {
    server,
    dock,
    token,
    pass: (ms) => [server.clock, dock.clock].forEach((clock) => clock.advance(ms)),
    stored: async () => (await server.answer('readPunches', { token, query: { timeclockId: demo.timeclocks.dock } })).punches.map((punch) => punch.punchId),
  };
}

const statusOf = ({ kiosk }: SyncedKiosk, punchId: string): string | undefined => findPunch(kiosk.connection, punchId)?.status;

/** Loses the next answer to `route`, behind the server's commit. */
function loseNext(dock: SyncedKiosk, route: string): void {
  dock.onAnswer = (asked) => {
    if (asked !== route) return null;
    dock.onAnswer = null;
    return 'lost';
  };
}

describe('the edges of a sync', () => {
  it('H2 F2 an answer that is lost behind the commit: pending here, stored there, and once after the next sync', async () => {
    const { dock, stored } = await arrange();
    const { punchId } = await punchOnce(dock.kiosk, first);
    loseNext(dock, 'uploadBatch');
    await expect(dock.sync()).rejects.toThrow('timeout');
    expect([statusOf(dock, punchId), await stored()]).toEqual(['pending', [punchId]]);
    await dock.sync();
    expect([statusOf(dock, punchId), await stored()]).toEqual(['synced', [punchId]]);
  });

  it('I4 a kiosk that has nothing to send tells how it stands all the same, every six hours', async () => {
    const { server, dock, token, pass } = await arrange();
    let batches = 0;
    dock.onAnswer = (route) => {
      if (route === 'uploadBatch') batches += 1;
      return null;
    };
    const told = async (): Promise<unknown> => (await server.answer('listDevices', { token })).devices.find(({ deviceId }) => deviceId === dock.kiosk.device.deviceId)?.passedOver;
    dock.kiosk.settings.write('passedOver', [{ atMs: dock.clock.wallMs(), kind: 'change', of: 'timeclock', path: 'properties', id: null, count: 1 }]);
    pass(5 * hourMs);
    await dock.sync();
    expect([batches, await told()]).toEqual([0, null]);
    pass(hourMs);
    await dock.sync();
    expect([batches, await told()]).toMatchObject([1, { count: 1, latest: [{ of: 'timeclock' }] }]);
    // A punch brings it along, and the six hours begin anew.
    await punchOnce(dock.kiosk, first);
    pass(6 * hourMs);
    await dock.sync();
    await dock.sync();
    expect(batches).toBe(2);
  });

  it('H2 J3 an answer that speaks of some of the batch settles none of it', async () => {
    const { dock, stored } = await arrange();
    const ids = [(await punchOnce(dock.kiosk, first)).punchId, (await punchOnce(dock.kiosk, second)).punchId];
    dock.onAnswer = (route, body) => {
      if (route !== 'uploadBatch') return null;
      dock.onAnswer = null;
      return { body: { ...(body as object), verdicts: (body as { verdicts: unknown[] }).verdicts.slice(1) } };
    };
    await expect(dock.sync()).rejects.toThrow('badAnswer');
    expect(ids.map((punchId) => statusOf(dock, punchId))).toEqual(['pending', 'pending']);
    await dock.sync();
    expect(ids.map((punchId) => statusOf(dock, punchId))).toEqual(['synced', 'synced']);
    expect((await stored()).toSorted()).toEqual(ids.toSorted());
  });

  it('D8 K7 an answer to the changes that is lost: what went up is synced, the cursor stays, and the next sync brings them', async () => {
    const { server, dock, token } = await arrange();
    const before = dock.kiosk.settings.read('cursor');
    const properties = await server.answer('readTimeclockSettings', { token, params: { timeclockId: demo.timeclocks.dock } });
    await server.answer('saveTimeclock', { token, params: { timeclockId: demo.timeclocks.dock }, body: { ...properties, name: 'Dock 9' } });
    const { punchId } = await punchOnce(dock.kiosk, first);
    loseNext(dock, 'readChanges');
    await expect(dock.sync('recovery')).rejects.toThrow('timeout');
    expect([statusOf(dock, punchId), dock.kiosk.settings.read('cursor'), dock.kiosk.settings.read('timeclock')?.name]).toEqual(['synced', before, properties.name]);
    await dock.sync();
    expect(dock.kiosk.settings.read('timeclock')?.name).toBe('Dock 9');
  });

  it('D5 H1 a cursor that the server knows no more: everything comes anew, and no pending or refused punch is lost', async () => {
    const { dock, pass, stored } = await arrange();
    const offer = await identify(dock.kiosk, first);
    await punchOnce(dock.kiosk, first);
    await dock.sync();
    pass(hourMs);
    dock.kiosk.settings.write('cursor', 'nonsense');
    const taken = tap(dock.kiosk, await identify(dock.kiosk, first), { type: 'clockOut' });
    dock.kiosk.settings.write('cursor', 'nonsense');
    await dock.sync();
    const [sent = ''] = (await stored()).filter((punchId) => taken.kind === 'recorded' && punchId === taken.punch.punchId);
    expect(statusOf(dock, sent)).toBe('synced');
    expect((await identify(dock.kiosk, first)).person.employeeId).toBe(offer.person.employeeId);
    expect(dock.kiosk.settings.read('cursor')).not.toBe('nonsense');
  });

  it('C1 D6 rules that change under an open screen: what is not allowed any more is not taken, and the screen gets what is', async () => {
    const { server, dock, token, pass } = await arrange();
    await punchOnce(dock.kiosk, first);
    await dock.sync();
    pass(hourMs);
    const open = await identify(dock.kiosk, first);
    expect(open.allowed).toContain('breakOut');
    const properties = await server.answer('readTimeclockSettings', { token, params: { timeclockId: demo.timeclocks.dock } });
    await server.answer('saveTimeclock', { token, params: { timeclockId: demo.timeclocks.dock }, body: { ...properties, punchTemplate: { kind: 'twoEntries' } } });
    await dock.sync();
    expect(tap(dock.kiosk, open, { type: 'breakOut' })).toMatchObject({ kind: 'notAllowed', offer: { allowed: ['clockOut'] } });
    expect(tap(dock.kiosk, open, { type: 'clockOut' }).kind).toBe('recorded');
  });

  it('K12 B1 a PIN type that changes under an open session: who stands here goes on, the screen is told, and the next PIN is of the new kind', async () => {
    const { server, dock, token } = await arrange();
    const open = await identify(dock.kiosk, first);
    const properties = await server.answer('readTimeclockSettings', { token, params: { timeclockId: demo.timeclocks.dock } });
    await server.answer('saveTimeclock', { token, params: { timeclockId: demo.timeclocks.dock }, body: { ...properties, pinType: 'fourDigits' } });
    await dock.sync();
    expect(dock.lastEvent('kioskChanged')).toMatchObject({ kind: 'ready', pinType: 'fourDigits' });
    expect(tap(dock.kiosk, open).kind).toBe('recorded');
    await expect(identify(dock.kiosk, second)).rejects.toThrow();
  });

  it('K13 H1 somebody who was removed at the console while off line here: the punch is taken late, and keeps its name until then', async () => {
    const { server, dock, token, pass } = await arrange();
    dock.isOffline = true;
    const offer = await identify(dock.kiosk, first);
    const taken = tap(dock.kiosk, offer);
    if (taken.kind !== 'recorded') throw new Error(taken.kind);
    const { employeeId } = offer.person;
    if (employeeId === null) throw new Error('a temporary employee');
    const { hasPin: _pin, pinDigits: _digits, hasLastFour: _four, employeeId: _id, ...person } = await server.answer('readPerson', { token, params: { employeeId } });
    await server.answer('savePerson', { token, params: { employeeId }, body: { ...person, lastFour: null, lastWorkDate: taken.punch.workDate } });
    pass(2 * dayMs);
    dock.isOffline = false;
    // The server says no at first; the download behind it takes the person away.
    dock.onAnswer = (route, body) => {
      if (route !== 'uploadBatch') return null;
      dock.onAnswer = null;
      return { body: { ...(body as object), verdicts: [{ kind: 'refused', punchId: taken.punch.punchId, code: 'unknownEmployee', text: '' }] } };
    };
    await dock.sync();
    expect(statusOf(dock, taken.punch.punchId)).toBe('pending');
    const nameOf = (): string | undefined => findEmployeeEvenIfGone(dock.kiosk.connection, peopleVersion(dock.kiosk.settings), employeeId)?.lastName;
    expect(findEmployee(dock.kiosk.connection, peopleVersion(dock.kiosk.settings), employeeId)).toBeNull();
    expect(nameOf()).toBe(person.lastName);
    pass(hourMs);
    await dock.sync();
    expect(statusOf(dock, taken.punch.punchId)).toBe('synced');
    expect(dock.kiosk.sessions.find(offer.sessionId)).toBeNull();
    expect(tap(dock.kiosk, offer).kind).toBe('sessionEnded');
  });

  it.each<[string, object]>([
    ['no cursor', { cursor: undefined }],
    ['a cursor that is none', { cursor: '' }],
    ['no list of changes', { changes: {} }],
    ['more changes than a page has', { changes: Array.from({ length: 1001 }, () => null) }],
    ['no word on whether there is more', { more: 'perhaps' }],
    ['an end of the chain that is none', { chainEnd: { sequenceNumber: -1, hash: '' } }],
  ])('J3 D5 a page with %s says nothing that could be relied upon: it is refused whole, and asked for again', async (_what, wrong) => {
    const { dock } = await arrange();
    const before = dock.kiosk.settings.read('cursor');
    dock.onAnswer = (route, body) => (route === 'readChanges' ? { body: { ...(body as object), ...wrong } } : null);
    await expect(dock.sync()).rejects.toThrow('badAnswer');
    expect(dock.kiosk.settings.read('cursor')).toBe(before);
    dock.onAnswer = null;
    await dock.sync();
  });
});
