/**
 * The browser host at login. Nothing tells that it was installed, so whoever installs it says so (ZENTIME_START_AT_LOGIN=yes); it comes back with the
 * settings it was started with, in kiosk mode where they say nothing of a window. On Linux alone: elsewhere it is logged once that it cannot.
 */
import { resolve } from 'node:path';
import type { LoginWish } from '../at-login.ts';
import { enterAutostart, leaveAutostart } from './autostart.ts';
import type { LoginCommand } from './desktop-entry.ts';
import type { KioskSettings } from './kiosk-settings.ts';
import { loginSettings } from './login-settings.ts';

/** How this program was started. */
export interface StartedWith {
  readonly platform: NodeJS.Platform;
  /** As it was before anything in the program changed it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Node, its own switches, the script and its arguments. */
  readonly execPath: string;
  readonly execArgv: readonly string[];
  readonly args: readonly string[];
  readonly dataRoot: string;
}

export function browserLogin(wanted: KioskSettings['startAtLogin'], started: StartedWith): LoginWish | null {
  if (wanted === null) return null;
  const { platform, environment, cwd, dataRoot } = started;
  if (wanted === 'no') return platform === 'linux' ? { wish: 'stayAway', fulfil: () => leaveAutostart(environment, resolve(cwd, dataRoot)) } : null;
  if (platform !== 'linux') return { wish: 'comeBack', fulfil: () => ({ kind: 'impossible', why: `the browser host enters itself on Linux alone, not on ${platform}` }) };
  const command = commandOf(started);
  return { wish: 'comeBack', fulfil: () => enterAutostart(environment, command) };
}

/** This program as it was started, with its settings. A debugger's door is not opened anew at each login. */
export function commandOf({ environment, cwd, execPath, execArgv, args, dataRoot }: StartedWith): LoginCommand {
  const switches = execArgv.filter((argument) => !/^--(inspect|debug)/.test(argument));
  return { program: execPath, args: [...switches, ...args], settings: { ZENTIME_WINDOW: 'kiosk', ...loginSettings(environment, cwd) }, dataRoot: resolve(cwd, dataRoot) };
}
