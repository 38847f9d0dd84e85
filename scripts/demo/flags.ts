/** Flags of `npm start` (L1) and `npm run demo:offline`: checked once, every mistake a sentence. */
import { z } from 'zod';

export interface StartFlags {
  readonly host: 'electron' | 'browser';
  /** Old data is moved aside first; nothing is deleted. */
  readonly data: 'keep' | 'fresh';
  /** 'done': the kiosk sets itself up with the demo's first timeclock. */
  readonly setup: 'by hand' | 'done';
  /** The server's port; 0 takes any free one. */
  readonly port: number;
  /** demo:offline: how long the server stays away; null waits for Enter. */
  readonly awaySeconds: number | null;
}

export type FlagsOutcome = { kind: 'flags'; flags: StartFlags } | { kind: 'help'; text: string } | { kind: 'wrong'; sentence: string };

export const usualPort = 4780;

const values = {
  host: z.enum(['electron', 'browser']),
  port: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.int().max(65_535)),
  seconds: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.int().min(1)),
};

const help = `npm start -- [flags]            npm run demo:offline -- [flags]
  --host=electron|browser    the kiosk's window; electron, unless it cannot be had
  --port=N                   the server's port, ${usualPort} by default; 0 takes any free one
  --fresh                    begins with no data; what is there is moved aside, not deleted
  --provisioned              the kiosk sets itself up as timeclock 1042 of the demo, by a provisioning file
  --seconds=N                demo:offline only: how long the server stays away; else until Enter`;

/** @param command which of the two is being run: each takes only the flags that mean something to it */
export function readFlags(args: readonly string[], command: 'start' | 'demo:offline'): FlagsOutcome {
  let flags: StartFlags = { host: 'electron', data: 'keep', setup: command === 'start' ? 'by hand' : 'done', port: usualPort, awaySeconds: null };
  for (const argument of args) {
    if (argument === '--help' || argument === '-h') return { kind: 'help', text: help };
    const read = readFlag(argument, command);
    if (typeof read === 'string') return { kind: 'wrong', sentence: `${read}\n${help}` };
    flags = { ...flags, ...read };
  }
  return { kind: 'flags', flags };
}

function readFlag(argument: string, command: 'start' | 'demo:offline'): Partial<StartFlags> | string {
  const [name, value] = splitOnce(argument);
  const bare = value === null;
  if (name === '--fresh' && bare) return { data: 'fresh' };
  if (name === '--provisioned' && bare) return { setup: 'done' };
  if (name === '--host') return oneOf(values.host.safeParse(value), (host) => ({ host }), '--host must be electron or browser.');
  if (name === '--port') return oneOf(values.port.safeParse(value), (port) => ({ port }), '--port must be a number from 0 to 65535; 0 takes any free port.');
  if (name === '--seconds' && command === 'demo:offline') return oneOf(values.seconds.safeParse(value), (awaySeconds) => ({ awaySeconds }), '--seconds must be a whole number from 1 on.');
  return `This flag is not known: ${argument}`;
}

function oneOf<T>(parsed: z.ZodSafeParseResult<T>, use: (value: T) => Partial<StartFlags>, sentence: string): Partial<StartFlags> | string {
  return parsed.success ? use(parsed.data) : sentence;
}

function splitOnce(argument: string): [string, string | null] {
  const at = argument.indexOf('=');
  return at === -1 ? [argument, null] : [argument.slice(0, at), argument.slice(at + 1)];
}
