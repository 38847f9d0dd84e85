/** The script that makes a fresh clone ready, run for real in a folder of its own with an npm that only writes down what it is asked. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

it('L1 installs without install scripts, so that no compiler is needed, and then runs the one that puts Node in place', () => {
  const { path: folder, remove } = makeTemporaryFolder();
  onTestFinished(remove);
  mkdirSync(join(folder, 'scripts'));
  copyFileSync('scripts/bootstrap.mjs', join(folder, 'scripts/bootstrap.mjs'));
  writeFileSync(join(folder, 'package-lock.json'), '{"packages":{}}');
  mkdirSync(join(folder, 'node_modules'));
  const asked = join(folder, 'asked');
  const npm = join(folder, 'npm');
  writeFileSync(npm, `#!/bin/sh\necho "$@" >> '${asked}'\n`);
  chmodSync(npm, 0o755);
  const result = spawnSync(process.execPath, [join(folder, 'scripts/bootstrap.mjs')], { encoding: 'utf8', env: { ...process.env, PATH: folder + delimiter + (process.env['PATH'] ?? '') } });
  const [install, rebuild] = readFileSync(asked, 'utf8').split('\n');
  expect(install).toMatch(/^ci --ignore-scripts /);
  expect(rebuild).toMatch(/^rebuild node /);
  expect(result.status).toBe(1);
  expect(result.stderr).toContain('Node 24, which the package "node" brings along, is not there');
});
