import fs, { readdirSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { ManualTimers } from '../../test/support/manual-timers.ts';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { PunchStore } from '../database/punch-store.ts';
import type { LogEvent } from '../../shared/lib/log-events.ts';
import { arrangeReadyKiosk, identify, somebody, tap } from '../../test/support/kiosk-in-process.ts';
import { DiskWatch, fullBytes, lowBytes, type DiskFiles } from './disk-watch.ts';

interface Disk {
  free: number;
}

function arrange(free: number): { watch: DiskWatch; disk: Disk; logged: LogEvent[]; timers: ManualTimers; folder: string; changes: () => number } {
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  const disk: Disk = { free };
  const logged: LogEvent[] = [];
  const timers = new ManualTimers();
  let changes = 0;
  const files: DiskFiles = { ...fs, statfsSync: (() => ({ bavail: disk.free / 4096, bsize: 4096 })) as unknown as typeof fs.statfsSync };
  const watch = new DiskWatch({ dataFolder: folder.path, timers, log: (event) => logged.push(event), onChanged: () => (changes += 1), files, reserveBytes: 2 * 1024 * 1024 });
  return { watch, disk, logged, timers, folder: folder.path, changes: () => changes };
}

it('H6 says that room gets short before it is too late, gives the reserve up when it is, and says when there is room again', () => {
  const { watch, disk, logged, timers, folder, changes } = arrange(lowBytes * 2);
  watch.start();
  expect(readdirSync(folder)).toEqual(['reserve.bin']);
  disk.free = lowBytes - 4096;
  timers.goOff(60_000);
  expect(watch.state()).toBe('low');
  disk.free = fullBytes - 4096;
  timers.goOff(60_000);
  expect([watch.state(), readdirSync(folder)]).toEqual(['full', []]);
  timers.goOff(60_000);
  disk.free = lowBytes * 2;
  timers.goOff(60_000);
  expect([watch.state(), readdirSync(folder)]).toEqual(['fine', ['reserve.bin']]);
  expect(logged).toEqual(['disk.reserveMade', 'disk.low', 'disk.reserveReleased', 'disk.full', 'disk.reserveMade', 'disk.roomAgain']);
  expect(changes()).toBe(3);
  watch.stop();
  expect(timers.delays()).toEqual([]);
});

it('H6 H1 a punch that meets a full disk goes into the room of the reserve, once, on the same chain', async () => {
  const { kiosk } = await arrangeReadyKiosk([somebody('E1', '482913')]);
  let isFull = true;
  let asked = 0;
  const places = kiosk.journal.begin.bind(kiosk.journal);
  kiosk.journal.begin = (text) => {
    if (isFull) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    return places(text);
  };
  const withReserve = new PunchStore(kiosk.connection, kiosk.journal, kiosk.settings, undefined, () => {
    asked += 1;
    isFull = false;
    return true;
  });
  const answer = tap({ ...kiosk, punchStore: withReserve }, await identify(kiosk, '482913'));
  expect(answer.kind).toBe('recorded');
  expect([asked, kiosk.connection.all({ sql: 'SELECT 1 FROM punches', constants: [] }, {}).length]).toEqual([1, 1]);
});

it('H6 a full disk without a reserve is told to the person, and stored nowhere', async () => {
  const { kiosk } = await arrangeReadyKiosk([somebody('E1', '482913')]);
  kiosk.journal.begin = () => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  };
  expect(kiosk.safekeeping.disk.giveUpReserve()).toBe(false);
  expect(tap(kiosk, await identify(kiosk, '482913'))).toEqual({ kind: 'notSaved', reason: 'diskFull' });
});
