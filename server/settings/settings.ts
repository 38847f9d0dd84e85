/**
 * Everything that an operator can set, once: the environment's name, the file's name, what is accepted, and what to say otherwise.
 * A setting takes the same values from both places, so each schema reads text as well as JSON. docs/configuration.md lists them all.
 */
import { isIP } from 'node:net';
import { z } from 'zod';

export interface Setting {
  readonly variable: string;
  readonly schema: z.ZodType;
  /** Follows the setting's name: "... must be a number from 0 to 65535". */
  readonly mustBe: string;
  /** Secret values appear in no sentence. */
  readonly shown: 'shown' | 'secret';
}

const text = z.string().trim().min(1);
const whole = (least: number, most: number) => z.union([z.number(), text.regex(/^\d{1,12}$/).transform(Number)]).pipe(z.int().min(least).max(most));

/** An address, or a range of them in CIDR form. */
function isAddressRange(range: string): boolean {
  const [address = '', bits, ...rest] = range.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

const ranges = z
  .union([
    z.array(text),
    text.transform((list) =>
      list
        .split(',')
        .map((range) => range.trim())
        .filter((range) => range !== ''),
    ),
  ])
  .pipe(z.array(z.string().refine(isAddressRange)).max(200));

export const settings = {
  dataDir: { variable: 'ZENTIME_SERVER_DATA_DIR', schema: text, mustBe: 'a folder', shown: 'shown' },
  databaseUrl: { variable: 'DATABASE_URL', schema: text.regex(/^(postgres|postgresql|file):/i), mustBe: 'postgres://USER:PASSWORD@HOST/DATABASE, or file:FOLDER for SQLite', shown: 'secret' },
  databaseUrlFile: { variable: 'DATABASE_URL_FILE', schema: text, mustBe: 'a file that holds the database address', shown: 'shown' },
  host: { variable: 'ZENTIME_HOST', schema: text.max(255), mustBe: 'an address of this machine', shown: 'shown' },
  port: { variable: 'ZENTIME_SERVER_PORT', schema: whole(0, 65_535), mustBe: 'a number from 0 to 65535', shown: 'shown' },
  tlsCert: { variable: 'ZENTIME_TLS_CERT', schema: text, mustBe: 'a PEM file', shown: 'shown' },
  tlsKey: { variable: 'ZENTIME_TLS_KEY', schema: text, mustBe: 'a PEM file', shown: 'shown' },
  trustedProxies: { variable: 'ZENTIME_TRUSTED_PROXIES', schema: ranges, mustBe: 'addresses or ranges such as 10.0.0.7 or 10.0.0.0/24, separated by commas', shown: 'shown' },
  logLevel: { variable: 'ZENTIME_LOG_LEVEL', schema: z.enum(['info', 'warning', 'error']), mustBe: 'info, warning or error', shown: 'shown' },
  geoip: { variable: 'ZENTIME_GEOIP', schema: z.enum(['on', 'off']), mustBe: 'on or off', shown: 'shown' },
  setupPerMinute: { variable: 'ZENTIME_SETUP_PER_MINUTE', schema: whole(1, 1_000_000), mustBe: 'a whole number from 1 to 1000000', shown: 'shown' },
  mostConnections: { variable: 'ZENTIME_CONNECTIONS', schema: whole(10, 1_000_000), mustBe: 'a whole number from 10 to 1000000', shown: 'shown' },
  drainSeconds: { variable: 'ZENTIME_DRAIN_SECONDS', schema: whole(0, 60), mustBe: 'a whole number from 0 to 60', shown: 'shown' },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings) as SettingName[];

/** What was set, by name; what was not set is missing. */
export type Settings = { readonly [N in SettingName]?: z.output<(typeof settings)[N]['schema']> };
