/**
 * Makes a fresh clone ready, before every npm command of this project. Plain JavaScript, because the Node that runs it
 * may be an old one: installs what the lockfile says when that is not there yet, makes sure that the Node 24 which the
 * project brings along is the one that scripts get, and, when asked (`build`), builds what is out of date.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const nodeMajor = 24;

const modules = join(root, 'node_modules');
const stampFile = join(modules, '.zentime-installed');
const ownNode = join(modules, 'node', 'bin', windows ? 'node.exe' : 'node');

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(line) {
  say(line);
  process.exit(1);
}

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: ['inherit', 2, 2], shell: windows, env: { ...process.env, npm_config_engine_strict: 'false' } }).status;
}

function lockfileHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** True when npm's own record of what lies in node_modules says the same as the lockfile: somebody ran npm by hand. */
function installedByHand() {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  const sameVersions = Object.entries(present).every(([path, entry]) => wanted[path] !== undefined && wanted[path].version === entry.version);
  const nothingMissing = Object.entries(wanted).every(([path, entry]) => path === '' || entry.optional || entry.devOptional || entry.peer || entry.extraneous || present[path] !== undefined);
  return sameVersions && nothingMissing;
}

function installWhenStale() {
  const hash = lockfileHash();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return;
  if (!installedByHand()) {
    say('Installing what the lockfile names; about half a minute, no questions.');
    // No install scripts: npm would compile better-sqlite3, whose "gypfile": false a lockfile does not carry, though its binaries
    // lie in the package; a machine without a compiler could not install. `node` alone needs its script (requireOwnNode).
    const status = run('npm', ['ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund', '--progress=true']);
    if (status !== 0) fail('npm could not install the packages (its message stands above). Check the network, then run the same command again.');
  }
  writeFileSync(stampFile, hash);
}

function ownNodeVersion() {
  const result = spawnSync(ownNode, ['--version'], { encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim() : null;
}

/** Runs the one install script that is wanted: it puts Node itself in place. npm 12 skips it unless package.json allows it, and still says that all went well. */
function requireOwnNode() {
  const isRight = (version) => version !== null && version.startsWith(`v${nodeMajor}.`);
  if (isRight(ownNodeVersion())) return;
  run('npm', ['rebuild', 'node', '--loglevel=error']);
  if (!isRight(ownNodeVersion())) fail(`Node ${nodeMajor}, which the package "node" brings along, is not there: npm did not run that package's install script. Allow it (package.json names it under allowScripts), then run: npm ci`);
}

installWhenStale();
requireOwnNode();
if (process.argv.includes('build')) {
  const status = spawnSync(ownNode, [join(root, 'scripts', 'build.ts'), '--stale-only'], { cwd: root, stdio: ['inherit', 2, 2] }).status;
  if (status !== 0) fail('The build failed; its message stands above.');
}
