import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { enterAutostart, leaveAutostart } from './autostart.ts';
import { desktopEntry, type LoginCommand } from './desktop-entry.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const cwd = process.cwd();

beforeEach(() => {
  folder = makeTemporaryFolder();
});
afterEach(() => {
  process.chdir(cwd);
  folder.remove();
});

const installed: LoginCommand = { program: '/opt/ZenTime/zentime-kiosk', args: [], settings: {}, dataRoot: '/var/lib/zentime' };
const entryPath = (): string => join(folder.path, 'autostart', 'zentime-kiosk.desktop');

describe('an entry of the autostart folder', () => {
  it('A7 is made once, and again when the program has moved, for its user alone', () => {
    const environment = { XDG_CONFIG_HOME: folder.path, HOME: '/nowhere' };
    expect(enterAutostart(environment, installed)).toEqual({ kind: 'entered' });
    expect(readFileSync(entryPath(), 'utf8')).toBe('[Desktop Entry]\nType=Application\nVersion=1.5\nName=ZenTime\nExec="/opt/ZenTime/zentime-kiosk"\nTerminal=false\nX-GNOME-Autostart-enabled=true\nX-ZenTime-Data=/var/lib/zentime\n');
    expect(statSync(entryPath()).mode & 0o777).toBe(0o600);
    expect(enterAutostart(environment, installed)).toEqual({ kind: 'asItWas' });
    expect(enterAutostart(environment, { ...installed, program: '/usr/lib/zentime' })).toEqual({ kind: 'entered' });
    expect(readdirSync(join(folder.path, 'autostart'))).toEqual(['zentime-kiosk.desktop']);
    rmSync(entryPath());
    expect(enterAutostart({ HOME: folder.path }, installed)).toEqual({ kind: 'entered' });
    expect(existsSync(join(folder.path, '.config', 'autostart', 'zentime-kiosk.desktop'))).toBe(true);
  });

  it.each(['', 'config', './config', '../config'])('J3 takes XDG_CONFIG_HOME=%j for none, and writes nothing into the folder it was started in', (given) => {
    const here = join(folder.path, 'here');
    mkdirSync(here);
    process.chdir(here);
    expect(enterAutostart({ XDG_CONFIG_HOME: given, HOME: folder.path }, installed)).toEqual({ kind: 'entered' });
    expect(readdirSync(here)).toEqual([]);
    expect(readdirSync(folder.path).toSorted()).toEqual(['.config', 'here']);
    expect(enterAutostart({ XDG_CONFIG_HOME: given, HOME: given }, installed)).toMatchObject({ kind: 'notDone' });
    expect(enterAutostart({ XDG_CONFIG_HOME: given }, installed)).toMatchObject({ kind: 'notDone' });
    expect(leaveAutostart({ XDG_CONFIG_HOME: given }, '/var/lib/zentime')).toMatchObject({ kind: 'notDone' });
    expect(readdirSync(here)).toEqual([]);
  });

  it('J3 says where it cannot be written, and leaves everything as it was', () => {
    writeFileSync(join(folder.path, 'autostart'), 'a file where a folder should be');
    expect(enterAutostart({ XDG_CONFIG_HOME: folder.path }, installed)).toMatchObject({ kind: 'notDone', why: 'ENOTDIR' });
    expect(readFileSync(join(folder.path, 'autostart'), 'utf8')).toBe('a file where a folder should be');
  });

  it('J3 leaves no half of a file where the entry’s place is taken', () => {
    mkdirSync(entryPath(), { recursive: true });
    expect(enterAutostart({ XDG_CONFIG_HOME: folder.path }, installed)).toMatchObject({ kind: 'notDone' });
    rmSync(entryPath(), { recursive: true });
    expect(readdirSync(join(folder.path, 'autostart'))).toEqual([]);
  });

  it('A7 is taken away by the kiosk that it belongs to, and by no other', () => {
    const environment = { XDG_CONFIG_HOME: folder.path };
    expect(leaveAutostart(environment, '/var/lib/zentime')).toEqual({ kind: 'asItWas' });
    enterAutostart(environment, installed);
    expect(leaveAutostart(environment, '/var/lib/zentime-2')).toEqual({ kind: 'asItWas' });
    expect(existsSync(entryPath())).toBe(true);
    expect(leaveAutostart(environment, '/var/lib/zentime')).toEqual({ kind: 'removed' });
    expect(existsSync(entryPath())).toBe(false);
  });
});

describe('the text of an entry', () => {
  const textOf = (command: Partial<LoginCommand>): string[] => {
    const entry = desktopEntry({ ...installed, ...command });
    return entry.kind === 'entry' ? entry.text.split('\n') : [`refused: ${entry.why}`];
  };

  it.each([
    [{ program: '/opt/Zen Time/kiosk', args: ['--x=1'] }, 'Exec="/opt/Zen Time/kiosk" "--x=1"'],
    [{ program: '100%' }, 'Exec="100%%"'],
    [{ program: 'a"b' }, String.raw`Exec="a\\"b"`],
    [{ program: '$HOME' }, String.raw`Exec="\\$HOME"`],
    [{ program: 'a\\b' }, String.raw`Exec="a\\\\b"`],
    [{ program: '`id`' }, 'Exec="\\\\`id\\\\`"'],
    [{ program: '/opt/kiosk', settings: { ZENTIME_DATA_DIR: '/data here' } }, 'Exec="env" "ZENTIME_DATA_DIR=/data here" "/opt/kiosk"'],
    [{ dataRoot: 'C:\\Data' }, String.raw`X-ZenTime-Data=C:\\Data`],
  ])('J3 writes %j as the specification of such entries wants it', (command, line) => {
    expect(textOf(command)).toContain(line);
  });

  it.each([
    { program: '/opt/a\nExec=/tmp/evil' },
    { args: ['--x=\r\nHidden=true'] },
    { settings: { ZENTIME_DATA_DIR: '/data\u0000' } },
    { settings: { ZENTIME_DATA_DIR: '/data\u001b[2J' } },
    { args: ['\u0085'] },
    { dataRoot: '/data\nExec=/tmp/evil' },
  ])('J3 refuses %j: no line of it can become a key of its own', (command) => {
    expect(textOf(command)).toEqual(['refused: a line break or another control character in the command']);
    expect(enterAutostart({ XDG_CONFIG_HOME: folder.path }, { ...installed, ...command })).toMatchObject({ kind: 'impossible' });
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('J3 refuses a program that env would take for a setting', () => {
    expect(textOf({ program: '/opt/x=y/kiosk', settings: { ZENTIME_PORT: '0' } })).toEqual(['refused: an equals sign in the path of the program']);
    expect(textOf({ program: '/opt/x=y/kiosk' })).toContain('Exec="/opt/x=y/kiosk"');
  });
});
