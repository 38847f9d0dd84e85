/** A9: a kiosk sets itself up from a file, at a real server in this process. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProvisioningView } from '../../shared/contracts/provisioning-calls.ts';
import { demo } from '../../server/demo.ts';
import { RelayingDaemon } from '../../test/support/relaying-daemon.ts';
import { arrangeServer, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { startMainInProcess, type StartedMain } from '../../test/support/started-main.ts';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { retryProvisioning } from '../use-cases/retry-provisioning.ts';
import { provisionFileAt, type ProvisionSource } from './provision-source.ts';

interface World {
  readonly server: ServerInProcess;
  readonly relaying: RelayingDaemon;
  readonly path: string;
  /** Of the console. */
  readonly token: string;
  code(timeclockId?: number): Promise<{ code: string; codeId: string }>;
  write(change?: Record<string, unknown>): void;
  start(again?: Partial<Pick<StartedMain, 'folder' | 'keyStore'>>, source?: Partial<ProvisionSource>): Promise<StartedMain>;
}

async function arrange(): Promise<World> {
  const server = await arrangeServer();
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  const relaying = new RelayingDaemon(server);
  const path = join(folder.path, 'zentime.provision.json');
  const { sessionToken: token } = await server.answer('openSession', { body: demo.administrator });
  return {
    ...{ server, relaying, path, token },
    code: async (timeclockId = demo.timeclocks.dock) => {
      const { code, enrolmentCode } = await server.answer('issueEnrolmentCode', { token, body: { timeclockId, validMinutes: 60 } });
      return { code, codeId: enrolmentCode.codeId };
    },
    write: (change = {}) => writeFileSync(path, JSON.stringify({ serverUrl: 'http://127.0.0.1:4780', company: demo.company, alias: demo.alias, timeclockId: demo.timeclocks.dock, ...change }, null, 2)),
    start: (again = {}, source = {}) => startMainInProcess(again, { provision: { ...provisionFileAt(path), ...source }, relaying }),
  };
}

async function until(started: StartedMain, isThere: (view: ProvisioningView) => boolean): Promise<ProvisioningView> {
  for (let turn = 0; turn < 5000; turn += 1) {
    const { view } = started.kiosk().provisioning;
    if (isThere(view)) return view;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`provisioning stands at ${JSON.stringify(started.kiosk().provisioning.view)}`);
}

async function untilSetUp(started: StartedMain): Promise<void> {
  for (let turn = 0; turn < 5000 && started.main.view().kind !== 'ready'; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(started.main.view()).toMatchObject({ kind: 'ready', timeclockId: demo.timeclocks.dock });
}

function logOf(folder: string): string {
  return readFileSync(join(folder, 'logs', 'main.log'), 'utf8');
}

describe('provisioning', () => {
  it('A9 an unattended kiosk sets itself up, and its code is left nowhere', async () => {
    const world = await arrange();
    const { code } = await world.code();
    world.write({ enrolmentCode: code, deviceName: 'Gate 2' });
    const started = await world.start();
    await untilSetUp(started);
    expect(started.kiosk().provisioning.view).toEqual({ kind: 'enrolled', file: world.path, codeLeft: false });
    expect(started.kiosk().device.deviceName).toBe('Gate 2');
    expect(JSON.parse(readFileSync(world.path, 'utf8'))).toEqual({
      serverUrl: 'http://127.0.0.1:4780',
      company: demo.company,
      alias: demo.alias,
      timeclockId: demo.timeclocks.dock,
      deviceName: 'Gate 2',
      usedAt: expect.any(String) as string,
    });
    await started.stop();
    expect(logOf(started.folder)).toContain('provisioning.codeRemoved');
    expect(logOf(started.folder)).not.toContain(code);
  });

  it('A9 a kiosk that is set up ignores the file, and says so in the log', async () => {
    const world = await arrange();
    world.write({ enrolmentCode: (await world.code()).code });
    const first = await world.start();
    await untilSetUp(first);
    await first.stop();
    const { code } = await world.code();
    world.write({ enrolmentCode: code });
    const again = await world.start(first);
    expect([again.main.view().kind, again.kiosk().provisioning.view.kind]).toEqual(['ready', 'none']);
    await again.stop();
    expect(logOf(first.folder)).toContain('provisioning.ignored');
    expect(readFileSync(world.path, 'utf8')).toContain(code);
  });

  it('A9 J3 an invalid file is named with line and reason, in the log too, and taken as soon as it is put right', async () => {
    const world = await arrange();
    world.write({ timeclockId: 'dock', enrolmentCode: 'SECRET-1' });
    const started = await world.start();
    expect(await until(started, ({ kind }) => kind === 'invalid')).toEqual({ kind: 'invalid', file: world.path, faults: [{ reason: 'wrongType', path: 'timeclockId', line: 5, column: 3 }] });
    world.write({ enrolmentCode: (await world.code()).code });
    started.timers.goOff(30_000);
    await untilSetUp(started);
    await started.stop();
    expect(logOf(started.folder)).toContain('"path":"timeclockId","line":5');
    expect(logOf(started.folder)).not.toContain('SECRET-1');
  });

  it('A9 J3 a file that was named and is not there, and one of which only a part arrived', async () => {
    const world = await arrange();
    const started = await world.start();
    expect(await until(started, ({ kind }) => kind === 'invalid')).toMatchObject({ faults: [{ reason: 'notFound' }] });
    writeFileSync(world.path, '{"serverUrl": "http://127');
    retryProvisioning(started.kiosk(), {});
    expect(await until(started, (view) => view.kind === 'invalid' && view.faults[0]?.reason === 'syntax')).toMatchObject({ faults: [{ line: 1, column: 15 }] });
    expect(started.kiosk().setup.view()).toMatchObject({ step: 'company' });
  });

  it('A9 a used, an expired, a withdrawn and a foreign code each have a text of their own', async () => {
    const world = await arrange();
    const used = await world.code();
    await world.server.answer('enrolByCode', { body: { tenantId: demo.tenantId, timeclockId: demo.timeclocks.dock, code: used.code, device: { deviceId: 'another', deviceName: 'Another', platform: 'test', appVersion: '0.1.0' } } });
    const withdrawn = await world.code();
    await world.server.answer('revokeEnrolmentCode', { token: world.token, params: { codeId: withdrawn.codeId } });
    const foreign = await world.code(demo.timeclocks.packing);
    const old = await world.code();
    const cases: readonly (readonly [Record<string, unknown>, string])[] = [
      [{ enrolmentCode: used.code }, 'codeUsed'],
      [{ enrolmentCode: withdrawn.code }, 'codeRevoked'],
      [{ enrolmentCode: foreign.code }, 'codeUnknown'],
      [{ enrolmentCode: 'AAAA-BBBB-CCCC' }, 'codeUnknown'],
      [{}, 'noCode'],
      [{ alias: 'OTHER', enrolmentCode: used.code }, 'unknownCompany'],
      [{ timeclockId: 777, enrolmentCode: used.code }, 'unknownTimeclock'],
    ];
    for (const [change, code] of cases) {
      world.write(change);
      const started = await world.start();
      expect(await until(started, ({ kind }) => kind === 'refused')).toEqual({ kind: 'refused', file: world.path, code });
      await started.stop();
    }
    world.server.clock.advance(61 * 60_000);
    world.write({ enrolmentCode: old.code });
    const started = await world.start();
    expect(await until(started, ({ kind }) => kind === 'refused')).toMatchObject({ code: 'codeExpired' });
    // Issued anew, the file put right: it goes on by itself.
    world.write({ enrolmentCode: (await world.code()).code });
    started.timers.goOff(30_000);
    await untilSetUp(started);
  });

  it('A9 A8 waits the server out with growing pauses, and goes on where it stood', async () => {
    const world = await arrange();
    world.write({ enrolmentCode: (await world.code()).code });
    world.relaying.failure = { kind: 'unreachable' };
    const started = await world.start();
    const pauses: number[] = [];
    for (let tries = 0; tries < 7; tries += 1) {
      const view = await until(started, ({ kind }) => kind === 'waiting');
      if (view.kind !== 'waiting') throw new Error(view.kind);
      expect(view.reason).toBe('unreachable');
      pauses.push(Date.parse(view.retryAt) - started.clock.wallMs());
      started.timers.goOff(pauses.at(-1) ?? 0);
      await until(started, (now) => now !== view);
    }
    expect(
      pauses
        .map((ms, index) => ms / (2000 * 2 ** index))
        .slice(0, 5)
        .every((share) => share >= 0.75 && share <= 1.25),
    ).toBe(true);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(75_000);
    await until(started, ({ kind }) => kind === 'waiting');
    world.relaying.failure = null;
    retryProvisioning(started.kiosk(), {});
    await untilSetUp(started);
  });

  it('A9 a lost answer costs no second code', async () => {
    const world = await arrange();
    world.write({ enrolmentCode: (await world.code()).code });
    world.relaying.loses.add('enrolByCode');
    const started = await world.start();
    const view = await until(started, ({ kind }) => kind === 'waiting');
    started.timers.goOff(view.kind === 'waiting' ? Date.parse(view.retryAt) - started.clock.wallMs() : 0);
    await untilSetUp(started);
  });

  it('A9 a kill between the enrolment and the tidying up leaves no code behind', async () => {
    const world = await arrange();
    const { code } = await world.code();
    world.write({ enrolmentCode: code });
    const before = readFileSync(world.path);
    const first = await world.start();
    await untilSetUp(first);
    await first.stop();
    writeFileSync(world.path, before);
    const again = await world.start(first);
    expect(again.main.view().kind).toBe('ready');
    expect(readFileSync(world.path, 'utf8')).not.toContain(code);
  });

  it('A9 a file that cannot be changed is said to hold the code still, and setup goes on', async () => {
    const world = await arrange();
    world.write({ enrolmentCode: (await world.code()).code });
    const readOnly = (): never => {
      throw Object.assign(new Error('read-only file system'), { code: 'EROFS' });
    };
    const started = await world.start({}, { removeCode: readOnly });
    await untilSetUp(started);
    expect(started.kiosk().provisioning.view).toMatchObject({ kind: 'enrolled', codeLeft: true });
    await started.stop();
    expect(logOf(started.folder)).toContain('"event":"provisioning.codeLeft"');
  });
});
