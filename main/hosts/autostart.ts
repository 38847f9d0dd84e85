/**
 * An entry of the XDG autostart folder, which every Linux desktop reads at login: one file for the user, which names the kiosk that was set up last.
 * Nothing is ever written to a place that the environment names by a relative path: the specification wants it ignored.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { AtLogin } from '../at-login.ts';
import { replaceFileNow } from '../durable-file.ts';
import { desktopEntry, isEntryOf, type LoginCommand } from './desktop-entry.ts';
import { isMissing } from './key-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const entryName = 'zentime-kiosk.desktop';

/** Logging in runs `command` from now on. */
export function enterAutostart(environment: Environment, command: LoginCommand): AtLogin {
  return inFolder(environment, (folder) => {
    const path = join(folder, entryName);
    const entry = desktopEntry(command);
    if (entry.kind === 'refused') return { kind: 'impossible', why: entry.why };
    if (readIfThere(path) === entry.text) return { kind: 'asItWas' };
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    replaceFileNow(path, Buffer.from(entry.text));
    return { kind: 'entered' };
  });
}

/** Takes this kiosk's entry away; another kiosk's stays. */
export function leaveAutostart(environment: Environment, dataRoot: string): AtLogin {
  return inFolder(environment, (folder) => {
    const path = join(folder, entryName);
    const text = readIfThere(path);
    if (text === null || !isEntryOf(text, dataRoot)) return { kind: 'asItWas' };
    rmSync(path);
    return { kind: 'removed' };
  });
}

function inFolder(environment: Environment, work: (folder: string) => AtLogin): AtLogin {
  const folder = autostartFolder(environment);
  if (folder === null) return { kind: 'notDone', why: 'neither XDG_CONFIG_HOME nor HOME is an absolute path' };
  try {
    return work(folder);
  } catch (error) {
    return { kind: 'notDone', why: error instanceof Error && 'code' in error ? String(error.code) : 'the entry cannot be written' };
  }
}

function autostartFolder(environment: Environment): string | null {
  const absolute = (name: string): string | null => (isAbsolute(environment[name] ?? '') ? (environment[name] ?? null) : null);
  const home = absolute('HOME');
  const config = absolute('XDG_CONFIG_HOME') ?? (home === null ? null : join(home, '.config'));
  return config === null ? null : join(config, 'autostart');
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
