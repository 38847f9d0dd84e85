/**
 * What is built, from what, and whether it is out of date. A part is fresh when the list of its sources (names, sizes, times)
 * is the one that it was built from; a file that went away counts as well.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('..', import.meta.url));

export interface BuildPart {
  readonly name: 'page' | 'preload' | 'programs';
  readonly what: string;
  /** Files and folders whose change makes it out of date. */
  readonly sources: readonly string[];
  /** Must be there, or it is out of date whatever the stamp says. */
  readonly product: string;
  readonly command: readonly string[];
  /** Taken away first, so that nothing of an older build stays. */
  readonly stale: readonly string[];
}

const vite = 'node_modules/vite/bin/vite.js';
const common = ['package-lock.json', 'tsconfig.base.json'];

export const buildParts: readonly BuildPart[] = [
  {
    name: 'programs',
    what: 'main process and sync daemon',
    sources: ['main', 'daemon', 'shared', 'scripts/tsconfig.build.json', ...common],
    product: 'dist/main/hosts/electron.js',
    command: ['node_modules/typescript/bin/tsc', '-p', 'scripts/tsconfig.build.json'],
    stale: ['dist/main', 'dist/daemon', 'dist/shared'],
  },
  {
    name: 'preload',
    what: 'preload',
    sources: ['main/hosts/preload.ts', 'main/hosts/preload-bridge.ts', 'scripts/vite.preload.config.ts', ...common],
    product: 'dist/main/hosts/preload.cjs',
    command: [vite, 'build', '--config', 'scripts/vite.preload.config.ts', '--logLevel', 'warn'],
    stale: [],
  },
  {
    name: 'page',
    what: 'kiosk page',
    sources: ['renderer', 'shared', 'resources/texts', ...common],
    product: 'dist/renderer/index.html',
    command: [vite, 'build', '--config', 'renderer/vite.config.ts', '--logLevel', 'warn'],
    stale: ['dist/renderer'],
  },
];

const stampOf = (part: BuildPart): string => join(repository, 'dist', '.built', part.name);

export function isFresh(part: BuildPart): boolean {
  const stamp = stampOf(part);
  return existsSync(join(repository, part.product)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(part.sources);
}

export type BuildOutcome = { kind: 'built' } | { kind: 'failed'; output: string };

/** Builds one part; its stamp is written only when all went well. */
export async function build(part: BuildPart): Promise<BuildOutcome> {
  const before = fingerprint(part.sources);
  for (const path of part.stale) rmSync(join(repository, path), { recursive: true, force: true });
  const { exitCode, output } = await run(part.command);
  if (exitCode !== 0) return { kind: 'failed', output };
  mkdirSync(join(repository, 'dist', '.built'), { recursive: true });
  writeFileSync(stampOf(part), before);
  return { kind: 'built' };
}

function fingerprint(sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const path of filesOf(join(repository, source))) {
      const { size, mtimeMs } = statSync(path);
      hash.update(`${path.slice(repository.length)} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function run(command: readonly string[]): Promise<{ exitCode: number | null; output: string }> {
  const child = spawn(process.execPath, command, { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, output }));
  });
}
