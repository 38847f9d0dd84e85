/** Settings from the environment and from a JSON file, the environment first; each checked, with a sentence for what makes no sense. */
import { z } from 'zod';
import { settingNames, settings, type Setting, type SettingName, type Settings } from './settings.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';

/** Names a file of settings; the command line's --config goes before it. */
export const configVariable = 'ZENTIME_SERVER_CONFIG';

/** Holds `server/` where ZENTIME_SERVER_DATA_DIR does not say; the kiosk's folder lies beside it. */
export const dataRootVariable = 'ZENTIME_DATA_DIR';

/** @returns the file's text, or null when it cannot be read */
export type ReadText = (file: string) => string | null;

export type SettingsOutcome = { readonly kind: 'settings'; readonly settings: Settings } | { readonly kind: 'refused'; readonly sentence: string };

const refused = (sentence: string): { readonly kind: 'refused'; readonly sentence: string } => ({ kind: 'refused', sentence });

/** A value, and where it came from as a person would name it. */
interface Given {
  readonly value: unknown;
  readonly place: string;
}

type GivenOutcome = { readonly kind: 'given'; readonly given: ReadonlyMap<SettingName, Given> } | { readonly kind: 'refused'; readonly sentence: string };

/** @param configFile of the command line; null takes the environment's */
export function readSettings(environment: NodeJS.ProcessEnv, configFile: string | null, readText: ReadText): SettingsOutcome {
  const empty = [configVariable, dataRootVariable].find((name) => environment[name] === '');
  if (empty !== undefined) return refused(`${empty} is set, and empty. Give it a value or take it away.`);
  const file = configFile ?? environment[configVariable] ?? null;
  const fromFile = file === null ? { kind: 'given' as const, given: new Map<SettingName, Given>() } : readFile(file, readText);
  if (fromFile.kind === 'refused') return fromFile;
  const given = new Map([...fromFile.given, ...fromEnvironment(environment)]);
  const checked: Partial<Record<SettingName, unknown>> = {};
  for (const [name, one] of given) {
    const setting: Setting = settings[name];
    const parsed = setting.schema.safeParse(one.value);
    if (!parsed.success) return refused(refusal(setting, one));
    checked[name] = parsed.data;
  }
  // Each value went through the schema of its own name.
  return { kind: 'settings', settings: checked as Settings };
}

function refusal(setting: Setting, given: Given): string {
  if (given.value === '') return `${given.place} is set, and empty. Give it a value or take it away; it must be ${setting.mustBe}.`;
  const said = setting.shown === 'secret' ? 'cannot be used' : `is ${JSON.stringify(given.value).slice(0, 200)}`;
  return `${given.place} ${said}; it must be ${setting.mustBe}.`;
}

function fromEnvironment(environment: NodeJS.ProcessEnv): Map<SettingName, Given> {
  const given = new Map<SettingName, Given>();
  for (const name of settingNames) {
    const { variable } = settings[name];
    const value = environment[variable];
    if (value !== undefined) given.set(name, { value, place: variable });
  }
  return given;
}

function readFile(file: string, readText: ReadText): GivenOutcome {
  const text = readText(file);
  if (text === null) return refused(`The configuration file ${file} cannot be read. Check that it exists and that this user may read it.`);
  const parsed = z.record(z.string(), z.unknown()).safeParse(parseJson(text));
  if (!parsed.success) return refused(`The configuration file ${file} is not a JSON object such as {"port": 4780}. Correct it; nothing was started.`);
  const given = new Map<SettingName, Given>();
  for (const [key, value] of Object.entries(parsed.data)) {
    const name = settingNames.find((known) => known === key);
    if (name === undefined) return refused(`The configuration file ${file} names ${JSON.stringify(key.slice(0, 60))}, which is no setting. Known are ${settingNames.join(', ')}.`);
    given.set(name, { value, place: `"${name}" in ${file}` });
  }
  return { kind: 'given', given };
}
