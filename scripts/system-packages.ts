/** Debian packages that some tests need: installed when that can be done as we are, by apt and never by sudo (L4). */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findPostgres } from '../test/support/postgres-server.ts';

interface SystemPackage {
  readonly name: string;
  /** Whether the package, or something as good, is there. */
  readonly isThere: () => boolean;
}

const wanted: readonly SystemPackage[] = [
  { name: 'chromium', isThere: () => ['chromium', 'chromium-browser', 'google-chrome', 'msedge'].some(isOnPath) },
  { name: 'postgresql', isThere: () => findPostgres() !== null },
];

/** Says what it does; a failure is no more than a line, because the tests in question then name themselves as skipped. */
export function installSystemPackages(): void {
  const missing = wanted.filter(({ isThere }) => !isThere());
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
