/**
 * H1, H6: a real kiosk on a real disk that fills up. The disk is a small file system of the kiosk's own where this machine lets us mount one (as root,
 * or in a user namespace); elsewhere the files of the process may not grow, which no machine forbids. Which it was, the title says.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { keyFile } from '../../main/hosts/key-file.ts';
import type { FullDiskReport, FullDiskWay } from '../support/full-disk-kiosk.ts';
import { punchOnce, setUpInPlace, somebody } from '../support/kiosk-in-process.ts';
import { startMainInProcess } from '../support/started-main.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../support/full-disk-kiosk.ts', import.meta.url));
const titles: Readonly<Record<FullDiskWay, string>> = { tmpfs: 'a small file system', fileSize: 'files that may not grow' };

/** In namespaces of its own, so that nobody else sees the mount and it goes with the process; the options that are allowed here, or null. */
function namespaces(): readonly string[] | null {
  return [['-m'], ['-r', '-m']].find((options) => spawnSync('unshare', [...options, 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt']).status === 0) ?? null;
}

const allowed = namespaces();
const way: FullDiskWay = allowed === null ? 'fileSize' : 'tmpfs';

function newFolder(): string {
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

function runOn(folder: string): FullDiskReport {
  const mounted = newFolder();
  const [command, ...args] =
    allowed === null
      ? [process.execPath, program, way, folder]
      : ['unshare', ...allowed, 'sh', '-c', 'mount -t tmpfs -o size=2g,mode=700 tmpfs "$1" && cp -a "$2/." "$1/" && exec "$3" "$4" "$5" "$1"', 'sh', mounted, folder, process.execPath, program, way];
  const said = execFileSync(command, args, { encoding: 'utf8', timeout: 50_000 });
  return JSON.parse(said.trim().split('\n').at(-1) ?? '') as FullDiskReport;
}

it(`H1 H6 on ${titles[way]} that is full a punch is refused plainly, what was confirmed stays, and the kiosk goes on when there is room again`, async () => {
  const folder = newFolder();
  const started = await startMainInProcess({ folder, keyStore: keyFile(folder) });
  await setUpInPlace(started.kiosk(), [somebody('E1', '111111')]);
  const { punchId } = await punchOnce(started.kiosk(), '111111');
  await started.stop();

  const seen = runOn(folder);
  const { full, ...others } = seen.taps;
  expect(others).toEqual({ withRoom: ['recorded', 'recorded'], low: ['recorded'], reserve: ['recorded'], back: ['recorded', 'recorded'] });
  expect(full[0]).toBe(way === 'tmpfs' ? 'diskFull' : 'notSaved');
  expect(seen.confirmed.length).toBeGreaterThanOrEqual(6);
  // Each that was confirmed, once, in order; and none that was refused.
  expect(seen.stored).toEqual([punchId, ...seen.confirmed]);
  expect(seen.startedWithRoom).toBe('ready');
  if (way === 'tmpfs') {
    // Told before it was too late, told when it was, and no more when there was room again.
    expect(seen.told).toEqual([[], ['diskLow'], ['diskFull'], []]);
    expect(seen.reserveGone).toBe(true);
    expect(full).toEqual(Array(5).fill('diskFull'));
    expect([seen.backup, seen.parts, seen.startedFull]).toEqual(['notMade', [], 'ready']);
  }
});
