import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { electronAtLogin } from './electron-login.ts';
import { autostart, desktopEntry } from './start-at-login.ts';

describe('the kiosk at login', () => {
  it('A7 has an entry of its user’s autostart folder, made once and again when the program has moved', () => {
    const folder = makeTemporaryFolder();
    const file = join(folder.path, 'autostart', 'zentime-kiosk.desktop');
    const environment = { XDG_CONFIG_HOME: folder.path, HOME: '/nowhere' };
    expect(autostart(environment, ['/opt/ZenTime/zentime-kiosk'])()).toBe('registered');
    expect(readFileSync(file, 'utf8')).toBe('[Desktop Entry]\nType=Application\nVersion=1.5\nName=ZenTime\nExec="/opt/ZenTime/zentime-kiosk"\nTerminal=false\nX-GNOME-Autostart-enabled=true\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(autostart(environment, ['/opt/ZenTime/zentime-kiosk'])()).toBe('unchanged');
    expect(autostart(environment, ['/usr/lib/zentime'])()).toBe('registered');
    expect(existsSync(`${file}.new`)).toBe(false);
    rmSync(file);
    expect(autostart({ HOME: folder.path }, ['/usr/lib/zentime'])()).toBe('registered');
    expect(existsSync(join(folder.path, '.config', 'autostart', 'zentime-kiosk.desktop'))).toBe(true);
    folder.remove();
  });

  it.each(['win32', 'darwin'] as const)('A7 is a login item of Electron on %s', (platform) => {
    const set: unknown[] = [];
    const app = { setLoginItemSettings: (settings: unknown) => set.push(settings) };
    expect(electronAtLogin(app, { platform, environment: {}, program: 'ZenTime' })()).toBe('registered');
    expect(set).toEqual([{ openAtLogin: true }]);
  });

  it('A7 names the AppImage, which stays where it is, and not the file inside of it', () => {
    const folder = makeTemporaryFolder();
    const app = { setLoginItemSettings: () => expect.unreachable() };
    expect(electronAtLogin(app, { platform: 'linux', environment: { XDG_CONFIG_HOME: folder.path, APPIMAGE: '/apps/ZenTime.AppImage' }, program: '/tmp/.mount/zentime' })()).toBe('registered');
    expect(readFileSync(join(folder.path, 'autostart', 'zentime-kiosk.desktop'), 'utf8')).toContain('Exec="/apps/ZenTime.AppImage"\n');
    folder.remove();
  });

  it('J3 says where it cannot be written, and leaves everything as it was', () => {
    const folder = makeTemporaryFolder();
    writeFileSync(join(folder.path, 'autostart'), 'a file where a folder should be');
    expect(autostart({ XDG_CONFIG_HOME: folder.path }, ['zentime'])()).toBe('notWritable');
    expect(readFileSync(join(folder.path, 'autostart'), 'utf8')).toBe('a file where a folder should be');
    expect(autostart({}, ['zentime'])()).toBe('notWritable');
    mkdirSync(join(folder.path, 'there'));
    folder.remove();
  });

  it.each([
    [['/opt/Zen Time/kiosk', '--x=1'], 'Exec="/opt/Zen Time/kiosk" "--x=1"'],
    [['100%'], 'Exec="100%%"'],
    [['a"b'], String.raw`Exec="a\\"b"`],
    [['$HOME'], String.raw`Exec="\\$HOME"`],
    [['a\\b'], String.raw`Exec="a\\\\b"`],
    [['`id`'], 'Exec="\\\\`id\\\\`"'],
  ])('J3 writes %j as the specification of such entries wants it', (command, line) => {
    expect(desktopEntry(command).split('\n')).toContain(line);
  });
});
