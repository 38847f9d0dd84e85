/** A program that `npm start` runs beside itself: heard by its JSON lines, ended gracefully, killed only when that takes too long. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { parseJson } from '../../shared/lib/parse-json.ts';

const stopWithParent = new URL('stop-with-parent.mjs', import.meta.url).href;
const repository = fileURLToPath(new URL('../..', import.meta.url));
const graceMs = 10_000;
const lastWordsMs = 50;

const eventLine = z.looseObject({ event: z.string() });
export type EventLine = z.infer<typeof eventLine>;

export interface RunningProgram {
  readonly pid: number | undefined;
  /** Resolves when it has ended, with what it said last on stderr. */
  readonly ended: Promise<ProgramEnd>;
  /** The first line with this event; or how it ended without. */
  waitFor(event: string): Promise<{ kind: 'heard'; line: EventLine } | { kind: 'ended'; end: ProgramEnd }>;
  onEvent(listener: (line: EventLine) => void): void;
  stop(): Promise<ProgramEnd>;
}

export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly lastWords: string;
}

export interface ProgramSpec {
  /** The executable; Node runs `args` with the graceful stop loaded, anything else gets signals. */
  readonly runtime: 'node' | { readonly executable: string };
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** In a process group of its own: Ctrl-C reaches the starter alone, which then stops its programs one after another. */
export function runProgram({ runtime, args, environment }: ProgramSpec): RunningProgram {
  const command = runtime === 'node' ? { path: process.execPath, args: ['--import', stopWithParent, ...args] } : { path: runtime.executable, args };
  const child = spawn(command.path, command.args, { cwd: repository, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: process.platform !== 'win32' });
  const heard: EventLine[] = [];
  const listeners: ((line: EventLine) => void)[] = [];
  let lastWords = '';
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (text) => hear(text, heard, listeners));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (lastWords = (lastWords + text).slice(-2000)));
  const ended = new Promise<ProgramEnd>((resolve) => {
    child.once('error', (error) => resolve({ exitCode: null, lastWords: error.message }));
    // Not 'close': that one does not come after a channel that this side disconnected. What was said last may need a moment.
    child.once('exit', (exitCode) => setTimeout(() => resolve({ exitCode, lastWords: lastWords.trim() }), lastWordsMs));
  });
  const waitFor: RunningProgram['waitFor'] = (event) => {
    const early = heard.find((line) => line.event === event);
    if (early) return Promise.resolve({ kind: 'heard', line: early });
    const later = new Promise<{ kind: 'heard'; line: EventLine }>((resolve) => listeners.push((line) => line.event === event && resolve({ kind: 'heard', line })));
    return Promise.race([later, ended.then((end) => ({ kind: 'ended', end }) as const)]);
  };
  const stop = async (): Promise<ProgramEnd> => {
    const deadline = setTimeout(() => child.kill('SIGKILL'), graceMs);
    if (runtime !== 'node') child.kill('SIGTERM');
    if (child.connected) child.disconnect();
    const end = await ended;
    clearTimeout(deadline);
    return end;
  };
  return { pid: child.pid, ended, waitFor, onEvent: (listener) => void listeners.push(listener), stop };
}

function hear(text: string, heard: EventLine[], listeners: readonly ((line: EventLine) => void)[]): void {
  const line = eventLine.safeParse(parseJson(text));
  if (!line.success) return;
  heard.push(line.data);
  for (const listener of listeners) listener(line.data);
}
