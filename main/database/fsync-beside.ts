/**
 * C3: the journal's fsync and the database's commit at the same time. Each waits for the disk; one behind the other, a tap on a slow
 * disk takes twice as long. A thread of its own does the journal's, while SQLite commits on this one.
 *
 * The thread is only ever faster: where it is not there (yet), or does not answer, the fsync is done here and now.
 */
import { fsyncSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { JournalFiles } from './journal-files.ts';

export interface FsyncBeside {
  /** Begins an fsync of an open file. What it answers waits for its end, and throws what the file system says; to be called once, before the next. */
  begin(file: number): () => void;
  close(): void;
}

/** One behind the other. */
export function fsyncAtOnce(files: Pick<JournalFiles, 'fsyncSync'>): FsyncBeside {
  return {
    begin: (file) => {
      files.fsyncSync(file);
      return () => undefined;
    },
    close: () => undefined,
  };
}

/** Places in the shared memory. */
const turn = 0;
const fileOf = 1;
const errno = 2;
const isUp = 3;
const places = 4;

/** Whose turn it is. */
const nobody = 0;
const thread = 1;

/** An fsync that takes longer than this is done a second time here: it may hang here as well, but then the disk does, not the thread. */
const answerWithinMs = 20_000;

/** In plain JavaScript, for it is started from its text: a path would have to be right in the sources, in the build and in the archive. */
const threadText = `
  const { fsyncSync } = require('node:fs');
  const shared = new Int32Array(require('node:worker_threads').workerData);
  Atomics.store(shared, ${isUp}, 1);
  for (;;) {
    Atomics.wait(shared, ${turn}, ${nobody});
    try {
      fsyncSync(Atomics.load(shared, ${fileOf}));
      Atomics.store(shared, ${errno}, 0);
    } catch (error) {
      Atomics.store(shared, ${errno}, typeof error.errno === 'number' && error.errno !== 0 ? error.errno : -5);
    }
    Atomics.store(shared, ${turn}, ${nobody});
    Atomics.notify(shared, ${turn});
  }
`;

/**
 * The thread starts with the first fsync, which is still done here.
 * @param fsyncHere what is called where the thread does not serve
 */
export function openFsyncThread(fsyncHere: (file: number) => void = fsyncSync): FsyncBeside {
  const shared = new Int32Array(new SharedArrayBuffer(places * Int32Array.BYTES_PER_ELEMENT));
  let worker: Worker | null = null;
  let isOfUse = true;
  const letGo = (): void => {
    isOfUse = false;
    void worker?.terminate();
    worker = null;
  };
  const start = (): void => {
    worker = new Worker(threadText, { eval: true, workerData: shared.buffer, name: 'journal-fsync' });
    worker.on('error', letGo);
    worker.unref();
  };
  return {
    begin: (file) => {
      if (!isOfUse || Atomics.load(shared, isUp) === 0) {
        if (isOfUse && worker === null) start();
        fsyncHere(file);
        return () => undefined;
      }
      Atomics.store(shared, fileOf, file);
      Atomics.store(shared, turn, thread);
      Atomics.notify(shared, turn);
      return () => {
        if (Atomics.wait(shared, turn, thread, answerWithinMs) === 'timed-out') {
          letGo();
          return fsyncHere(file);
        }
        const failure = Atomics.load(shared, errno);
        if (failure !== 0) throw fileSystemError(failure);
      };
    },
    close: letGo,
  };
}

function fileSystemError(failure: number): Error {
  const code = getSystemErrorName(failure);
  return Object.assign(new Error(`${code}: fsync`), { code, errno: failure, syscall: 'fsync' });
}
