/** A7: main, from its start over its setup to the next start: when it enters itself for the next login, and what its log says. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { browserLogin, type StartedWith } from '../../main/hosts/browser-login.ts';
import { chooseTimeclock } from '../../main/use-cases/choose-timeclock.ts';
import { findCompany } from '../../main/use-cases/find-company.ts';
import { signInDevice } from '../../main/use-cases/sign-in-device.ts';
import { startDownload } from '../../main/use-cases/start-download.ts';
import { demo } from '../../server/demo.ts';
import { RelayingDaemon } from '../support/relaying-daemon.ts';
import { arrangeServer } from '../support/server-in-process.ts';
import { startMainInProcess, type StartedMain } from '../support/started-main.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

async function setUp({ main, kiosk }: StartedMain): Promise<void> {
  expect(await findCompany(kiosk(), { serverUrl: 'http://127.0.0.1:4780', company: demo.company, alias: demo.alias })).toEqual({ kind: 'found' });
  expect(await chooseTimeclock(kiosk(), { timeclockId: demo.timeclocks.dock })).toEqual({ kind: 'found' });
  expect(await signInDevice(kiosk(), demo.administrator)).toEqual({ kind: 'signedIn' });
  startDownload(kiosk(), {});
  for (let turn = 0; turn < 5000 && main.view().kind !== 'ready'; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(main.view().kind).toBe('ready');
}

function loginLines(folder: string): unknown[] {
  const lines = readFileSync(join(folder, 'logs', 'main.log'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => (JSON.parse(line) as { event: string }).event).filter((event) => event.startsWith('login.'));
}

describe('main at login', () => {
  it('A7 enters itself when it is set up, not before; tries again where it failed; and is taken away when that is switched off', async () => {
    const config = makeTemporaryFolder();
    const entry = join(config.path, 'autostart', 'zentime-kiosk.desktop');
    const server = await arrangeServer();
    const how: StartedWith = { platform: 'linux', environment: { XDG_CONFIG_HOME: config.path }, cwd: '/', execPath: '/usr/bin/node', execArgv: [], args: ['/opt/browser.ts'], dataRoot: '/data' };
    const first = await startMainInProcess({}, { relaying: new RelayingDaemon(server), login: browserLogin('yes', how) });
    first.clock.advanceTo(server.clock.wallMs());
    const { folder, keyStore } = first;
    expect(existsSync(join(config.path, 'autostart'))).toBe(false);
    writeFileSync(join(config.path, 'autostart'), 'in the way');
    await setUp(first);
    expect(loginLines(folder)).toEqual(['login.notDone']);
    rmSync(join(config.path, 'autostart'));
    first.timers.goOff(60_000);
    expect(existsSync(entry)).toBe(true);
    await first.stop();
    expect(loginLines(folder)).toEqual(['login.notDone', 'login.entered']);

    writeFileSync(entry, 'somebody’s own');
    const second = await startMainInProcess({ folder, keyStore }, { relaying: new RelayingDaemon(server), login: browserLogin('yes', how) });
    expect(readFileSync(entry, 'utf8')).toContain('"/opt/browser.ts"');
    await second.stop();
    const third = await startMainInProcess({ folder, keyStore }, { relaying: new RelayingDaemon(server), login: browserLogin('no', how) });
    expect(existsSync(entry)).toBe(false);
    await third.stop();
    const fourth = await startMainInProcess({ folder, keyStore }, { relaying: new RelayingDaemon(server), login: browserLogin(null, how) });
    expect(existsSync(entry)).toBe(false);
    await fourth.stop();
    expect(loginLines(folder)).toEqual(['login.notDone', 'login.entered', 'login.entered', 'login.removed']);
    config.remove();
  });
});
