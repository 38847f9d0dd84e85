/**
 * The installed Electron program at login: the system's own login items, and the autostart folder on Linux, where Electron has none. A login item
 * carries no settings: on Windows and macOS they belong into the machine's environment (docs/configuration.md).
 */
import { resolve } from 'node:path';
import type { AtLogin, LoginWish } from '../at-login.ts';
import { enterAutostart, leaveAutostart } from './autostart.ts';
import type { AppPart } from './electron-parts.ts';
import type { KioskSettings } from './kiosk-settings.ts';
import { loginSettings } from './login-settings.ts';

export interface ElectronStarted {
  readonly platform: NodeJS.Platform;
  /** As it was before anything in the program changed it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The program's file; inside an AppImage it moves with every start, and APPIMAGE names the one that stays. */
  readonly execPath: string;
  readonly args: readonly string[];
  readonly dataRoot: string;
}

type LoginApp = Pick<AppPart, 'isPackaged' | 'setLoginItemSettings'>;

/** Null in development: nothing is installed that could come back. */
export function electronLogin(app: LoginApp, wanted: KioskSettings['startAtLogin'], started: ElectronStarted): LoginWish | null {
  if (!app.isPackaged) return null;
  const wish = wanted === 'no' ? 'stayAway' : 'comeBack';
  if (started.platform !== 'linux') return { wish, fulfil: () => setLoginItem(app, wish) };
  const { environment, cwd, execPath, args } = started;
  const dataRoot = resolve(cwd, started.dataRoot);
  if (wish === 'stayAway') return { wish, fulfil: () => leaveAutostart(environment, dataRoot) };
  const program = environment['APPIMAGE'] === undefined || environment['APPIMAGE'] === '' ? execPath : environment['APPIMAGE'];
  const command = { program, args: args.filter((argument) => argument.startsWith('--')), settings: loginSettings(environment, cwd), dataRoot };
  return { wish, fulfil: () => enterAutostart(environment, command) };
}

function setLoginItem(app: LoginApp, wish: LoginWish['wish']): AtLogin {
  app.setLoginItemSettings({ openAtLogin: wish === 'comeBack' });
  return wish === 'comeBack' ? { kind: 'entered' } : { kind: 'removed' };
}
