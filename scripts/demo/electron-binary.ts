/** Electron's binary: there, or fetched at its first use, or not to be had. The package itself never fetches it at install. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageFolder = fileURLToPath(new URL('../../node_modules/electron/', import.meta.url));
/** Of the order of 110 MB; a network that needs longer can fetch it by hand. */
const limitMs = 120_000;

/** The executable's path, or null while it is not there. */
export function findElectron(): string | null {
  const pathFile = join(packageFolder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const path = join(packageFolder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(path) ? path : null;
}

/** Fetches it with the package's own script, which shows progress; null when that fails or takes too long. */
export async function fetchElectron(): Promise<string | null> {
  const child = spawn(process.execPath, [join(packageFolder, 'install.js')], { stdio: ['ignore', 2, 'ignore'], timeout: limitMs });
  const exitCode = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  return exitCode === 0 ? findElectron() : null;
}
