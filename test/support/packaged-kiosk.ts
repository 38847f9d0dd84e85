/**
 * Packages the kiosk as `npm run dist` does, up to the folder that an installer would hold, with a stand-in where Electron's own
 * files would be. The asar is the true one: what it lists is what ships.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { build, buildParts, isFresh } from '../../scripts/build-parts.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);

/** The packager's own parser: what it reads is what is checked. */
const yaml = z.object({ load: z.custom<(text: string) => unknown>((value) => typeof value === 'function') });
const asar = z.object({ listPackage: z.custom<(archive: string) => string[]>((value) => typeof value === 'function'), extractAll: z.custom<(archive: string, folder: string) => void>((value) => typeof value === 'function') });

export function readPackagingConfiguration(): Record<string, unknown> {
  const text = readFileSync(join(repository, 'electron-builder.yml'), 'utf8');
  return z.record(z.string(), z.unknown()).parse(yaml.parse(require('js-yaml')).load(text));
}

export interface PackagedKiosk {
  /** Paths within the asar, with a leading slash. */
  readonly files: readonly string[];
  /** Paths of what lies beside it because it cannot be loaded out of it. */
  readonly unpacked: readonly string[];
  /** Writes the whole tree, native libraries included, into a folder. */
  extractTo(folder: string): void;
}

/** Fuses cannot be flipped in the stand-in, which has none; they are checked by the schema alone. */
export async function packageKiosk(folder: string): Promise<PackagedKiosk> {
  const electronDist = join(folder, 'electron');
  const output = join(folder, 'packages');
  mkdirSync(electronDist);
  writeFileSync(join(electronDist, 'electron'), '#!/bin/sh\n');
  chmodSync(join(electronDist, 'electron'), 0o755);
  const { electronFuses: _notHere, ...configuration } = readPackagingConfiguration();
  const file = join(folder, 'electron-builder.json');
  writeFileSync(file, JSON.stringify({ ...configuration, electronDist, directories: { output } }));
  await buildWhatIsStale();
  run(['node_modules/electron-builder/cli.js', '--dir', '--linux', '--x64', '--config', file, '--projectDir', repository]);
  const [archive] = globSync(join(output, '*', 'resources', 'app.asar'));
  if (archive === undefined) throw new Error('the packager made no app.asar');
  const { listPackage, extractAll } = asar.parse(require('@electron/asar'));
  return {
    files: listPackage(archive),
    unpacked: globSync('**/*.*', { cwd: `${archive}.unpacked` }),
    extractTo: (target) => extractAll(archive, target),
  };
}

async function buildWhatIsStale(): Promise<void> {
  for (const part of buildParts) {
    const outcome = isFresh(part) ? { kind: 'built' as const } : await build(part);
    if (outcome.kind === 'failed') throw new Error(`the ${part.what} could not be built:\n${outcome.output}`);
  }
}

function run(args: readonly string[]): void {
  const result = spawnSync(process.execPath, args, { cwd: repository, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${args.join(' ')} ended with ${String(result.status)}:\n${result.stdout}\n${result.stderr}`);
}
