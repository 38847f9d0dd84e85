import { describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import type { Change } from '../../shared/contracts/entries.ts';
import type { OutboxRecord } from '../../shared/contracts/records.ts';
import { acknowledgementRecord, formRecord, requestRecord } from '../../test/support/outbox-records.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { enrol, testNowMs, upload } from '../../test/support/server-in-process.ts';
import { arrangeSupervision, type SupervisionBench } from '../../test/support/supervision-bench.ts';

const day = '2026-11-23T';
const at = `${day}19:00:00.000Z`;

/** A second kiosk at Dock 4, up to date, that is told of changes from here on. */
async function otherKiosk(bench: SupervisionBench) {
  const credentials = await enrol(bench.server, { deviceId: 'kiosk-2' });
  const token = credentials.deviceToken;
  const readAll = async (from: string) => {
    const changes: Change[] = [];
    let cursor = from;
    for (;;) {
      const page = await bench.server.answer('readChanges', { token, query: { cursor } });
      changes.push(...page.changes);
      cursor = page.cursor;
      if (!page.more) return { changes, cursor };
    }
  };
  let cursor = (await readAll((await bench.server.answer('readEmployees', { token })).cursor)).cursor;
  return {
    send: (records: OutboxRecord[], punches: readonly unknown[] = []) => upload(bench.server, { credentials, deviceId: 'kiosk-2', records, punches }),
    /** What came since the last time. */
    hear: async () => {
      const heard = await readAll(cursor);
      cursor = heard.cursor;
      return heard.changes;
    },
  };
}

describe('what supervisors do reaches the kiosks', () => {
  it('C9 C12 a correction comes as a whole entry, and its acknowledgement stands in the history', async () => {
    const bench = await arrangeSupervision();
    const kiosk = await otherKiosk(bench);
    const punch = await bench.punched({ at: `${day}14:00:00.000Z` });
    await kiosk.hear();
    const params = { punchId: punch.punchId };
    const correctionId = crypto.randomUUID();
    await bench.answer('correctPunch', { params, body: { correctionId, instant: `${day}13:45:00.000Z`, reason: 'stood in the queue' } });
    expect(await kiosk.hear()).toMatchObject([
      {
        kind: 'entry',
        entry: { punchId: punch.punchId, person: { employeeId: 'NWF-1001' }, instant: `${day}13:45:00.000Z`, correction: { correctionId, reason: 'stood in the queue', before: { instant: `${day}14:00:00.000Z` }, acknowledgedAt: null } },
      },
    ]);
    const { recordVerdicts } = await kiosk.send([acknowledgementRecord({ at, punchId: punch.punchId, correctionId })]);
    expect(recordVerdicts).toMatchObject([{ kind: 'accepted' }]);
    const { history } = await bench.answer('readPunch', { params });
    expect(history.find((step) => step.what === 'acknowledged')).toMatchObject({ by: 'Maya Okafor', after: correctionId });
  });

  it('H7 K2 typed, voided and restored punches come as entries', async () => {
    const bench = await arrangeSupervision();
    const kiosk = await otherKiosk(bench);
    const punch = await bench.punched({ at: `${day}14:00:00.000Z` });
    await kiosk.hear();
    const params = { punchId: punch.punchId };
    await bench.answer('voidPunch', { params, body: { reason: 'x' } });
    expect(await kiosk.hear()).toMatchObject([{ kind: 'entry', entry: { punchId: punch.punchId, state: 'voided' } }]);
    await bench.answer('restorePunch', { params, body: { reason: 'x' } });
    expect(await kiosk.hear()).toMatchObject([{ kind: 'entry', entry: { punchId: punch.punchId, state: 'accepted' } }]);
    const typed = { punchId: v7({ msecs: testNowMs }), employeeId: 'NWF-1001', timeclockId: 1042, type: 'clockOut', workDate: '2026-11-23', instant: `${day}19:00:00.000Z`, assignmentId: null, reason: 'went home' };
    await bench.answer('typePunch', { body: typed });
    expect(await kiosk.hear()).toMatchObject([{ kind: 'entry', entry: { punchId: typed.punchId, deviceId: null, state: 'accepted', correction: { before: null, reason: 'went home' } } }]);
  });

  it('F5 F6 a temporary employee goes into the report, and an attribution settles every kiosk', async () => {
    const bench = await arrangeSupervision();
    const kiosk = await otherKiosk(bench);
    const temporaryEmployeeId = v7({ msecs: testNowMs });
    const person = { kind: 'temporary', temporaryEmployeeId } as const;
    const punch = new PunchChain('kiosk-2').next({ at: `${day}14:00:00.000Z`, person, assignmentId: null });
    const form = formRecord({ at, temporaryEmployeeId, firstName: 'Maja', lastName: 'Okafor', lastFour: '4470' });
    const { verdicts } = await kiosk.send([form], [punch]);
    expect(verdicts).toMatchObject([{ kind: 'failed', reason: 'noMatch' }]);
    expect((await bench.answer('readSyncFailReport')).temporaryEmployees).toMatchObject([{ temporaryEmployeeId, lastFour: '4470', punches: 1, candidates: [{ employeeId: 'NWF-1001' }] }]);
    await kiosk.hear();
    await bench.answer('attributeTemporary', { params: { temporaryEmployeeId }, body: { employeeId: 'NWF-1001' } });
    const heard = await kiosk.hear();
    expect(heard).toContainEqual({ kind: 'temporaryEmployee', temporaryEmployeeId, outcome: { kind: 'matched', employeeId: 'NWF-1001' } });
    expect(heard).toContainEqual(expect.objectContaining({ kind: 'entry', entry: expect.objectContaining({ punchId: punch.punchId, state: 'accepted', person: { kind: 'employee', employeeId: 'NWF-1001' } }) as unknown }));
    expect(await bench.answer('readSyncFailReport')).toEqual({ temporaryEmployees: [], refusedPunches: [], next: null });
    expect(bench.server.logged.join('\n')).not.toContain('4470');
  });

  it('C12 a request made at the kiosk is decided in the console, and the kiosk hears of both', async () => {
    const bench = await arrangeSupervision();
    const kiosk = await otherKiosk(bench);
    const asked = requestRecord({ at, type: 'clockIn', proposedInstant: `${day}13:00:00.000Z`, note: 'kiosk was busy' });
    await kiosk.send([asked]);
    const { requests } = await bench.answer('listRequests');
    expect(requests).toMatchObject([{ requestId: asked.recordId, note: 'kiosk was busy' }]);
    await kiosk.hear();
    await bench.answer('decideRequest', { params: { requestId: asked.recordId }, body: { decision: 'granted', note: 'agreed' } });
    const heard = await kiosk.hear();
    expect(heard).toContainEqual({ kind: 'request', requestId: asked.recordId, status: 'granted', note: 'agreed' });
    expect(heard).toContainEqual(expect.objectContaining({ kind: 'entry', entry: expect.objectContaining({ type: 'clockIn', instant: `${day}13:00:00.000Z`, deviceId: null }) as unknown }));
  });

  it('K10 a dismissed punch settles at the kiosk that holds it', async () => {
    const bench = await arrangeSupervision();
    const kiosk = await otherKiosk(bench);
    const punch = new PunchChain('kiosk-2').next({ at: `${day}14:00:00.000Z`, type: 'clockOut' });
    expect((await kiosk.send([], [punch])).verdicts).toMatchObject([{ kind: 'refused' }]);
    await kiosk.hear();
    await bench.answer('dismissPunch', { params: { punchId: punch.punchId }, body: { reason: 'a child at the screen' } });
    expect(await kiosk.hear()).toMatchObject([{ kind: 'entry', entry: { punchId: punch.punchId, state: 'voided' } }]);
  });
});
