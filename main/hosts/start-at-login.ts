/**
 * The kiosk comes back when its user logs in (on once it is set up): a login item where Electron knows such a thing, else an entry of the XDG
 * autostart folder, which every Linux desktop reads. Only an installed program does so. Whoever deletes the entry keeps it away until the
 * program starts again; ZENTIME_START_AT_LOGIN=no keeps it away for good.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventBody, EventName } from '../../shared/contracts/ipc.ts';
import type { Host } from '../host.ts';

export type AtLogin = 'registered' | 'unchanged' | 'notWritable';

/** Registers the program; never throws for what a disk may do. */
export type StartAtLogin = () => AtLogin;

const entryName = 'zentime-kiosk.desktop';

/** @param environment of the user: XDG_CONFIG_HOME, else HOME. @param command what logging in runs, with its arguments */
export function autostart(environment: Readonly<Record<string, string | undefined>>, command: readonly string[]): StartAtLogin {
  return () => {
    const config = environment['XDG_CONFIG_HOME'] ?? (environment['HOME'] === undefined ? null : join(environment['HOME'], '.config'));
    if (config === null) return 'notWritable';
    const folder = join(config, 'autostart');
    const entry = desktopEntry(command);
    try {
      if (readIfThere(join(folder, entryName)) === entry) return 'unchanged';
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(folder, `${entryName}.new`), entry, { mode: 0o600 });
      renameSync(join(folder, `${entryName}.new`), join(folder, entryName));
      return 'registered';
    } catch {
      return 'notWritable';
    }
  };
}

/** The file's text (Desktop Entry Specification 1.5). */
export function desktopEntry(command: readonly string[]): string {
  return ['[Desktop Entry]', 'Type=Application', 'Version=1.5', 'Name=ZenTime', `Exec=${command.map(quoted).join(' ')}`, 'Terminal=false', 'X-GNOME-Autostart-enabled=true', ''].join('\n');
}

/** An argument of Exec: in quotes, then as a string of the file, in which a backslash is written twice; a percent sign would begin a field code. */
function quoted(argument: string): string {
  const inQuotes = argument.replaceAll(/["`$\\]/g, (sign) => `\\${sign}`).replaceAll('%', '%%');
  return `"${inQuotes}"`.replaceAll('\\', '\\\\');
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The host, which tells besides when main says that the kiosk is set up. */
export function tellingReady(host: Host, onReady: () => void): Host {
  const emit = <N extends EventName>(name: N, body: EventBody<N>): void => {
    host.emit(name, body);
    if (name === 'kioskChanged' && 'kind' in body && body.kind === 'ready') onReady();
  };
  return { ...host, emit };
}
