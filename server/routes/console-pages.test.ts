/** Lists that grow with the tenant come in pages, each thing once, whatever the size of a page; notes of other lists and tenants open nothing. */
import { expect, it } from 'vitest';
import { v7 } from 'uuid';
import { arrangeSupervision, type SupervisionBench } from '../../test/support/supervision-bench.ts';
import { testNowMs } from '../../test/support/server-in-process.ts';
import { firstPreviousHash } from '../../shared/rules/punch-chain.ts';
import { upsertDevice } from '../database/devices.ts';
import { keepTemporaryId, keepTemporaryRecord } from '../database/temporary-employees.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { demo } from '../demo.ts';

const day = '2026-11-23T';

const scopeOf = (bench: SupervisionBench): TenantScope => tenantScope(bench.server.deps.database.reader, demo.tenantId);

/** All pages of a list, one after the other. */
async function readAll<T>(read: (after: string | undefined) => Promise<{ items: readonly T[]; next: string | null }>): Promise<T[][]> {
  const pages: T[][] = [];
  for (let after: string | null | undefined = undefined; after !== null;) {
    const page: { items: readonly T[]; next: string | null } = await read(after);
    pages.push([...page.items]);
    after = page.next;
    if (pages.length > 50) throw new Error('the pages do not end');
  }
  return pages;
}

async function enrolSome(bench: SupervisionBench, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    const row = {
      device_id: `more-${at}`,
      // Of one name, and of two timeclocks.
      timeclock_id: at % 3 === 0 ? demo.timeclocks.packing : demo.timeclocks.dock,
      device_name: `Kiosk ${at % 2}`,
      platform: 'test',
      app_version: '1',
      token_hash: `hash ${at}`,
      token_expires_ms: testNowMs + 1,
      token_issued_ms: testNowMs,
      enrolled_ms: testNowMs,
      enrolled_by: 'test',
      last_contact_ms: testNowMs,
    };
    await upsertDevice(scopeOf(bench), row, firstPreviousHash);
  }
}

it('I4 lists the fleet in pages by timeclock and name, each kiosk once, and to supervisors their own', async () => {
  const bench = await arrangeSupervision();
  await enrolSome(bench, 10);
  const whole = await bench.answer('listDevices');
  expect(whole.next).toBeNull();
  const ids = whole.devices.map((device) => device.deviceId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const limit of [1, 3, ids.length]) {
    const pages = await readAll(async (after) => {
      const { devices, next } = await bench.answer('listDevices', { query: { limit, ...(after === undefined ? {} : { after }) } });
      return { items: devices.map((device) => device.deviceId), next };
    });
    expect(pages.flat()).toEqual(ids);
    expect(pages.every((page) => page.length <= limit)).toBe(true);
  }
  const seen = await bench.answer('listDevices', { token: bench.tokens.packing });
  expect(new Set(seen.devices.map((device) => device.timeclockId))).toEqual(new Set([demo.timeclocks.packing]));
});

async function fillReport(bench: SupervisionBench): Promise<void> {
  const scope = scopeOf(bench);
  for (let at = 0; at < 7; at += 1) {
    const recordId = v7();
    const facts = { outcome: 'noMatch' as const, employee_id: null, settled_ms: null, settled_by: null, last_four: '0000', last_four_hash: `hash ${at}` };
    // Some first seen at one moment.
    await keepTemporaryRecord(scope, { record_id: recordId, first_name: 'A', last_name: `B${at}`, name_key: `a|b${at}`, first_seen_ms: testNowMs + Math.floor(at / 3), ...facts });
    await keepTemporaryId(scope, { temporary_employee_id: recordId, record_id: recordId, device_id: 'kiosk-1', timeclock_id: at === 6 ? demo.timeclocks.packing : demo.timeclocks.dock });
  }
  for (let minute = 10; minute < 14; minute += 1) await bench.punched({ at: `${day}14:${minute}:00.000Z`, type: 'clockOut' });
}

it('I3 F5 reads both sections of the fail report in pages, each entry once', async () => {
  const bench = await arrangeSupervision();
  await fillReport(bench);
  const { temporaryEmployees, refusedPunches, next } = await bench.answer('readSyncFailReport', { query: { limit: 100 } });
  expect([temporaryEmployees.length, refusedPunches.length, next]).toEqual([7, 4, null]);
  const expected = [...temporaryEmployees.map((one) => one.temporaryEmployeeId), ...refusedPunches.map((one) => one.punch.punchId)];
  for (const limit of [1, 2, 3, 4, 7]) {
    const pages = await readAll(async (after) => {
      const page = await bench.answer('readSyncFailReport', { query: { limit, ...(after === undefined ? {} : { after }) } });
      expect(Math.max(page.temporaryEmployees.length, page.refusedPunches.length)).toBeLessThanOrEqual(limit);
      return { items: [...page.temporaryEmployees.map((one) => one.temporaryEmployeeId), ...page.refusedPunches.map((one) => one.punch.punchId)], next: page.next };
    });
    expect(pages.flat().toSorted()).toEqual(expected.toSorted());
  }
  const ofPacking = await bench.answer('readSyncFailReport', { token: bench.tokens.packing });
  expect(ofPacking.temporaryEmployees.map((one) => one.lastName)).toEqual(['B6']);
});

it('C5 reads break findings in pages that end with a person, each finding once', async () => {
  const bench = await arrangeSupervision();
  const dock = await bench.answer('readTimeclockSettings', { params: { timeclockId: demo.timeclocks.dock } });
  const breaks = { ...dock.breaks, requiredPerShift: 2, minimumMinutes: 30, maximumMinutes: 60, windowStartMinutes: 60, windowEndMinutes: 300 };
  await bench.answer('saveTimeclock', { token: bench.tokens.administrator, params: { timeclockId: dock.timeclockId }, body: { ...dock, breaks } });
  for (const date of ['2026-11-20', '2026-11-23']) {
    for (const employeeId of ['NWF-1001', 'NWF-1002', 'NWF-1003']) {
      const person = { kind: 'employee' as const, employeeId };
      await bench.punched({ at: `${date}T13:00:00.000Z`, workDate: date, person, assignmentId: null });
      await bench.punched({ at: `${date}T19:00:00.000Z`, workDate: date, type: 'clockOut', person, assignmentId: null });
    }
  }
  const query = { timeclockId: dock.timeclockId, from: '2026-11-01', to: '2026-11-23' };
  const whole = await bench.answer('readBreakFindings', { query });
  expect(whole.next).toBeNull();
  expect(whole.findings.length).toBeGreaterThanOrEqual(6);
  for (const limit of [1, 2, 5]) {
    const pages = await readAll(async (after) => {
      const { findings, next } = await bench.answer('readBreakFindings', { query: { ...query, limit, ...(after === undefined ? {} : { after }) } });
      return { items: findings, next };
    });
    expect(pages.flat()).toEqual(whole.findings);
    expect(pages.length).toBeGreaterThan(1);
  }
});

it('I2 opens no note of another list, of another tenant, or of nobody', async () => {
  const bench = await arrangeSupervision();
  await enrolSome(bench, 3);
  await fillReport(bench);
  const { next: ofDevices } = await bench.answer('listDevices', { query: { limit: 1 } });
  const { next: ofReport } = await bench.answer('readSyncFailReport', { query: { limit: 1 } });
  const findings = { timeclockId: demo.timeclocks.dock, from: '2026-11-23', to: '2026-11-23' };
  for (const after of [ofReport ?? '', 'made-up']) expect(await bench.refusal('listDevices', { query: { after } })).toEqual([410, 'pageTokenUnknown']);
  for (const after of [ofDevices ?? '', 'made-up']) expect(await bench.refusal('readSyncFailReport', { query: { after } })).toEqual([410, 'pageTokenUnknown']);
  for (const after of [ofDevices ?? '', ofReport ?? '', 'made-up']) expect(await bench.refusal('readBreakFindings', { query: { ...findings, after } })).toEqual([410, 'pageTokenUnknown']);
  expect(await bench.refusal('listDevices', { token: bench.tokens.stranger, query: { after: ofDevices ?? '' } })).toEqual([410, 'pageTokenUnknown']);
});

it('A3 lists timeclocks without their logos, and says which have one', async () => {
  const bench = await arrangeSupervision();
  const dock = await bench.answer('readTimeclockSettings', { params: { timeclockId: demo.timeclocks.dock } });
  const logoDataUrl = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await bench.answer('saveTimeclock', { token: bench.tokens.administrator, params: { timeclockId: dock.timeclockId }, body: { ...dock, display: { ...dock.display, logoDataUrl } } });
  const { timeclocks } = await bench.answer('listTimeclocks');
  expect(timeclocks.map((one) => [one.timeclockId, one.display.hasLogo])).toContainEqual([dock.timeclockId, true]);
  expect(JSON.stringify(timeclocks)).not.toContain('data:image');
  expect((await bench.answer('readTimeclockSettings', { params: { timeclockId: dock.timeclockId } })).display.logoDataUrl).toBe(logoDataUrl);
});
