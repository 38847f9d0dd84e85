/** Debian packages that some tests need: installed when that can be done as we are, by apt and never by sudo (L4). */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

interface SystemPackage {
  readonly name: string;
  /** Any of these commands: the package, or something as good, is there. */
  readonly commands: readonly string[];
}

const wanted: readonly SystemPackage[] = [{ name: 'chromium', commands: ['chromium', 'chromium-browser', 'google-chrome', 'msedge'] }];

/** Says what it does; a failure is no more than a line, because the tests in question then name themselves as skipped. */
export function installSystemPackages(): void {
  const missing = wanted.filter(({ commands }) => !commands.some(isOnPath));
  if (missing.length === 0 || process.getuid?.() !== 0 || !isOnPath('apt-get')) return;
  const names = missing.map(({ name }) => name);
  console.log(`Installing from Debian: ${names.join(', ')}.`);
  apt(['update', '-qq']);
  if (apt(['install', '-y', '-qq', '--no-install-recommends', ...names]) !== 0) console.log(`apt could not install ${names.join(', ')}.`);
}

function apt(args: readonly string[]): number | null {
  return spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status;
}

function isOnPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, command)));
}
