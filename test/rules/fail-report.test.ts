/** F5, F6, K10: somebody whom nobody knows yet, at two kiosks and over several days off line, until a person or a match says who it is. */
import { describe, expect, it } from 'vitest';
import type { Offer } from '../../shared/contracts/punch-calls.ts';
import { findPunch } from '../../main/database/punches.ts';
import { identifyByForm } from '../../main/use-cases/identify-by-form.ts';
import { readOffer } from '../../main/use-cases/read-offer.ts';
import { demo } from '../../server/demo.ts';
import { tap } from '../support/kiosk-in-process.ts';
import { arrangeServer, type ServerInProcess } from '../support/server-in-process.ts';
import { arrangeSyncedKiosk, type SyncedKiosk } from '../support/synced-kiosk.ts';

const ana = { firstName: 'Ana', lastName: 'Reyes', lastFour: '4321' };
const hourMs = 3_600_000;

interface World {
  readonly server: ServerInProcess;
  readonly dock: SyncedKiosk;
  readonly packing: SyncedKiosk;
  /** A new session each time: days pass. */
  token(): Promise<string>;
  pass(ms: number): void;
  /** Ana comes, fills the form in, and taps what is offered first; the punch's id. */
  punchAt(kiosk: SyncedKiosk, typed?: typeof ana): Promise<string>;
  /** In at one time of the day, out eight hours later, and the night. */
  workDay(kiosk: SyncedKiosk): Promise<string[]>;
  hire(employeeId: string): Promise<void>;
}

async function standAt({ kiosk }: SyncedKiosk, typed = ana): Promise<Offer> {
  const answer = await identifyByForm(kiosk, typed);
  if (answer.kind !== 'identified') throw new Error(answer.kind);
  return answer.offer;
}

function tapped({ kiosk }: SyncedKiosk, offer: Offer): string {
  const answer = tap(kiosk, offer);
  if (answer.kind !== 'recorded') throw new Error(answer.kind);
  return answer.punch.punchId;
}

async function arrange(): Promise<World> {
  const server = await arrangeServer();
  const dock = await arrangeSyncedKiosk(server, demo.timeclocks.dock);
  const packing = await arrangeSyncedKiosk(server, demo.timeclocks.packing);
  const token = async (): Promise<string> => (await server.answer('openSession', { body: demo.administrator })).sessionToken;
  const pass = (ms: number): void => [server.clock, dock.clock, packing.clock].forEach((clock) => clock.advance(ms));
  const punchAt = async (kiosk: SyncedKiosk, typed = ana): Promise<string> => tapped(kiosk, await standAt(kiosk, typed));
  const workDay = async (kiosk: SyncedKiosk): Promise<string[]> => {
    const clockIn = await punchAt(kiosk);
    pass(8 * hourMs);
    const clockOut = tap(kiosk.kiosk, await standAt(kiosk), { type: 'clockOut' });
    if (clockOut.kind !== 'recorded') throw new Error(clockOut.kind);
    pass(16 * hourMs);
    return [clockIn, clockOut.punch.punchId];
  };
  const hire = async (employeeId: string): Promise<void> => {
    const assignments = [demo.timeclocks.dock, demo.timeclocks.packing].map((timeclockId) => ({
      assignmentId: `${employeeId}-${timeclockId}`,
      timeclockId,
      job: 'Picker',
      department: '',
      startDate: '2020-01-01',
      endDate: null,
      shiftStart: null,
      shiftEnd: null,
    }));
    await server.answer('savePerson', { token: await token(), params: { employeeId }, body: { ...ana, jobTitle: 'Picker', photoDataUrl: null, lastWorkDate: null, assignments } });
  };
  return { server, dock, packing, token, pass, punchAt, workDay, hire };
}

const statusesAt = ({ kiosk }: SyncedKiosk, ids: readonly string[]): (string | undefined)[] => ids.map((punchId) => findPunch(kiosk.connection, punchId)?.status);
const reportOf = async ({ server, token }: World) => (await server.answer('readSyncFailReport', { token: await token() })).temporaryEmployees;
const personsAt = async ({ server, token }: World, ids: readonly string[]): Promise<(string | null)[]> => {
  const session = await token();
  const punches = await Promise.all([demo.timeclocks.dock, demo.timeclocks.packing].map(async (timeclockId) => (await server.answer('readPunches', { token: session, query: { timeclockId } })).punches));
  return ids.map((punchId) => punches.flat().find((punch) => punch.punchId === punchId)?.employeeId ?? null);
};

describe('somebody known by the form alone', () => {
  it('F5 F6 K10 three days off line at two kiosks are one record in the report; attributed, they settle at both, and nothing was deleted meanwhile', async () => {
    const world = await arrange();
    const { server, dock, packing, token } = world;
    const [atDock, atPacking] = [[...(await world.workDay(dock))], [...(await world.workDay(packing))]];
    atDock.push(...(await world.workDay(dock)));
    await dock.sync('recovery');
    await packing.sync('recovery');
    expect([statusesAt(dock, atDock), statusesAt(packing, atPacking)]).toEqual([Array(4).fill('failed'), Array(2).fill('failed')]);
    expect([dock, packing].map(({ kiosk }) => kiosk.state.status())).toMatchObject([
      { pending: 0, failed: 4 },
      { pending: 0, failed: 2 },
    ]);
    const [record, ...others] = await reportOf(world);
    expect(others).toEqual([]);
    expect(record).toMatchObject({ firstName: 'Ana', lastName: 'Reyes' });
    // The person goes on under the same record, typed otherwise.
    const next = await world.punchAt(dock, { firstName: ' ANA', lastName: 'reyes ', lastFour: '4321' });
    await dock.sync();
    expect(statusesAt(dock, [next])).toEqual(['failed']);
    expect(await reportOf(world)).toHaveLength(1);
    await server.answer('attributeTemporary', { token: await token(), params: { temporaryEmployeeId: record?.temporaryEmployeeId ?? '' }, body: { employeeId: 'NWF-1005' } });
    await dock.sync();
    await packing.sync();
    const all = [...atDock, ...atPacking, next];
    expect([...statusesAt(dock, [...atDock, next]), ...statusesAt(packing, atPacking)]).toEqual(all.map(() => 'synced'));
    expect(await personsAt(world, all)).toEqual(all.map(() => 'NWF-1005'));
    expect(await reportOf(world)).toEqual([]);
    expect([dock, packing].map(({ kiosk }) => kiosk.state.status().failed)).toEqual([0, 0]);
  });

  it('E6 F5 somebody hired meanwhile with exactly these credentials: at recovery all of it is theirs, on both sides, and no report speaks of it', async () => {
    const world = await arrange();
    const { dock, packing } = world;
    const atDock = await world.workDay(dock);
    const atPacking = await world.workDay(packing);
    await world.hire('NWF-2001');
    await dock.sync('recovery');
    await packing.sync('recovery');
    expect(await personsAt(world, [...atDock, ...atPacking])).toEqual(Array(4).fill('NWF-2001'));
    expect(await reportOf(world)).toEqual([]);
    for (const { kiosk } of [dock, packing]) expect(kiosk.state.status()).toMatchObject({ pending: 0, failed: 0 });
    expect(await standAt(dock)).toMatchObject({ person: { employeeId: 'NWF-2001' }, temporary: null });
  });

  it('F5 F6 somebody who is entered in the console after the recovery is matched there, and the kiosks settle with their next syncs', async () => {
    const world = await arrange();
    const { dock } = world;
    const ids = await world.workDay(dock);
    await dock.sync('recovery');
    expect(statusesAt(dock, ids)).toEqual(['failed', 'failed']);
    await world.hire('NWF-2001');
    await dock.sync();
    expect(statusesAt(dock, ids)).toEqual(['synced', 'synced']);
    expect(await reportOf(world)).toEqual([]);
  });

  it('K10 what an administrator dismisses settles on the device, and counts for nobody', async () => {
    const world = await arrange();
    const { server, dock, token } = world;
    const ids = await world.workDay(dock);
    await dock.sync('recovery');
    const [record] = await reportOf(world);
    await server.answer('dismissTemporary', { token: await token(), params: { temporaryEmployeeId: record?.temporaryEmployeeId ?? '' }, body: { reason: 'a test of the door' } });
    await dock.sync();
    expect(statusesAt(dock, ids)).toEqual(['synced', 'synced']);
    expect([await reportOf(world), await personsAt(world, ids)]).toEqual([[], [null, null]]);
  });

  it('F5 F4 nothing of a recovery is cleared while somebody is in the report, and all of it once they are settled', async () => {
    const world = await arrange();
    const { dock } = world;
    const ids = await world.workDay(dock);
    world.pass(48 * hourMs);
    await dock.sync('recovery');
    expect(statusesAt(dock, ids)).toEqual(['failed', 'failed']);
    await world.hire('NWF-2001');
    await dock.sync();
    await dock.sync('recovery');
    expect(statusesAt(dock, ids)).toEqual([undefined, undefined]);
  });

  it('K10 somebody who stands at the kiosk while they are matched goes on under their own name', async () => {
    const world = await arrange();
    const { dock } = world;
    await world.punchAt(dock);
    await dock.sync();
    world.pass(hourMs);
    const open = await standAt(dock);
    expect(open).toMatchObject({ person: { employeeId: null } });
    await world.hire('NWF-2001');
    await dock.sync();
    expect(readOffer(dock.kiosk, { sessionId: open.sessionId, workDate: null, assignmentId: null })).toMatchObject({ kind: 'offered', offer: { person: { employeeId: 'NWF-2001' }, current: { type: 'clockIn' } } });
    const clockOut = tap(dock.kiosk, open, { type: 'clockOut' });
    if (clockOut.kind !== 'recorded') throw new Error(clockOut.kind);
    await dock.sync();
    expect(await personsAt(world, [clockOut.punch.punchId])).toEqual(['NWF-2001']);
  });
});
