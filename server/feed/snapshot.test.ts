import { describe, expect, it } from 'vitest';
import type { Punch } from '../../shared/contracts/entities.ts';
import type { Change } from '../../shared/contracts/entries.ts';
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import { addDays } from '../../shared/lib/zoned-time.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { arrangeServer, enrol, upload, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { recordChanges } from '../database/changes.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { demo } from '../demo.ts';
import { firstWorkDate } from './snapshot.ts';

const { dock, packing } = demo.timeclocks;

async function arrange() {
  const server = await arrangeServer();
  return { server, dockKiosk: await enrol(server), packingKiosk: await enrol(server, { timeclockId: packing, deviceId: 'packing-1' }) };
}

/** Everything behind a new download of all employees, page by page. */
async function downloadRest(server: ServerInProcess, { deviceToken: token }: DeviceCredentials, limit = 500) {
  const { cursor: from } = await server.answer('readEmployees', { token, query: { limit: 1000 } });
  const pages: Change[][] = [];
  let [cursor, more] = [from, true];
  while (more) {
    const answer: { changes: Change[]; cursor: string; more: boolean } = await server.answer('readChanges', { token, query: { cursor, limit } });
    pages.push(answer.changes);
    ({ cursor, more } = answer);
    expect(pages.length).toBeLessThan(200);
  }
  return { pages, changes: pages.flat(), cursor };
}

const ofKind = <K extends Change['kind']>(changes: readonly Change[], kind: K) => changes.filter((change): change is Extract<Change, { kind: K }> => change.kind === kind);
const entriesIn = (changes: readonly Change[]) => ofKind(changes, 'entry').map((change) => change.entry);
const since = async (server: ServerInProcess, { deviceToken: token }: DeviceCredentials, cursor: string): Promise<Change[]> => (await server.answer('readChanges', { token, query: { cursor } })).changes;

/** A shift of four punches on each of these days by each of these people. */
function shifts(chain: PunchChain, people: readonly string[], days: readonly string[]): Punch[] {
  const hours = ['14:00', '17:00', '18:00', '21:00'];
  const types = ['clockIn', 'breakOut', 'breakIn', 'clockOut'] as const;
  return days.flatMap((day) => types.flatMap((type, index) => people.map((employeeId) => chain.next({ at: `${day}T${hours[index]}:00.000Z`, type, person: { kind: 'employee', employeeId }, assignmentId: null, workDate: day }))));
}

describe('entries after a download of all people', () => {
  it("D5 H8 brings those of this week and last of the timeclock's people, wherever they were made, and nobody else's", async () => {
    const { server, dockKiosk, packingKiosk } = await arrange();
    // The organisation's weeks begin on Sunday: last week began on the 15th.
    const made = shifts(new PunchChain(), ['NWF-1001', 'NWF-1002'], ['2026-11-14', '2026-11-15', '2026-11-20']);
    await upload(server, { credentials: dockKiosk, punches: made });
    const elsewhere = shifts(new PunchChain('packing-1'), ['NWF-1003', 'NWF-1010'], ['2026-11-22']);
    await upload(server, { credentials: packingKiosk, deviceId: 'packing-1', punches: elsewhere });
    const entries = entriesIn((await downloadRest(server, dockKiosk)).changes);
    const expected = [...made.filter((punch) => punch.workDate >= '2026-11-15'), ...elsewhere.filter((punch) => punch.person.kind === 'employee' && punch.person.employeeId === 'NWF-1003')];
    expect(entries.map((entry) => entry.punchId).toSorted()).toEqual(expected.map((punch) => punch.punchId).toSorted());
    expect(entries.every((entry) => entry.state === 'accepted')).toBe(true);
  });

  it('D5 brings each exactly once in pages of any size, and goes on where a page was cut', async () => {
    const { server, dockKiosk } = await arrange();
    const days = Array.from({ length: 5 }, (_, index) => addDays('2026-11-18', index));
    await upload(server, { credentials: dockKiosk, punches: shifts(new PunchChain(), ['NWF-1001', 'NWF-1002', 'NWF-1004'], days) });
    for (const limit of [1, 7, 20, 60, 1000]) {
      const { pages, changes } = await downloadRest(server, dockKiosk, limit);
      const ids = entriesIn(changes).map((entry) => entry.punchId);
      expect([new Set(ids).size, ids.length]).toEqual([60, 60]);
      // The organisation and the timeclock come together, whatever the limit.
      for (const page of pages) expect(page.length).toBeLessThanOrEqual(Math.max(2, limit));
    }
  });

  it('D5 goes on with the changes since the download began, so that nothing falls between', async () => {
    const { server, dockKiosk } = await arrange();
    const token = dockKiosk.deviceToken;
    const chain = new PunchChain();
    await upload(server, { credentials: dockKiosk, punches: shifts(chain, ['NWF-1001'], ['2026-11-18', '2026-11-19']) });
    const { cursor } = await server.answer('readEmployees', { token, query: { limit: 1000 } });
    const first = await server.answer('readChanges', { token, query: { cursor, limit: 10 } });
    expect(first.more).toBe(true);
    // Another kiosk's word on somebody of the dock, in the middle of the download.
    const other = await enrol(server, { deviceId: 'dock-2' });
    const [late] = shifts(new PunchChain('dock-2'), ['NWF-1001'], ['2026-11-20']);
    await upload(server, { credentials: other, deviceId: 'dock-2', punches: [late] });
    const seen = entriesIn(first.changes).map((entry) => entry.punchId);
    let page = first;
    while (page.more) {
      page = await server.answer('readChanges', { token, query: { cursor: page.cursor, limit: 10 } });
      seen.push(...entriesIn(page.changes).map((entry) => entry.punchId));
    }
    expect(seen).toContain(late?.punchId);
    expect(new Set(seen).size).toBe(9);
  });

  it('D5 brings those since yesterday alone where they would be too many', async () => {
    const { server, dockKiosk } = await arrange();
    await upload(server, { credentials: dockKiosk, punches: shifts(new PunchChain(), ['NWF-1001'], ['2026-11-18', '2026-11-22']) });
    const scope = tenantScope(server.deps.database.reader, demo.tenantId);
    const at = { timeclockId: dock, today: '2026-11-23', assignmentsSince: '2026-10-19' };
    expect(await firstWorkDate({ scope, at }, 8)).toBe('2026-11-15');
    expect(await firstWorkDate({ scope, at }, 7)).toBe('2026-11-22');
    // The tenant has as many, but the timeclock's people have none of them.
    expect(await firstWorkDate({ scope, at: { ...at, timeclockId: packing } }, 7)).toBe('2026-11-15');
  });
});

describe('who and what besides', () => {
  const temporary = { temporaryId: '019abcde-0000-7000-8000-000000000001', recordId: '019abcde-0000-7000-8000-00000000000a' };

  async function addTemporary(server: ServerInProcess, timeclockId: number, deviceId: string): Promise<void> {
    await server.deps.database.transaction(async (db) => {
      const scope = tenantScope(db, demo.tenantId);
      await scope
        .insertTemporaryEmployee({
          record_id: temporary.recordId,
          first_name: 'Ada',
          last_name: 'New',
          name_key: 'ada|new',
          last_four_hash: 'ab'.repeat(32),
          last_four: '1234',
          first_seen_ms: 1,
          outcome: 'noMatch',
          employee_id: null,
          settled_ms: null,
          settled_by: null,
        })
        .execute();
      await scope.insertTemporaryId({ temporary_employee_id: temporary.temporaryId, record_id: temporary.recordId, device_id: deviceId, timeclock_id: timeclockId }).execute();
    });
  }

  it('D5 F5 tells what became of temporary employees to the timeclock that met them, and to no other', async () => {
    const { server, dockKiosk, packingKiosk } = await arrange();
    await addTemporary(server, dock, 'kiosk-1');
    const before = await downloadRest(server, dockKiosk);
    expect(ofKind(before.changes, 'temporaryEmployee')).toEqual([{ kind: 'temporaryEmployee', temporaryEmployeeId: temporary.temporaryId, outcome: { kind: 'noMatch' } }]);
    expect(ofKind((await downloadRest(server, packingKiosk)).changes, 'temporaryEmployee')).toEqual([]);
    await server.deps.database.transaction(async (db) => {
      const scope = tenantScope(db, demo.tenantId);
      await scope.updateTemporaryEmployees().set({ outcome: 'matched', employee_id: 'NWF-1001' }).execute();
      await recordChanges(scope, [{ kind: 'temporaryEmployee', subject_id: temporary.temporaryId, timeclock_id: dock }], 1);
    });
    expect(await since(server, dockKiosk, before.cursor)).toEqual([{ kind: 'temporaryEmployee', temporaryEmployeeId: temporary.temporaryId, outcome: { kind: 'matched', employeeId: 'NWF-1001' } }]);
  });

  it('D5 K16 tells who may open the administration, and when somebody may no longer', async () => {
    const { server, dockKiosk, packingKiosk } = await arrange();
    const dockRest = await downloadRest(server, dockKiosk);
    const names = (changes: readonly Change[]) =>
      ofKind(changes, 'operator')
        .map((change) => change.operator.username)
        .toSorted();
    expect(names(dockRest.changes)).toEqual(['admin', 'supervisor']);
    expect(names((await downloadRest(server, packingKiosk)).changes)).toEqual(['admin', 'packing', 'supervisor']);
    const stored = await server.deps.database.reader.selectFrom('users').select('password_hash').execute();
    for (const row of stored) expect(JSON.stringify(dockRest.changes)).not.toContain(row.password_hash);
    await server.deps.database.transaction(async (db) => {
      const scope = tenantScope(db, demo.tenantId);
      await scope.updateUsers().set({ disabled_ms: 1 }).where('user_id', '=', 'northwind-supervisor').execute();
      const subjects = ['northwind-supervisor', 'northwind-admin', 'northwind-packing'];
      await recordChanges(
        scope,
        subjects.map((subject_id) => ({ kind: 'operator', subject_id, timeclock_id: dock }) as const),
        1,
      );
    });
    expect(await since(server, dockKiosk, dockRest.cursor)).toMatchObject([
      { kind: 'operatorRemoved', userId: 'northwind-supervisor' },
      { kind: 'operator', operator: { userId: 'northwind-admin', role: 'administrator' } },
      { kind: 'operatorRemoved', userId: 'northwind-packing' },
    ]);
  });

  it('D5 C12 tells how requests were decided', async () => {
    const { server, dockKiosk } = await arrange();
    const requestId = '019abcde-0000-7000-8000-00000000000b';
    const request = {
      request_id: requestId,
      person_key: 'e:NWF-1001',
      kind: 'missedPunch',
      punch_id: null,
      type: 'clockOut',
      work_date: '2026-11-20',
      proposed_ms: 1,
      note: 'forgot',
      made_ms: server.clock.wallMs(),
      device_id: 'kiosk-1',
      timeclock_id: dock,
      decided_ms: null,
      decided_by: null,
      decision_note: null,
    } as const;
    await server.deps.database.transaction((db) =>
      tenantScope(db, demo.tenantId)
        .insertRequest({ ...request, status: 'open' })
        .execute(),
    );
    const { changes, cursor } = await downloadRest(server, dockKiosk);
    expect(ofKind(changes, 'request')).toEqual([{ kind: 'request', requestId, status: 'open', note: null }]);
    await server.deps.database.transaction(async (db) => {
      const scope = tenantScope(db, demo.tenantId);
      await scope.updateRequests().set({ status: 'declined', decision_note: 'you were not here' }).execute();
      await recordChanges(scope, [{ kind: 'request', subject_id: requestId, timeclock_id: dock }], 1);
    });
    expect(await since(server, dockKiosk, cursor)).toEqual([{ kind: 'request', requestId, status: 'declined', note: 'you were not here' }]);
  });

  it('D5 I2 leaves out an entry of somebody who is nothing to the timeclock', async () => {
    const { server, dockKiosk, packingKiosk } = await arrange();
    const { cursor } = await downloadRest(server, dockKiosk);
    const [punch] = shifts(new PunchChain('packing-1'), ['NWF-1010'], ['2026-11-23']);
    await upload(server, { credentials: packingKiosk, deviceId: 'packing-1', punches: [punch] });
    const change = { kind: 'entry', subject_id: punch?.punchId ?? '', timeclock_id: dock } as const;
    await server.deps.database.transaction((db) => recordChanges(tenantScope(db, demo.tenantId), [change], 1));
    expect(await since(server, dockKiosk, cursor)).toEqual([]);
  });
});
