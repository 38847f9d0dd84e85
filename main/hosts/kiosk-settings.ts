/** What a host takes from its environment: checked once, every mistake a sentence. */
import { z } from 'zod';
import { settingsAtLogin } from './login-settings.ts';

const portText = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.int().max(65_535));

export interface KioskSettings {
  /** The server's address that setup offers first. */
  readonly defaultServerUrl: string;
  /** The page's port under the browser host; 0 takes any free one. */
  readonly port: number;
  /** null: what the host does by itself. */
  readonly window: 'none' | 'app' | 'kiosk' | null;
  /** Whether a kiosk that is set up comes back at login; null: where it is installed by a package. */
  readonly startAtLogin: 'yes' | 'no' | null;
}

export type SettingsOutcome = { kind: 'settings'; settings: KioskSettings } | { kind: 'wrong'; sentence: string };

/** Where the server of a development checkout listens. */
export const usualServerUrl = 'http://127.0.0.1:4780';

type Environment = Readonly<Record<string, string | undefined>>;

/** J3: what is set and empty was meant to be something. It is named, in a sentence; taking the default for it would open another kiosk's folder. */
export function emptySetting(environment: Environment): string | null {
  const name = Object.keys(settingsAtLogin).find((one) => one.startsWith('ZENTIME_') && environment[one] === '');
  return name === undefined ? null : `${name} is set, and empty. Give it a value or take it away.`;
}

export function readKioskSettings(environment: Environment): SettingsOutcome {
  const empty = emptySetting(environment);
  if (empty !== null) return { kind: 'wrong', sentence: empty };
  const serverUrl = z.url({ protocol: /^https?$/ }).safeParse(environment['ZENTIME_SERVER_URL'] ?? usualServerUrl);
  if (!serverUrl.success) return { kind: 'wrong', sentence: 'ZENTIME_SERVER_URL must be an address that begins with http:// or https://.' };
  const port = portText.safeParse(environment['ZENTIME_PORT'] ?? '0');
  if (!port.success) return { kind: 'wrong', sentence: 'ZENTIME_PORT must be a port number from 0 to 65535; 0 takes any free one.' };
  const window = z
    .enum(['none', 'app', 'kiosk'])
    .nullable()
    .safeParse(environment['ZENTIME_WINDOW'] ?? null);
  if (!window.success) return { kind: 'wrong', sentence: 'ZENTIME_WINDOW must be none, app or kiosk.' };
  const startAtLogin = z
    .enum(['yes', 'no'])
    .nullable()
    .safeParse(environment['ZENTIME_START_AT_LOGIN'] ?? null);
  if (!startAtLogin.success) return { kind: 'wrong', sentence: 'ZENTIME_START_AT_LOGIN must be yes or no.' };
  return { kind: 'settings', settings: { startAtLogin: startAtLogin.data, defaultServerUrl: serverUrl.data.replace(/\/$/, ''), port: port.data, window: window.data } };
}
