/**
 * H6: how much room the data folder has, looked at every minute. Below `lowBytes` administrators are told before it is too late; and a
 * reserve of real bytes lies beside the database, which is given up when the disk is full, so that punches go on: one punch takes about
 * two kilobytes of journal and log, so that the reserve is good for some twenty thousand.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import type { EventLog } from '../logger.ts';
import type { Timers } from '../timers.ts';

export type DiskState = 'fine' | 'low' | 'full';

export const lowBytes = 1024 * 1024 * 1024;
export const fullBytes = 32 * 1024 * 1024;
export const reserveBytes = 50 * 1024 * 1024;
const everyMs = 60_000;
const pieceBytes = 1024 * 1024;

/** As far as the watch uses `node:fs`; tests give another disk. */
export type DiskFiles = Pick<typeof fs, 'statfsSync' | 'openSync' | 'writeSync' | 'fsyncSync' | 'closeSync' | 'rmSync' | 'existsSync' | 'renameSync'>;

export interface DiskWatchInput {
  readonly dataFolder: string;
  readonly timers: Timers;
  readonly log: EventLog;
  readonly onChanged: () => void;
  readonly files?: DiskFiles;
  readonly reserveBytes?: number;
}

export class DiskWatch {
  readonly #input: DiskWatchInput;
  readonly #files: DiskFiles;
  #state: DiskState = 'fine';
  #cancel: () => void = () => undefined;

  constructor(input: DiskWatchInput) {
    this.#input = input;
    this.#files = input.files ?? fs;
  }

  start(): void {
    this.look();
    this.#wait();
  }

  stop(): void {
    this.#cancel();
  }

  state(): DiskState {
    return this.#state;
  }

  /** Bytes that this user may still write; null where the system does not tell. */
  freeBytes(): number | null {
    try {
      const { bavail, bsize } = this.#files.statfsSync(this.#input.dataFolder);
      return bavail * bsize;
    } catch {
      return null;
    }
  }

  /** Looks now, tells what has changed, and keeps the reserve. */
  look(): void {
    const free = this.freeBytes();
    if (free === null) return;
    const before = this.#state;
    this.#state = free < fullBytes ? 'full' : free < lowBytes ? 'low' : 'fine';
    if (this.#state === 'full') this.giveUpReserve();
    else if (free > this.#reserve() + 2 * fullBytes) this.#makeReserve();
    if (this.#state === before) return;
    this.#input.log(this.#state === 'full' ? 'disk.full' : this.#state === 'low' ? 'disk.low' : 'disk.roomAgain', { freeMegabytes: Math.floor(free / 1_048_576) });
    this.#input.onChanged();
  }

  /** Something did not fit: true when there is room now that was not there before, and it is worth trying again. */
  giveUpReserve(): boolean {
    if (!this.#files.existsSync(this.#path())) return false;
    try {
      this.#files.rmSync(this.#path());
    } catch {
      return false;
    }
    this.#input.log('disk.reserveReleased', { megabytes: Math.floor(this.#reserve() / 1_048_576) });
    return true;
  }

  #wait(): void {
    this.#cancel = this.#input.timers.after(everyMs, () => {
      this.look();
      this.#wait();
    });
  }

  #reserve(): number {
    return this.#input.reserveBytes ?? reserveBytes;
  }

  #path(): string {
    return join(this.#input.dataFolder, 'reserve.bin');
  }

  /** Of random bytes, which no file system packs away. */
  #makeReserve(): void {
    if (this.#files.existsSync(this.#path())) return;
    const draft = `${this.#path()}.new`;
    try {
      const file = this.#files.openSync(draft, 'w', 0o600);
      const piece = randomBytes(pieceBytes);
      try {
        for (let written = 0; written < this.#reserve(); written += piece.length) this.#files.writeSync(file, piece);
        this.#files.fsyncSync(file);
      } finally {
        this.#files.closeSync(file);
      }
      this.#files.renameSync(draft, this.#path());
      this.#input.log('disk.reserveMade', { megabytes: Math.floor(this.#reserve() / 1_048_576) });
    } catch {
      // No room for it after all: what was written of it must not take the room of punches.
      this.#files.rmSync(draft, { force: true });
    }
  }
}
