/** The installed Electron program at login: the system's own login items, and the autostart folder on Linux, where Electron has none. */
import type { AppPart } from './electron-parts.ts';
import { autostart, type StartAtLogin } from './start-at-login.ts';

export interface Installed {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The program's file; inside an AppImage it moves with every start, and APPIMAGE names the one that stays. */
  readonly program: string;
}

export function electronAtLogin(app: Pick<AppPart, 'setLoginItemSettings'>, { platform, environment, program }: Installed): StartAtLogin {
  if (platform === 'linux') return autostart(environment, [environment['APPIMAGE'] ?? program]);
  return () => {
    app.setLoginItemSettings({ openAtLogin: true });
    return 'registered';
  };
}
