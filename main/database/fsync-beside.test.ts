import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { openFsyncThread } from './fsync-beside.ts';

function arrange() {
  const folder = makeTemporaryFolder();
  const file = openSync(join(folder.path, 'entries'), 'w');
  const here: number[] = [];
  const thread = openFsyncThread((asked) => void here.push(asked));
  onTestFinished(() => {
    thread.close();
    closeSync(file);
    folder.remove();
  });
  return { file, here, thread };
}

/** Asks until the thread does it: it needs a moment to come up. */
async function untilUp({ file, here, thread }: ReturnType<typeof arrange>): Promise<void> {
  for (let before = -1; before !== here.length; await pause(5)) {
    before = here.length;
    thread.begin(file)();
  }
}

describe('an fsync beside a commit', () => {
  it('C3 is done at once until the thread is there, and by the thread from then on', async () => {
    const arranged = arrange();
    arranged.thread.begin(arranged.file)();
    expect(arranged.here).toEqual([arranged.file]);
    await untilUp(arranged);
    const before = arranged.here.length;
    for (let turn = 0; turn < 200; turn++) arranged.thread.begin(arranged.file)();
    expect(arranged.here).toHaveLength(before);
  });

  it('C3 throws what the file system says, by its code, and works again', async () => {
    const arranged = arrange();
    await untilUp(arranged);
    const wait = arranged.thread.begin(1_000_000);
    expect(wait).toThrow(expect.objectContaining({ code: 'EBADF', syscall: 'fsync' }));
    expect(arranged.thread.begin(arranged.file)()).toBeUndefined();
  });

  it('C3 is done at once when the thread is gone', async () => {
    const arranged = arrange();
    await untilUp(arranged);
    arranged.thread.close();
    const before = arranged.here.length;
    arranged.thread.begin(arranged.file)();
    expect(arranged.here).toHaveLength(before + 1);
  });
});
