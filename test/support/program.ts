/**
 * A program of ours as a real process: started with Node, heard by its JSON lines on stdout, ended by its id, and never
 * outliving the process that started it. Its last words on stderr come along when it does not come up.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Programs are started a thousand times in a run: what was compiled once is kept. */
const compiled = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));

/** One JSON line that a program printed. */
const eventLine = z.looseObject({ event: z.string() });
export type EventLine = z.infer<typeof eventLine>;

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Program {
  readonly pid: number;
  /** Told of every JSON line, from the first on. */
  onEvent(listener: (line: EventLine) => void): void;
  /** The first line with this event, also one that came before; rejects when the program ends without it or time is up. */
  waitFor(event: string, withinMs: number): Promise<EventLine>;
  /** What it said on stderr so far, its last 4,000 characters. */
  stderr(): string;
  /** Sends the signal (once the program has ended: nothing) and waits for the end. */
  end(signal: NodeJS.Signals): Promise<ProgramEnd>;
  /** Sends the signal and does not wait. */
  signal(signal: NodeJS.Signals): void;
  /** It is gone, and whoever held its output is as well. */
  readonly ended: Promise<ProgramEnd>;
  /** It is gone; children of its own may still hold its output. */
  readonly exited: Promise<ProgramEnd>;
}

/**
 * @param script path of the entry file, from the repository's root
 * @param through a command (and its arguments) that runs the program, such as a tracer; signals go to that command then
 */
export function startProgram(script: string, args: readonly string[], environment: Readonly<Record<string, string>>, through: readonly string[] = []): Program {
  const [command = process.execPath, ...commandArgs] = [...through, process.execPath, script, ...args];
  const child = spawn(command, commandArgs, { cwd: repository, env: { ...cleanEnvironment(), NODE_COMPILE_CACHE: compiled, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  child.once('close', () => process.off('exit', killWithUs));
  const { events, listeners } = collectEvents(child);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4000)));
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  ended.catch(() => undefined);
  const exited = new Promise<ProgramEnd>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  return {
    pid: child.pid ?? 0,
    onEvent: (listener) => {
      for (const line of events) listener(line);
      listeners.push(listener);
    },
    waitFor: (event, withinMs) => waitForEvent({ script, events, listeners, ended, stderr: () => stderr }, event, withinMs),
    stderr: () => stderr,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
    signal: (signal) => void child.kill(signal),
    ended,
    exited,
  };
}

/** Nothing of the runner's own switches reaches a program under test. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const own = /^(VITEST|NODE_OPTIONS$|NODE_ENV$|ZENTIME_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

function collectEvents(child: ChildProcessByStdio<null, Readable, Readable>): { events: EventLine[]; listeners: ((line: EventLine) => void)[] } {
  const events: EventLine[] = [];
  const listeners: ((line: EventLine) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = eventLine.safeParse(parseJson(text));
    if (!line.success) return;
    events.push(line.data);
    for (const listener of listeners) listener(line.data);
  });
  return { events, listeners };
}

interface Heard {
  readonly script: string;
  readonly events: EventLine[];
  readonly listeners: ((line: EventLine) => void)[];
  readonly ended: Promise<ProgramEnd>;
  readonly stderr: () => string;
}

function waitForEvent(heard: Heard, event: string, withinMs: number): Promise<EventLine> {
  const early = heard.events.find((line) => line.event === event);
  if (early !== undefined) return Promise.resolve(early);
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`${heard.script} ${why} without "${event}". It said:\n${heard.stderr()}`));
    const timer = setTimeout(() => fail(`ran for ${withinMs} ms`), withinMs);
    heard.listeners.push((line) => {
      if (line.event !== event) return;
      clearTimeout(timer);
      resolve(line);
    });
    void heard.ended.then(
      ({ code, signal }) => fail(`ended (${code === null ? `by ${String(signal)}` : `with exit code ${code}`})`),
      () => fail('could not be started'),
    );
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
