import { expect, it, vi } from 'vitest';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { arrangeServer, enrol, testNowMs, upload } from '../../test/support/server-in-process.ts';
import { loadEntries } from '../database/entries.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { demo } from '../demo.ts';
import { queueRejudge } from '../intake/rejudge.ts';
import { RejudgeWorker } from '../rejudge-worker.ts';
import { saveEmployee } from './save-employee.ts';
import { saveTimeclock } from './save-timeclock.ts';
import { workOffRejudge } from './work-off-rejudge.ts';

async function arrange() {
  const server = await arrangeServer();
  const credentials = await enrol(server);
  const scope = tenantScope(server.deps.database.reader, demo.tenantId);
  return {
    server,
    scope,
    chain: new PunchChain(),
    send: async (...punches: readonly unknown[]) => (await upload(server, { credentials, punches })).verdicts,
    entryOf: async (punchId: string) => (await loadEntries(scope, [punchId])).get(punchId),
    waiting: async () => (await scope.selectRejudge().selectAll('rejudge_queue').execute()).length,
    hire: (employeeId: string) => {
      const employee = { employeeId, firstName: 'New', lastName: 'Hire', jobTitle: '', photoDataUrl: null, pinHash: null, lastFourHash: null };
      return saveEmployee(server.deps, demo.tenantId, { employee, assignments: [], lastWorkDate: null });
    },
  };
}

const day = '2026-11-23T';

it('D4 K1 accepts what was refused once the person is known, without being offered again, and tells the kiosks', async () => {
  const { server, scope, chain, send, entryOf, hire, waiting } = await arrange();
  const person = { kind: 'employee', employeeId: 'NEW-1' } as const;
  const punches = [chain.next({ at: `${day}13:00:00.000Z`, person, assignmentId: null }), chain.next({ at: `${day}17:00:00.000Z`, type: 'clockOut', person, assignmentId: null })] as const;
  expect(await send(...punches)).toMatchObject([{ code: 'unknownEmployee' }, { code: 'unknownEmployee' }]);
  await hire('NEW-1');
  expect(await workOffRejudge(server.deps, 10)).toBe(1);
  expect(await waiting()).toBe(0);
  expect([await entryOf(punches[0].punchId), await entryOf(punches[1].punchId)]).toMatchObject([{ state: 'accepted' }, { state: 'accepted' }]);
  const history = await scope.selectVerdictChanges().select(['caused_by']).execute();
  expect(history).toEqual([{ caused_by: 'person:NEW-1' }, { caused_by: 'person:NEW-1' }]);
  const heard = await scope.selectChanges().select('subject_id').where('kind', '=', 'entry').execute();
  expect(new Set(heard.map((row) => row.subject_id))).toEqual(new Set(punches.map((punch) => punch.punchId)));
});

it('C13 rounds anew what was accepted by other rules, and never refuses it', async () => {
  const { server, scope, chain, send, entryOf } = await arrange();
  const punch = chain.next({ at: `${day}13:07:00.000Z` });
  const late = chain.next({ at: `${day}18:00:00.000Z`, type: 'breakOut' });
  await send(punch, late);
  const properties = await readTimeclockProperties(scope, demo.timeclocks.dock);
  if (properties === null) throw new Error('no timeclock');
  await saveTimeclock(server.deps, demo.tenantId, { ...properties, punchTemplate: { kind: 'twoEntries' }, rounding: { clockInMinutes: 15, clockOutMinutes: 15, breakMinutes: 15 } });
  await workOffRejudge(server.deps, 10);
  expect(await entryOf(punch.punchId)).toMatchObject({ state: 'accepted', instant: `${day}13:07:00.000Z`, roundedInstant: `${day}13:00:00.000Z` });
  expect(await entryOf(late.punchId)).toMatchObject({ state: 'accepted', exceptions: ['outOfSequence'] });
});

it('D3 puts off what cannot be judged, and judges the others', async () => {
  const { server, scope, chain, send, waiting } = await arrange();
  const defect = vi.spyOn(server.deps.log, 'defect');
  const punches = [chain.next({ at: `${day}13:00:00.000Z` }), chain.next({ at: `${day}13:30:00.000Z`, person: { kind: 'employee', employeeId: 'NWF-1002' }, assignmentId: null })] as const;
  await send(...punches);
  await scope.updatePunches().set({ verdict: 'refused', refusal_code: 'no such code' }).where('punch_id', '=', punches[0].punchId).execute();
  await scope.updatePunches().set({ verdict: 'refused', refusal_code: 'noClockIn' }).where('punch_id', '=', punches[1].punchId).execute();
  await server.deps.database.transaction((db) => queueRejudge(tenantScope(db, demo.tenantId), [{ personKey: 'e:NWF-1001', workDate: '2026-11-23' }], 'a test', testNowMs - 1));
  await server.deps.database.transaction((db) => queueRejudge(tenantScope(db, demo.tenantId), [{ personKey: 'e:NWF-1002', workDate: '2026-11-23' }], 'a test', testNowMs));
  await workOffRejudge(server.deps, 10);
  await workOffRejudge(server.deps, 10);
  expect(defect).toHaveBeenCalledTimes(1);
  expect(await waiting()).toBe(1);
  const verdicts = await scope.selectPunches().select(['punch_id', 'verdict']).orderBy('punch_id').execute();
  expect(verdicts).toEqual([
    { punch_id: punches[0].punchId, verdict: 'refused' },
    { punch_id: punches[1].punchId, verdict: 'accepted' },
  ]);
});

it('D3 works off the queue in the background of a server, and stops when it is told', async () => {
  const { server, waiting } = await arrange();
  const dates = Array.from({ length: 30 }, (_, index) => ({ personKey: `e:NWF-${index}`, workDate: '2026-11-23' }));
  await server.deps.database.transaction((db) => queueRejudge(tenantScope(db, demo.tenantId), dates, 'a test', testNowMs));
  const worker = new RejudgeWorker(server.deps);
  await vi.waitFor(async () => expect(await waiting()).toBe(0), { timeout: 5000, interval: 20 });
  await worker.stop();
  await server.deps.database.transaction((db) => queueRejudge(tenantScope(db, demo.tenantId), dates.slice(0, 1), 'a test', testNowMs));
  await new Promise((resume) => setTimeout(resume, 700));
  expect(await waiting()).toBe(1);
});
