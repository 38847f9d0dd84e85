/** The text of an entry of a desktop's autostart folder (Desktop Entry Specification 1.5), or why there is none. */

export interface LoginCommand {
  /** What logging in runs. */
  readonly program: string;
  readonly args: readonly string[];
  /** Settings that it needs, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whose entry it is: the folder of this kiosk's data. */
  readonly dataRoot: string;
}

export type DesktopEntry = { kind: 'entry'; text: string } | { kind: 'refused'; why: string };

const dataKey = 'X-ZenTime-Data=';

export function desktopEntry({ program, args, settings, dataRoot }: LoginCommand): DesktopEntry {
  const assignments = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  // `env` would take a program with such a name for one setting more.
  if (assignments.length > 0 && program.includes('=')) return { kind: 'refused', why: 'an equals sign in the path of the program' };
  const command = [...(assignments.length === 0 ? [] : ['env', ...assignments]), program, ...args];
  // A line break would begin another key of the file; no program, path or address of ours needs one.
  if ([...command, dataRoot].some((part) => /\p{Cc}/u.test(part))) return { kind: 'refused', why: 'a line break or another control character in the command' };
  const lines = ['[Desktop Entry]', 'Type=Application', 'Version=1.5', 'Name=ZenTime', `Exec=${command.map(quoted).join(' ')}`, 'Terminal=false', 'X-GNOME-Autostart-enabled=true', dataLine(dataRoot), ''];
  return { kind: 'entry', text: lines.join('\n') };
}

/** Whether an entry belongs to the kiosk whose data lies in `dataRoot`. */
export function isEntryOf(text: string, dataRoot: string): boolean {
  return text.split('\n').includes(dataLine(dataRoot));
}

function dataLine(dataRoot: string): string {
  return dataKey + dataRoot.replaceAll('\\', '\\\\');
}

/** An argument of Exec: in quotes, then as a string of the file, in which a backslash is written twice; a percent sign would begin a field code. */
function quoted(argument: string): string {
  const inQuotes = argument.replaceAll(/["`$\\]/g, (sign) => `\\${sign}`).replaceAll('%', '%%');
  return `"${inQuotes}"`.replaceAll('\\', '\\\\');
}
