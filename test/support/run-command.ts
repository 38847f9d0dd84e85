/** One of the server's commands as a real process, from its start to its end. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';

const repository = fileURLToPath(new URL('../..', import.meta.url));

export interface CommandEnd {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** @param input what stands on its standard input; '' is an empty one */
export async function runServerCommand(args: readonly string[], environment: Readonly<Record<string, string>>, input = ''): Promise<CommandEnd> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS$|NODE_ENV$|ZENTIME_|DATABASE_URL)/.test(name)));
  const child = spawn(process.execPath, ['server/zentime-server.ts', ...args], { cwd: repository, env: { ...inherited, ...environment } });
  child.stdin.on('error', () => undefined).end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}
