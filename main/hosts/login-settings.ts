/**
 * Settings that this kiosk was started with and that the next login has to repeat, for a desktop's login knows nothing of them. No secret is among
 * them: an entry can be read by backups and tools that the data folder is closed to.
 */
import { resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Every setting of docs/configuration.md, and what becomes of it. */
export const settingsAtLogin = {
  ZENTIME_DATA_DIR: 'path',
  ZENTIME_SERVER_URL: 'address',
  ZENTIME_SERVER_CA: 'path',
  ZENTIME_PORT: 'asItIs',
  ZENTIME_WINDOW: 'asItIs',
  ZENTIME_START_AT_LOGIN: 'asItIs',
  ZENTIME_PROVISION: 'path',
  CHROMIUM_PATH: 'path',
  CHROMIUM: 'path',
  /** Is read when a checkout fetches Electron, never by a kiosk. */
  ELECTRON_MIRROR: 'left',
} as const;

/** @param cwd what a relative path is relative to: at login it would be another folder */
export function loginSettings(environment: Environment, cwd: string): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [name, kind] of Object.entries(settingsAtLogin)) {
    const value = environment[name];
    if (value === undefined || value === '' || kind === 'left') continue;
    settings[name] = kind === 'path' ? resolve(cwd, value) : kind === 'address' ? withoutCredentials(value) : value;
  }
  return settings;
}

function withoutCredentials(address: string): string {
  const url = URL.parse(address);
  if (url === null || (url.username === '' && url.password === '')) return address;
  url.username = '';
  url.password = '';
  return url.href;
}
