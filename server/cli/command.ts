/**
 * What the commands of `node server/zentime-server.ts` have in common: arguments, configuration, and how an end is told. A command
 * answers with an outcome; its sentence goes to standard error as it is, and no stack ever does.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { readConfig, type ConfigOutcome } from '../settings/config.ts';

export interface CommandInput {
  readonly environment: NodeJS.ProcessEnv;
  /** Arguments after the command's name. */
  readonly argv: readonly string[];
  /** Folder that relative paths count from. */
  readonly workingDir: string;
}

export interface Refused {
  readonly kind: 'refused';
  readonly sentence: string;
}
export type CommandOutcome = { readonly kind: 'done' } | Refused;

export interface CommandOption {
  /** What stands for the value in the help; null for a switch. */
  readonly value: string | null;
  readonly help: string;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  run(input: CommandInput): Promise<CommandOutcome>;
}

export const refused = (sentence: string): Refused => ({ kind: 'refused', sentence });

/** Every command that needs the database takes a file of settings. */
export const configOption = { config: { value: 'FILE', help: 'settings as JSON; the environment goes before it (docs/configuration.md)' } } as const;

type ArgumentsOutcome<T> = { readonly kind: 'arguments'; readonly values: T } | Refused;

/** The command's arguments by its options, checked by `schema`. */
export function readArguments<S extends z.ZodType>(command: Pick<Command, 'name' | 'options'>, schema: S, argv: readonly string[]): ArgumentsOutcome<z.output<S>> {
  const options = Object.fromEntries(Object.entries(command.options).map(([name, option]) => [name, { type: option.value === null ? ('boolean' as const) : ('string' as const) }]));
  const help = `"${command.name} --help" lists what there is.`;
  let values: unknown;
  try {
    values = parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (cause) {
    return refused(`${cause instanceof Error ? (cause.message.split('\n')[0]?.split('. ')[0] ?? '') : 'The arguments cannot be read'}. ${help}`);
  }
  const parsed = schema.safeParse({ ...(values as object) });
  if (parsed.success) return { kind: 'arguments', values: parsed.data };
  const [issue] = parsed.error.issues;
  return refused(`--${String(issue?.path[0] ?? '')}: ${issue?.message ?? 'cannot be used'}. ${help}`);
}

/** For a command that works on one thing: its name, first or last among the arguments. */
export function takeOperand(argv: readonly string[]): { readonly operand: string | null; readonly rest: readonly string[] } {
  const [first, last] = [argv[0], argv.at(-1)];
  if (first !== undefined && !first.startsWith('-')) return { operand: first, rest: argv.slice(1) };
  const isValue = argv.at(-2)?.startsWith('--') === true;
  if (last !== undefined && !last.startsWith('-') && !isValue) return { operand: last, rest: argv.slice(0, -1) };
  return { operand: null, rest: argv };
}

export function readCommandConfig(input: CommandInput, configFile: string | undefined, tenants: 'kept' | 'demo'): ConfigOutcome {
  return readConfig({ environment: input.environment, configFile: configFile ?? null, tenants, workingDir: input.workingDir, readText });
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function helpOf(command: Command): string {
  const left = Object.entries(command.options).map(([name, option]) => [`--${name}${option.value === null ? '' : ` ${option.value}`}`, option.help] as const);
  const width = Math.max(0, ...left.map(([name]) => name.length));
  return [`node server/zentime-server.ts ${command.name}`, `  ${command.summary}`, '', ...left.map(([name, help]) => `  ${name.padEnd(width)}  ${help}`)].join('\n');
}

/** Runs it, says how it ended, and sets the exit code: 0, or 1 with a sentence. */
export async function runCommand(command: Command, input: CommandInput): Promise<void> {
  if (input.argv.includes('--help')) {
    process.stdout.write(`${helpOf(command)}\n`);
    return;
  }
  const outcome = await command.run(input).catch((cause: unknown) => refused(`The command ${command.name} could not be done: ${cause instanceof Error ? cause.message : 'unknown reason'}`));
  if (outcome.kind === 'done') return;
  process.stderr.write(`${outcome.sentence}\n`);
  process.exitCode = 1;
}
