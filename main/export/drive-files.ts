/**
 * E8: the file calls of an export onto a drive, made by a thread of their own: a stick that was pulled or a share that is stuck may hold a call for ever, and nothing
 * of the kiosk waits with it, neither main nor what else reads files. While no call comes back for a while that is told, and can end by itself; after a
 * longer while, or soon after somebody called the export off, the drive is given up: every call fails as ETIMEDOUT, at once and from then on.
 */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Timers } from '../timers.ts';
import type { ExportFiles, OpenedFile } from './export-files.ts';

export const silentAfterMs = 15_000;
export const givenUpAfterMs = 120_000;
/** Whoever cancels does not wait longer for what is under way. */
export const givenUpAfterCancelMs = 2_000;

export interface DriveFilesInput {
  readonly timers: Timers;
  /** The export's: called off. */
  readonly signal: AbortSignal;
  /** No call comes back, or one does again. */
  readonly onSilent: (isSilent: boolean) => void;
}

export interface DriveFiles extends ExportFiles {
  /** Throws where it is not. */
  checkWritable(path: string): Promise<void>;
  /** Ends the thread; where it is held by the drive, with the process. */
  end(): void;
}

const answer = z.discriminatedUnion('kind', [z.object({ kind: z.literal('done'), id: z.int(), value: z.unknown() }), z.object({ kind: z.literal('failed'), id: z.int(), code: z.string(), why: z.string() })]);

/** In plain JavaScript, as ask-copy.ts has it. One call after the other, in the order in which they came. */
const threadText = `
  const { parentPort } = require('node:worker_threads');
  const fs = require('node:fs');
  const calls = {
    open: fs.openSync,
    write: (file, block, offset, length) => fs.writeSync(file, block, offset, length),
    sync: fs.fsyncSync,
    close: fs.closeSync,
    makeFolder: (path) => void fs.mkdirSync(path, { mode: 0o700 }),
    makeFolders: (path) => void fs.mkdirSync(path, { recursive: true, mode: 0o700 }),
    list: (path) => fs.readdirSync(path),
    exists: fs.existsSync,
    rename: fs.renameSync,
    remove: (path) => fs.rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
    checkWritable: (path) => fs.accessSync(path, fs.constants.W_OK),
    freeBytes: (path) => { const { bavail, bsize } = fs.statfsSync(path); return bavail * bsize; },
  };
  parentPort.on('message', ({ id, call, args }) => {
    try {
      parentPort.postMessage({ kind: 'done', id, value: calls[call](...args) });
    } catch (error) {
      parentPort.postMessage({ kind: 'failed', id, code: String(error && error.code), why: String(error && error.message) });
    }
  });
`;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export function openDriveFiles(input: DriveFilesInput): DriveFiles {
  const thread = new DriveThread(input);
  const number = async (call: string, ...args: unknown[]): Promise<number> => z.number().parse(await thread.ask(call, ...args));
  const nothing = async (call: string, ...args: unknown[]): Promise<void> => {
    await thread.ask(call, ...args);
  };
  const opened = (file: number): OpenedFile => ({
    write: async (block, offset, length) => ({ bytesWritten: await number('write', file, block, offset, length) }),
    sync: () => nothing('sync', file),
    close: () => nothing('close', file),
  });
  return {
    open: async (path, flags, mode) => opened(await number('open', path, flags, mode)),
    makeFolder: (path) => nothing('makeFolder', path),
    makeFolders: (path) => nothing('makeFolders', path),
    list: async (path) => z.array(z.string()).parse(await thread.ask('list', path)),
    exists: async (path) => z.boolean().parse(await thread.ask('exists', path)),
    rename: (from, to) => nothing('rename', from, to),
    remove: (path) => nothing('remove', path),
    freeBytes: (path) => number('freeBytes', path),
    checkWritable: (path) => nothing('checkWritable', path),
    end: () => thread.end(),
  };
}

class DriveThread {
  readonly #input: DriveFilesInput;
  readonly #worker = new Worker(threadText, { eval: true, name: 'export-drive' });
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #isSilent = false;
  #isGivenUp = false;
  #cancelTimers: () => void = () => undefined;

  constructor(input: DriveFilesInput) {
    this.#input = input;
    this.#worker.unref();
    this.#worker.on('message', (message: unknown) => this.#take(answer.parse(message)));
    this.#worker.on('error', () => this.#giveUp('EIO'));
    input.signal.addEventListener('abort', () => this.#watch());
  }

  ask(call: string, ...args: unknown[]): Promise<unknown> {
    if (this.#isGivenUp) return Promise.reject(failure('ETIMEDOUT', 'the drive was given up'));
    this.#calls += 1;
    const id = this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      if (this.#waiting.size === 1) this.#watch();
      this.#worker.postMessage({ id, call, args });
    });
  }

  end(): void {
    this.#isGivenUp = true;
    this.#cancelTimers();
    // A thread that the drive holds does not end, and would keep the process from its own end, when all else is closed.
    const endAll = (): void => {
      process.kill(process.pid, 'SIGKILL');
    };
    process.once('exit', endAll);
    void this.#worker.terminate().then(() => process.off('exit', endAll));
  }

  #take(said: z.infer<typeof answer>): void {
    const waiting = this.#waiting.get(said.id);
    this.#waiting.delete(said.id);
    this.#watch();
    if (said.kind === 'done') waiting?.resolve(said.value);
    else waiting?.reject(failure(said.code, said.why));
  }

  /** From now on, until the next call comes back. */
  #watch(): void {
    this.#cancelTimers();
    this.#cancelTimers = () => undefined;
    this.#tell(false);
    if (this.#waiting.size === 0 || this.#isGivenUp) return;
    const { timers, signal } = this.#input;
    const cancels = [timers.after(silentAfterMs, () => this.#tell(true)), timers.after(signal.aborted ? givenUpAfterCancelMs : givenUpAfterMs, () => this.#giveUp('ETIMEDOUT'))];
    this.#cancelTimers = () => cancels.forEach((cancel) => cancel());
  }

  #tell(isSilent: boolean): void {
    if (this.#isSilent === isSilent) return;
    this.#isSilent = isSilent;
    this.#input.onSilent(isSilent);
  }

  #giveUp(code: string): void {
    this.#isGivenUp = true;
    this.#cancelTimers();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(failure(code, 'no call of the drive comes back'));
  }
}

function failure(code: string, why: string): Error {
  return Object.assign(new Error(why), { code });
}
