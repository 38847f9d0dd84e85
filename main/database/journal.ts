/**
 * The punch journal beside the database: an append-only, encrypted second copy of every punch (C3, H6).
 *
 * `append` answers only after fsync. When it throws, the entry is not there: what was written of it has been cut off, and
 * the next append goes to a new segment, because an fsync that failed once proves nothing when it succeeds later. `begin` does the
 * same in two steps, so that the caller can work while the disk does. Nothing readable is ever cut: a tail that is damaged rather
 * than torn is left as it is, and a new segment begins.
 */
import { randomBytes, type KeyObject } from 'node:crypto';
import { fsyncAtOnce, type FsyncBeside } from './fsync-beside.ts';
import { decodeHeader, encodeFrame, encodeHeader, headerBytes, inspectFrame, openFrame } from './journal-frame.ts';
import { syncFolderNow } from '../durable-file.ts';
import { diskFiles, journalFolder, listSegments, segmentPath, type JournalFiles } from './journal-files.ts';

/** A segment is closed at this size, so that a start reads little and old ones can go. */
const segmentBytes = 4 * 1024 * 1024;
/** A segment is closed at this age, so that retention works on a quiet kiosk too. */
const segmentAgeMs = 7 * 86_400_000;

/** Just behind an entry. */
export interface JournalPosition {
  readonly segment: number;
  readonly end: number;
}

/** An entry that is written, and on its way to the disk. */
export interface BegunEntry {
  readonly position: JournalPosition;
  /** Waits for the disk, once, before anything else is appended. `failed`: the entry has been cut off again. */
  settle(): 'durable' | 'failed';
}

export interface JournalEntry {
  readonly text: string;
  readonly position: JournalPosition;
}

export type JournalOutcome = { kind: 'opened'; journal: Journal; tornBytes: number; damaged: boolean } | { kind: 'wrongKey' } | { kind: 'newer' } | { kind: 'notWritable'; why: string };

export interface JournalInput {
  readonly folder: string;
  readonly key: Uint8Array;
  readonly nowMs: () => number;
  readonly files?: JournalFiles;
  /** How `begin` asks for an fsync; one behind the other where it is not given. Closed with the journal. */
  readonly fsync?: FsyncBeside;
}

interface OpenSegment {
  readonly number: number;
  readonly file: number;
  readonly key: KeyObject;
  readonly createdAtMs: number;
  end: number;
}

export class Journal {
  readonly #input: JournalInput;
  readonly #files: JournalFiles;
  readonly #fsync: FsyncBeside;
  #current: OpenSegment | null = null;
  /** The entry that `undo` may still take back. */
  #lastStart: JournalPosition | null = null;

  constructor(input: JournalInput) {
    this.#input = input;
    this.#files = input.files ?? diskFiles;
    this.#fsync = input.fsync ?? fsyncAtOnce(this.#files);
  }

  /** Appends one entry, durable when this returns. Throws what the file system throws. */
  append(text: string): JournalPosition {
    const [position] = this.appendAll([text]);
    if (position === undefined) throw new Error('an entry was appended, but its place is not known');
    return position;
  }

  /** Appends entries with one fsync behind them all. */
  appendAll(texts: readonly string[]): JournalPosition[] {
    const segment = this.#segmentForAppend();
    const start = segment.end;
    try {
      const positions = texts.map((text) => this.#write(segment, text));
      this.#files.fsyncSync(segment.file);
      this.#lastStart = { segment: segment.number, end: start };
      return positions;
    } catch (error) {
      this.#abandon(segment, start);
      throw error;
    }
  }

  /** Writes one entry and begins to make it durable. Throws what the file system throws when it cannot be written. */
  begin(text: string): BegunEntry {
    const segment = this.#segmentForAppend();
    const start = segment.end;
    try {
      const position = this.#write(segment, text);
      const wait = this.#fsync.begin(segment.file);
      this.#lastStart = { segment: segment.number, end: start };
      return { position, settle: () => this.#settle(segment, start, wait) };
    } catch (error) {
      this.#abandon(segment, start);
      throw error;
    }
  }

  #settle(segment: OpenSegment, start: number, wait: () => void): 'durable' | 'failed' {
    try {
      wait();
      return 'durable';
    } catch {
      this.#abandon(segment, start);
      return 'failed';
    }
  }

  /** Takes the last append back: its punch did not reach the database, and its person was told so. */
  undo(): void {
    const segment = this.#current;
    const start = this.#lastStart;
    this.#lastStart = null;
    if (segment === null || start === null || start.segment !== segment.number) return;
    this.#abandon(segment, start.end);
  }

  /** Entries behind `from` (null: all), oldest first. Damaged ones are left out. */
  *readFrom(from: JournalPosition | null): Generator<JournalEntry> {
    for (const segment of listSegments(this.#input.folder, this.#files)) {
      if (from !== null && segment < from.segment) continue;
      yield* this.#readSegment(segment, from?.segment === segment ? from.end : headerBytes);
    }
  }

  /** Where the readable part of each segment ends; a segment that is gone is not in it. */
  readableEnds(): Map<number, number> {
    const ends = new Map<number, number>();
    for (const segment of listSegments(this.#input.folder, this.#files)) {
      ends.set(segment, scan(this.#files.readFileSync(segmentPath(this.#input.folder, segment))).readableEnd);
    }
    return ends;
  }

  /** True when the file of `position` is at least that long: the cheap question at start. */
  covers(position: JournalPosition): boolean {
    if (position.segment === this.#current?.number) return this.#current.end >= position.end;
    const path = segmentPath(this.#input.folder, position.segment);
    return this.#files.existsSync(path) && this.#files.statSync(path).size >= position.end;
  }

  /** Removes closed segments last written before `beforeMs`, except those in `keep`; answers how many. */
  prune(beforeMs: number, keep: ReadonlySet<number>): number {
    const old = listSegments(this.#input.folder, this.#files).filter((segment) => segment !== this.#current?.number && !keep.has(segment) && this.#files.statSync(segmentPath(this.#input.folder, segment)).mtimeMs < beforeMs);
    for (const segment of old) this.#files.rmSync(segmentPath(this.#input.folder, segment));
    return old.length;
  }

  close(): void {
    this.#fsync.close();
    this.#leaveSegment();
  }

  #leaveSegment(): void {
    if (this.#current !== null) this.#files.closeSync(this.#current.file);
    this.#current = null;
  }

  /** Makes ready for appending: cuts a torn tail off, begins a segment where none can be continued. */
  prepare(): { kind: 'ready'; tornBytes: number; damaged: boolean } | { kind: 'wrongKey' } | { kind: 'newer' } {
    this.#files.mkdirSync(journalFolder(this.#input.folder), { recursive: true, mode: 0o700 });
    const last = listSegments(this.#input.folder, this.#files).at(-1);
    if (last === undefined) return this.#begin(1, 0, false);
    const path = segmentPath(this.#input.folder, last);
    const bytes = this.#files.readFileSync(path);
    const header = decodeHeader(bytes, this.#input.key);
    if (header.kind === 'wrongKey' || header.kind === 'newer') return { kind: header.kind };
    if (header.kind === 'notAJournal') return this.#begin(last + 1, 0, true);
    if (header.kind === 'torn') {
      this.#files.rmSync(path);
      return this.#begin(last, bytes.length, false);
    }
    const { readableEnd, kind } = scan(bytes);
    if (kind === 'unreadable') return this.#begin(last + 1, 0, true);
    const file = this.#files.openSync(path, 'r+');
    const tornBytes = bytes.length - readableEnd;
    if (tornBytes > 0) {
      this.#files.ftruncateSync(file, readableEnd);
      this.#files.fsyncSync(file);
    }
    this.#current = { number: last, file, key: header.segmentKey, createdAtMs: header.createdAtMs, end: readableEnd };
    return { kind: 'ready', tornBytes, damaged: kind === 'damaged' };
  }

  #begin(number: number, tornBytes: number, damaged: boolean): { kind: 'ready'; tornBytes: number; damaged: boolean } {
    this.#current = this.#createSegment(number);
    return { kind: 'ready', tornBytes, damaged };
  }

  #createSegment(number: number): OpenSegment {
    const createdAtMs = this.#input.nowMs();
    const header = encodeHeader(this.#input.key, randomBytes(16), createdAtMs);
    const decoded = decodeHeader(header, this.#input.key);
    if (decoded.kind !== 'readable') throw new Error('a journal header that was just made cannot be read');
    const file = this.#files.openSync(segmentPath(this.#input.folder, number), 'wx+', 0o600);
    try {
      writeWhole(this.#files, file, header, 0);
      this.#files.fsyncSync(file);
      syncFolderNow(journalFolder(this.#input.folder), this.#files);
    } catch (error) {
      this.#files.closeSync(file);
      this.#files.rmSync(segmentPath(this.#input.folder, number), { force: true });
      throw error;
    }
    return { number, file, key: decoded.segmentKey, createdAtMs, end: headerBytes };
  }

  #segmentForAppend(): OpenSegment {
    const current = this.#current;
    const isUsable = current !== null && current.end < segmentBytes && this.#input.nowMs() - current.createdAtMs < segmentAgeMs;
    if (isUsable) return current;
    const next = this.#createSegment((listSegments(this.#input.folder, this.#files).at(-1) ?? 0) + 1);
    this.#leaveSegment();
    this.#current = next;
    return next;
  }

  #write(segment: OpenSegment, text: string): JournalPosition {
    const frame = encodeFrame(text, segment.key, segment.end, randomBytes(12));
    writeWhole(this.#files, segment.file, frame, segment.end);
    segment.end += frame.length;
    return { segment: segment.number, end: segment.end };
  }

  /** Cuts the segment back to `end` as well as the disk lets us, and never appends to it again. */
  #abandon(segment: OpenSegment, end: number): void {
    this.#current = null;
    try {
      this.#files.ftruncateSync(segment.file, end);
      this.#files.fsyncSync(segment.file);
    } catch {
      // The disk does not even let us cut. The next punch takes the entry's number, and it is set aside; without a next one it comes back at the next start: one too many rather than one too few.
    } finally {
      this.#files.closeSync(segment.file);
    }
    // One that holds nothing goes: a disk that stays full must not fill with empty segments.
    if (end === headerBytes) this.#files.rmSync(segmentPath(this.#input.folder, segment.number), { force: true });
  }

  /** The segments that are there, oldest first: whoever reads a long journal does it one by one, beside other work (E8). */
  segmentFiles(): { readonly segment: number; readonly path: string }[] {
    return listSegments(this.#input.folder, this.#files).map((segment) => ({ segment, path: segmentPath(this.#input.folder, segment) }));
  }

  /** The entries in the bytes of a segment, from `offset` on. Damaged ones are left out. */
  *entriesOf(segment: number, bytes: Buffer, offset = headerBytes): Generator<JournalEntry> {
    const header = decodeHeader(bytes, this.#input.key);
    if (header.kind !== 'readable') return;
    let place = offset;
    for (;;) {
      const frame = inspectFrame(bytes, place);
      if (frame.kind !== 'whole' && frame.kind !== 'damaged') return;
      const text = frame.kind === 'whole' ? openFrame(bytes, place, frame.end, header.segmentKey) : null;
      if (text !== null) yield { text, position: { segment, end: frame.end } };
      place = frame.end;
    }
  }

  *#readSegment(segment: number, offset: number): Generator<JournalEntry> {
    yield* this.entriesOf(segment, this.#files.readFileSync(segmentPath(this.#input.folder, segment)), offset);
  }
}

/** Opens the journal of a data folder, or begins one. */
export function openJournal(input: JournalInput): JournalOutcome {
  const journal = new Journal(input);
  try {
    const prepared = journal.prepare();
    if (prepared.kind !== 'ready') return prepared;
    return { kind: 'opened', journal, tornBytes: prepared.tornBytes, damaged: prepared.damaged };
  } catch (error) {
    return { kind: 'notWritable', why: error instanceof Error ? error.message : String(error) };
  }
}

/** True when a journal is there and has entries: then a missing database was lost, not never made. */
export function journalHoldsPunches(folder: string, files: JournalFiles = diskFiles): boolean {
  return listSegments(folder, files).some((segment) => files.statSync(segmentPath(folder, segment)).size > headerBytes);
}

/** True unless a journal says that it was written under another key; tells a wrong key from a damaged database. */
export function isJournalUnderKey(folder: string, key: Uint8Array, files: JournalFiles = diskFiles): boolean {
  const first = listSegments(folder, files)[0];
  if (first === undefined) return true;
  return decodeHeader(files.readFileSync(segmentPath(folder, first)).subarray(0, headerBytes), key).kind !== 'wrongKey';
}

/** Where reading has to stop in a segment, and why. */
function scan(bytes: Buffer): { readableEnd: number; kind: 'clean' | 'torn' | 'damaged' | 'unreadable' } {
  let place = headerBytes;
  let isDamaged = false;
  for (;;) {
    const frame = inspectFrame(bytes, place);
    if (frame.kind === 'end') return { readableEnd: place, kind: isDamaged ? 'damaged' : 'clean' };
    if (frame.kind === 'torn') return { readableEnd: place, kind: isDamaged ? 'damaged' : 'torn' };
    if (frame.kind === 'unreadable') return { readableEnd: place, kind: 'unreadable' };
    isDamaged ||= frame.kind === 'damaged';
    place = frame.end;
  }
}

function writeWhole(files: JournalFiles, file: number, bytes: Buffer, at: number): void {
  let written = 0;
  while (written < bytes.length) written += files.writeSync(file, bytes, written, bytes.length - written, at + written);
}
