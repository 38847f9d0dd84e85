/** H1: failpoints belong to the kill tests. What ships does its steps plainly, and nobody can tell it otherwise. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { plainly } from '../../shared/lib/around-step.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const sourceOf = (path: string): string => readFileSync(join(repository, path), 'utf8');

function sources(folder: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|svelte)$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

describe('failpoints in what ships', () => {
  it('H1 a step is its work, done once, and what it throws is thrown', () => {
    let done = 0;
    expect(plainly('entryCommit', () => ++done)).toBe(1);
    expect(() =>
      plainly('entryCommit', () => {
        throw new Error('the disk is full');
      }),
    ).toThrow('the disk is full');
    expect(done).toBe(1);
  });

  it('H1 no program knows of the folder where the kill tests aim', () => {
    const knowing = ['main', 'daemon', 'server', 'shared', 'renderer'].flatMap(sources).filter((path) => /ZENTIME_CRASH|SIGUSR2/.test(sourceOf(path)));
    expect(knowing).toEqual([]);
  });

  it.each([
    ['main/hosts/browser.ts', 'await runBrowserKiosk({ environment: process.env, files: programFiles(import.meta.url) });'],
    ['main/hosts/run-electron-kiosk.ts', 'runKiosk({ host, settings: read.settings, pageUrl, root: files.root, provision, login })'],
    ['daemon/daemon.ts', 'runDaemon(port, (code) => setTimeout(() => process.exit(code), lastWordsMs), readServerTrust(process.env))'],
    ['server/cli/start.ts', 'const asItShips: Dressing = { dress: (deps) => deps, intakeProgram };'],
    ['server/cli/start.ts', 'serve(config.config, asItShips)'],
    ['server/intake-thread/intake-program.ts', 'takeForServer(parentPort, openBeside(databaseTarget.parse(workerData)))'],
  ])('H1 %s hands no other way of doing a step in', (entry, composition) => {
    expect(sourceOf(entry)).toContain(composition);
  });
});
