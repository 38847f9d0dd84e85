/** E8: a drive that hangs, for real: a named pipe that nobody reads holds whoever opens it. */
import { execFileSync } from 'node:child_process';
import { constants, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { arrangeReadyKiosk, punchOnce, somebody } from '../../test/support/kiosk-in-process.ts';
import { exportInto, exported, giveSealingKey, manifestIn } from '../../test/support/exports.ts';
import { ManualTimers } from '../../test/support/manual-timers.ts';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { givenUpAfterCancelMs, givenUpAfterMs, openDriveFiles, silentAfterMs, type DriveFiles } from './drive-files.ts';

interface HungDrive {
  readonly files: DriveFiles;
  readonly folder: string;
  readonly timers: ManualTimers;
  readonly cancelling: AbortController;
  readonly silences: boolean[];
  /** Somebody reads the pipe: what was held goes on. */
  letGo(): void;
}

/** Opening a file of that ending is held by a pipe. */
function arrange(ending: string | null): HungDrive {
  const temporary = makeTemporaryFolder();
  const folder = join(temporary.path, 'stick');
  mkdirSync(folder);
  const pipe = join(temporary.path, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const timers = new ManualTimers();
  const cancelling = new AbortController();
  const silences: boolean[] = [];
  const drive = openDriveFiles({ timers, signal: cancelling.signal, onSilent: (isSilent) => silences.push(isSilent) });
  const letGo = (): void => void openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  onTestFinished(() => {
    letGo();
    drive.end();
    temporary.remove();
  });
  const files: DriveFiles = { ...drive, open: (path, flags, mode) => (ending !== null && path.endsWith(ending) ? drive.open(pipe, 'r') : drive.open(path, flags, mode)) };
  return { files, folder, timers, cancelling, silences, letGo };
}

async function kioskWithPunches() {
  const { kiosk } = await arrangeReadyKiosk([somebody('E1', '111111')]);
  giveSealingKey(kiosk);
  await punchOnce(kiosk, '111111');
  return kiosk;
}

describe('a drive (E8)', () => {
  it('E8 that answers gets the same export as every folder', async () => {
    const { files, folder, silences, timers } = arrange(null);
    const done = await exported(await kioskWithPunches(), folder, {}, { files });
    expect(manifestIn(done.folder)).toEqual(done.manifest);
    expect(readFileSync(join(done.folder, 'punches.csv'), 'utf8')).toContain('clockIn');
    expect([silences, timers.delays()]).toEqual([[], []]);
  });

  it.each([
    ['of the rows', 'punches.json'],
    ['of the manifest', 'manifest.json'],
  ])('E8 that hangs at a file %s is told of, and given up in the end; the kiosk goes on meanwhile', async (_what, ending) => {
    const { files, folder, timers, silences } = arrange(ending);
    const kiosk = await kioskWithPunches();
    const outcome = exportInto(kiosk, folder, { formats: ['json'] }, { files });
    await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(1));
    await vi.waitFor(() => {
      timers.goOff(silentAfterMs);
      expect(silences).toEqual([true]);
    });
    // Other files are read and written, and somebody punches.
    await kiosk.safekeeping.backUp();
    timers.goOff(givenUpAfterMs);
    expect(await outcome).toEqual({ kind: 'failed', reason: 'driveHangs' });
    expect(readdirSync(folder)[0]).toMatch(/\.part$/);
  });

  it('E8 that hangs is left at once by whoever cancels', async () => {
    const { files, folder, timers, cancelling } = arrange('punches.json');
    const outcome = exportInto(await kioskWithPunches(), folder, { formats: ['json'] }, { files, signal: cancelling.signal });
    await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(1));
    cancelling.abort();
    await vi.waitFor(() => {
      timers.goOff(givenUpAfterCancelMs);
      expect(timers.delays()).toEqual([]);
    });
    expect(await outcome).toEqual({ kind: 'failed', reason: 'driveHangs' });
  });

  it('E8 that answers after all goes on, and says so', async () => {
    const { files, timers, silences, letGo } = arrange('pipe');
    const opening = files.open('pipe', 'r');
    timers.goOff(silentAfterMs);
    letGo();
    await (await opening).close();
    expect(silences).toEqual([true, false]);
  });

  it('E8 that was given up is asked nothing more', async () => {
    const { files, folder, timers } = arrange('pipe');
    const opening = files.open('pipe', 'r');
    timers.goOff(givenUpAfterMs);
    await expect(opening).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await expect(files.list(folder)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });
});
