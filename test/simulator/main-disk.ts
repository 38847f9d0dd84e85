/**
 * The disk under the real main process: a folder that holds exactly what a SIGKILL would leave at each durable step, and that can be
 * full. A kill copies the files as they are at that moment; whatever the killed process still writes goes to the old folder.
 */
import fs, { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../main/database/connection.ts';
import { diskFiles, type JournalFiles } from '../../main/database/journal-files.ts';

/** In memory where there is such a file system: an fsync proves nothing here, and costs nothing there. */
const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** SQLite takes no page more than it has; as a full disk would. */
const noPageMore = { sql: 'pragma max_page_count = 1', constants: [] };
const anyPage = { sql: 'pragma max_page_count = 4294967294', constants: [] };

/** A new folder with a copy of what is in `template`, or an empty one. */
export function newFolder(template: string | null): string {
  const folder = mkdtempSync(join(base, 'zentime-simulated-'));
  if (template !== null) cpSync(template, folder, { recursive: true });
  return folder;
}

export class MainDisk {
  folder: string;
  /** Changes with everything that is written. */
  version = 0;
  /** Called before and behind each durable step. */
  onStep: () => void = () => undefined;
  #full: 'no' | 'journal' | 'database' = 'no';
  #connection: Connection | null = null;
  readonly files: JournalFiles;

  constructor(template: string) {
    this.folder = newFolder(template);
    this.files = this.#journalFiles();
  }

  /** The files stay behind as they are; from here on this is the disk. */
  cut(): void {
    const left = this.folder;
    this.folder = newFolder(left);
    this.#connection = null;
    this.#left.push(left);
  }

  readonly #left: string[] = [];

  /** Nobody holds files of earlier lives any more. */
  sweep(): void {
    for (const folder of this.#left.splice(0)) rmSync(folder, { recursive: true, force: true });
  }

  fill(what: 'journal' | 'database'): void {
    this.#full = what;
    this.#limit();
  }

  free(): void {
    this.#full = 'no';
    this.#limit();
  }

  /** The connection of a life that begins. */
  watch(connection: Connection): void {
    this.#connection = connection;
    const run = connection.run.bind(connection);
    const transaction = connection.transaction.bind(connection);
    const reopen = connection.reopen.bind(connection);
    connection.run = (query, parameters) => this.#step(() => run(query, parameters));
    connection.transaction = (work) => this.#step(() => transaction(work));
    connection.reopen = () => {
      reopen();
      if (this.#connection === connection) this.#limit();
    };
    this.#limit();
  }

  remove(): void {
    this.#connection = null;
    this.sweep();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #limit(): void {
    try {
      this.#connection?.get(this.#full === 'database' ? noPageMore : anyPage, {});
    } catch {
      // A life that is just being cut off.
    }
  }

  #step<T>(work: () => T): T {
    this.onStep();
    try {
      return work();
    } finally {
      this.version += 1;
      this.onStep();
    }
  }

  #journalFiles(): JournalFiles {
    return {
      ...diskFiles,
      writeSync: ((...input: Parameters<typeof fs.writeSync>): number => {
        if (this.#full === 'journal') throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        return this.#step(() => fs.writeSync(...input));
      }) as typeof fs.writeSync,
      fsyncSync: (file) => this.#step(() => fs.fsyncSync(file)),
      ftruncateSync: (file, length) => this.#step(() => fs.ftruncateSync(file, length)),
    };
  }
}
