/**
 * One file of an export while it is written: buffered, hashed and counted as it goes, never more than a little of it in memory, and
 * on the disk before it counts.
 */
import { createHash, type Hash } from 'node:crypto';
import type { ExportFiles, OpenedFile } from './export-files.ts';

export interface WrittenBytes {
  readonly bytes: number;
  readonly sha256: string;
}

const blockBytes = 64 * 1024;

export class PartFile {
  readonly #file: OpenedFile;
  readonly #hash: Hash = createHash('sha256');
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #bytes = 0;
  #isClosed = false;

  private constructor(file: OpenedFile) {
    this.#file = file;
  }

  /** Refuses (throws) when it exists. */
  static async create(files: ExportFiles, path: string): Promise<PartFile> {
    return new PartFile(await files.open(path, 'wx', 0o600));
  }

  /** Bytes that wait to be written. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  add(content: string | Buffer): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  /** Writes what waits, once a block of it has come together. Throws what the file system throws. */
  async flush(): Promise<void> {
    if (this.#waitingBytes >= blockBytes) await this.#writeWaiting();
  }

  /** On the disk, whole. */
  async finish(): Promise<WrittenBytes> {
    await this.#writeWaiting();
    await this.#file.sync();
    await this.close();
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#file.close();
  }

  async #writeWaiting(): Promise<void> {
    const block = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#hash.update(block);
    for (let written = 0; written < block.length;) {
      const { bytesWritten } = await this.#file.write(block, written, block.length - written);
      if (bytesWritten === 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
      written += bytesWritten;
    }
    this.#bytes += block.length;
  }
}
