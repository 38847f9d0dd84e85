import { describe, expect, it } from 'vitest';
import { punch as punchSchema, type Punch } from '../../shared/contracts/entities.ts';
import { judgeLink } from '../../shared/rules/punch-chain.ts';
import { createHash } from 'node:crypto';
import { arrangeReadyKiosk, assignmentOf, identify, punchOnce, somebody, tap, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { settlePunches } from '../database/settle-punches.ts';
import { readOffer } from './read-offer.ts';
import { takeDueBatch } from '../database/take-batch.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function stored(arranged: KioskInProcess): Punch[] {
  return takeDueBatch(arranged.kiosk.connection, { nowMs: Number.MAX_SAFE_INTEGER, afterSequence: 0, afterRecord: 0, upToSequence: 1e6, upToRecord: 0, maxCount: 1000, maxBytes: 1e9 }).punches.map((record) =>
    punchSchema.parse(JSON.parse(record)),
  );
}

describe('recording a punch', () => {
  it('C4 a punch has the shape of the contract and says everything of C4', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    await punchOnce(arranged.kiosk, '111111');
    expect(stored(arranged)).toMatchObject([
      {
        person: { kind: 'employee', employeeId: 'E1' },
        type: 'clockIn',
        assignmentId: 'E1-A1',
        workDate: '2026-11-23',
        deviceInstant: '2026-11-23T14:00:00.000Z',
        bestKnownInstant: '2026-11-23T14:00:00.000Z',
        clockConfidence: 'unknown',
        timeZone: 'America/Chicago',
        offsetMinutes: -360,
        deviceId: arranged.kiosk.device.deviceId,
        deviceName: 'Test kiosk',
        platform: 'test',
        appVersion: '0.1.0',
        sequenceNumber: 1,
        geofence: 'disabled',
        ip: 'notEnforced',
        flags: ['clockUncertain'],
        note: null,
      },
    ]);
  });

  it('H5 each punch carries a hash that chains it to the one before', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222')]);
    await punchOnce(arranged.kiosk, '111111');
    await punchOnce(arranged.kiosk, '222222');
    const [first, second] = stored(arranged);
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
    expect(first && judgeLink(first, null, sha256)).toBe('intact');
    expect(second && first && judgeLink(second, first, sha256)).toBe('intact');
  });

  it('C1 takes what the template allows next and nothing else', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const offer = await identify(arranged.kiosk, '111111');
    expect(offer.allowed).toEqual(['clockIn']);
    expect(tap(arranged.kiosk, offer, { type: 'breakIn' })).toMatchObject({ kind: 'notAllowed', offer: { allowed: ['clockIn'] } });
    expect(stored(arranged)).toEqual([]);
    expect(tap(arranged.kiosk, offer).kind).toBe('recorded');
    arranged.clock.advance(hourMs);
    expect(await identify(arranged.kiosk, '111111')).toMatchObject({ allowed: ['breakOut', 'clockOut'], current: { type: 'clockIn', since: '2026-11-23T14:00:00.000Z', job: 'Loader' }, workedMs: hourMs });
  });

  it('C1 follows the two-entry template of a timeclock that has it', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')], { punchTemplate: { kind: 'twoEntries' } });
    await punchOnce(arranged.kiosk, '111111');
    arranged.clock.advance(hourMs);
    expect((await identify(arranged.kiosk, '111111')).allowed).toEqual(['clockOut']);
  });

  it('C11 a repeat of the same touch is the same punch', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const offer = await identify(arranged.kiosk, '111111');
    const tapId = crypto.randomUUID();
    const first = tap(arranged.kiosk, offer, { tapId });
    arranged.clock.advance(5 * minuteMs);
    expect(tap(arranged.kiosk, offer, { tapId })).toEqual(first);
    expect(stored(arranged)).toHaveLength(1);
  });

  it('C11 a double tap says when the punch that stands was made, and exactly the window later is no double tap', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')], { duplicateWindowSeconds: 60, punchTemplate: { kind: 'transitions', start: ['clockIn'], after: { clockIn: ['clockIn'] } } });
    const offer = await identify(arranged.kiosk, '111111');
    tap(arranged.kiosk, offer);
    arranged.clock.advance(59_999);
    expect(tap(arranged.kiosk, offer)).toEqual({ kind: 'alreadyRecorded', at: '2026-11-23T14:00:00.000Z', type: 'clockIn', windowSeconds: 60 });
    arranged.clock.advance(1);
    expect(tap(arranged.kiosk, offer).kind).toBe('recorded');
  });

  it('C1 a forgotten clock-out never blocks the next clock-in, and is flagged', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    await punchOnce(arranged.kiosk, '111111');
    arranged.clock.advance(24 * hourMs);
    const offer = await identify(arranged.kiosk, '111111');
    expect(offer).toMatchObject({ workDate: '2026-11-24', current: null, forgotten: { workDate: '2026-11-23', since: '2026-11-23T14:00:00.000Z' }, allowed: ['clockIn'] });
    expect(tap(arranged.kiosk, offer).kind).toBe('recorded');
    expect(stored(arranged)[1]?.flags).toContain('forgottenClockOut');
  });

  it('C10 every punch of a shift over midnight belongs to the date of its clock-in', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    arranged.clock.advance(14 * hourMs);
    await punchOnce(arranged.kiosk, '111111');
    arranged.clock.advance(4 * hourMs);
    const offer = await identify(arranged.kiosk, '111111');
    expect(offer).toMatchObject({ today: '2026-11-24', workDate: '2026-11-23', allowed: ['breakOut', 'clockOut'] });
    expect(tap(arranged.kiosk, offer, { type: 'clockOut' })).toMatchObject({ kind: 'recorded', punch: { workDate: '2026-11-23' } });
  });

  it('C2 uses a single assignment silently, offers several with the scheduled one first, and none that ended or is to come', async () => {
    const assignments = [
      assignmentOf('late', { shiftStart: '15:00', shiftEnd: '23:00' }),
      assignmentOf('early', { shiftStart: '06:00', shiftEnd: '14:30' }),
      assignmentOf('ended', { endDate: '2026-11-22' }),
      assignmentOf('to-come', { startDate: '2026-11-24' }),
    ];
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222', { assignments })]);
    expect(await identify(arranged.kiosk, '111111')).toMatchObject({ assignmentId: 'E1-A1' });
    const offer = await identify(arranged.kiosk, '222222');
    expect(offer.assignments.map((assignment) => assignment.assignmentId)).toEqual(['early', 'late']);
    expect(offer.assignmentId).toBe('early');
    expect(tap(arranged.kiosk, offer, { assignmentId: 'ended' }).kind).toBe('notAllowed');
    expect(tap(arranged.kiosk, offer, { assignmentId: 'late' }).kind).toBe('recorded');
    arranged.clock.advance(hourMs);
    expect(await identify(arranged.kiosk, '222222')).toMatchObject({ assignmentId: 'late' });
  });

  it('C2 takes the punch of somebody without any assignment, flagged for review', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111', { assignments: [] })]);
    await punchOnce(arranged.kiosk, '111111');
    expect(stored(arranged)[0]).toMatchObject({ assignmentId: null, flags: ['noAssignment', 'clockUncertain'] });
  });

  it('K3 another assignment than that of the open shift is taken and flagged', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111', { assignments: [assignmentOf('A'), assignmentOf('B')] })]);
    tap(arranged.kiosk, await identify(arranged.kiosk, '111111'), { assignmentId: 'A' });
    arranged.clock.advance(hourMs);
    tap(arranged.kiosk, await identify(arranged.kiosk, '111111'), { assignmentId: 'B', type: 'clockOut' });
    expect(stored(arranged)[1]?.flags).toContain('otherAssignment');
  });

  it('K6 takes no work date in the future and none that has no card', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const offer = await identify(arranged.kiosk, '111111');
    for (const workDate of ['2026-11-24', '2026-11-22', '2026-11-10', '1999-01-01']) expect(tap(arranged.kiosk, offer, { workDate }).kind, workDate).toBe('notAllowed');
    expect(stored(arranged)).toEqual([]);
  });

  it('C1 a punch that the server refused does not count for what may follow', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const { punchId } = await punchOnce(arranged.kiosk, '111111');
    settlePunches(arranged.kiosk.connection, [{ kind: 'refused', punchId, code: 'timeInFuture', text: '' }], 1);
    arranged.clock.advance(hourMs);
    expect(await identify(arranged.kiosk, '111111')).toMatchObject({ allowed: ['clockIn'], current: null, punches: [{ punchId, status: 'pending' }] });
  });

  it('B7 nobody punches after the session has ended, or in a session that never was', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const offer = await identify(arranged.kiosk, '111111');
    arranged.kiosk.sessions.end();
    expect(tap(arranged.kiosk, offer).kind).toBe('sessionEnded');
    expect(tap(arranged.kiosk, { ...offer, sessionId: crypto.randomUUID() }).kind).toBe('sessionEnded');
    expect(readOffer(arranged.kiosk, { sessionId: offer.sessionId, workDate: null, assignmentId: null }).kind).toBe('sessionEnded');
  });

  it('C3 says that nothing was saved when the disk is full, and takes the same tap when there is space', async () => {
    const pins = Array.from({ length: 60 }, (_, index) => String(100_000 + index));
    const arranged = await arrangeReadyKiosk(pins.map((pin) => somebody(`E${pin}`, pin)));
    const { connection } = arranged.kiosk;
    const pages = Number(Object.values(connection.get({ sql: 'PRAGMA page_count', constants: [] }, {}) ?? {})[0]);
    // The bound stands in for the disk; it goes when the database is opened again, as space that was freed would.
    connection.all({ sql: `PRAGMA max_page_count = ${String(pages)}`, constants: [] }, {});
    for (const pin of pins) {
      const offer = await identify(arranged.kiosk, pin);
      const tapId = crypto.randomUUID();
      const before = stored(arranged).length;
      const answer = tap(arranged.kiosk, offer, { tapId });
      if (answer.kind === 'recorded') continue;
      expect(answer).toEqual({ kind: 'notSaved', reason: 'diskFull' });
      expect(stored(arranged)).toHaveLength(before);
      expect(tap(arranged.kiosk, offer, { tapId }).kind).toBe('recorded');
      expect(stored(arranged)).toHaveLength(before + 1);
      return;
    }
    throw new Error('the disk never was full');
  });

  it('C4 the id of a punch is time-ordered', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const ids: string[] = [];
    for (let made = 0; made < 4; made += 1) {
      ids.push((await punchOnce(arranged.kiosk, '111111')).punchId);
      arranged.clock.advance(2 * minuteMs);
    }
    expect(ids).toEqual([...ids].sort());
  });

  it('E2 a punch changes what the screen says is pending, at once', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    await punchOnce(arranged.kiosk, '111111');
    expect(arranged.lastEvent('statusChanged')).toMatchObject({ pending: 1, failed: 0 });
  });
});
