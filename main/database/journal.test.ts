import fs, { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { diskFiles, listSegments, segmentPath, type JournalFiles } from './journal-files.ts';
import { openJournal, type Journal, type JournalOutcome } from './journal.ts';

const key = Buffer.alloc(32, 9);

function arrangeFolder(): string {
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

function open(folder: string, files: JournalFiles = diskFiles, nowMs = 0): Extract<JournalOutcome, { kind: 'opened' }> {
  const outcome = openJournal({ folder, key, nowMs: () => nowMs, files });
  if (outcome.kind !== 'opened') throw new Error(outcome.kind);
  onTestFinished(() => outcome.journal.close());
  return outcome;
}

function texts(journal: Journal): string[] {
  return [...journal.readFrom(null)].map((entry) => entry.text);
}

/** A journal with these entries, closed; the path of its only segment. */
function written(folder: string, entries: readonly string[]): string {
  const { journal } = open(folder);
  for (const entry of entries) journal.append(entry);
  journal.close();
  return segmentPath(folder, 1);
}

class DiskError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

describe('the punch journal', () => {
  it('H6 reads back what was appended, in order, after a restart', () => {
    const folder = arrangeFolder();
    written(folder, ['one', 'two']);
    const { journal } = open(folder);
    journal.append('three');
    expect(texts(journal)).toEqual(['one', 'two', 'three']);
  });

  it('C3 answers an append only after fsync, once an append', () => {
    const calls: string[] = [];
    const files: JournalFiles = {
      ...fs,
      writeSync: ((...args: Parameters<typeof fs.writeSync>) => (calls.push('write'), fs.writeSync(...args))) as typeof fs.writeSync,
      fsyncSync: (file: number) => {
        calls.push('fsync');
        fs.fsyncSync(file);
      },
    };
    const { journal } = open(arrangeFolder(), files);
    calls.length = 0;
    journal.append('one');
    journal.append('two');
    expect(calls).toEqual(['write', 'fsync', 'write', 'fsync']);
  });

  it('H1 shows nothing of a punch to who reads the file', () => {
    const folder = arrangeFolder();
    expect(readFileSync(written(folder, ['Maya Okafor'])).includes('Maya')).toBe(false);
  });

  it('H1 tolerates a tail that is torn at any byte of the last frame, and cuts it off', () => {
    const folder = arrangeFolder();
    const path = written(folder, ['one', 'two']);
    const whole = readFileSync(path);
    const { journal } = open(folder);
    const lastEnd = journal.append('three, which will be torn').end;
    journal.close();
    const longer = readFileSync(path);
    for (let length = whole.length; length < lastEnd; length += 1) {
      writeFileSync(path, longer.subarray(0, length));
      const again = open(folder);
      expect(again.tornBytes).toBe(length - whole.length);
      expect(texts(again.journal)).toEqual(['one', 'two']);
      again.journal.append('four');
      expect(texts(again.journal)).toEqual(['one', 'two', 'four']);
      again.journal.close();
    }
  });

  it('H1 takes a tail of zeros for torn: the file grew, the data never came', () => {
    const folder = arrangeFolder();
    const path = written(folder, ['one']);
    const { size } = statSync(path);
    truncateSync(path, size + 300);
    const again = open(folder);
    expect(again).toMatchObject({ tornBytes: 300, damaged: false });
    expect(texts(again.journal)).toEqual(['one']);
  });

  it('H6 steps over a damaged frame and reads the ones behind it', () => {
    const folder = arrangeFolder();
    const path = written(folder, ['one', 'two', 'three']);
    const bytes = readFileSync(path);
    const place = 48 + 4 + 12 + 2;
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    writeFileSync(path, bytes);
    const again = open(folder);
    expect(again.damaged).toBe(true);
    expect(texts(again.journal)).toEqual(['two', 'three']);
  });

  it('H6 cuts nothing where the length of a frame is damaged, and goes on in a new segment', () => {
    const folder = arrangeFolder();
    const path = written(folder, ['one', 'two', 'three']);
    const bytes = readFileSync(path);
    bytes.writeUInt32LE(0xffffffff, 48);
    writeFileSync(path, bytes);
    const again = open(folder);
    expect(again.damaged).toBe(true);
    again.journal.append('four');
    expect(readFileSync(path)).toEqual(bytes);
    expect(listSegments(folder, diskFiles)).toEqual([1, 2]);
    expect(texts(again.journal)).toEqual(['four']);
  });

  it('H6 takes no frame from another place: a copied one is not read', () => {
    const folder = arrangeFolder();
    const path = written(folder, ['same length 1', 'same length 2']);
    const bytes = readFileSync(path);
    const frameLength = (bytes.length - 48) / 2;
    bytes.copy(bytes, 48 + frameLength, 48, 48 + frameLength);
    writeFileSync(path, bytes);
    expect(texts(open(folder).journal)).toEqual(['same length 1']);
  });

  it('H1 says that it was written under another key', () => {
    const folder = arrangeFolder();
    written(folder, ['one']);
    expect(openJournal({ folder, key: Buffer.alloc(32, 1), nowMs: () => 0 })).toEqual({ kind: 'wrongKey' });
  });

  it('H1 begins anew where a kill left half a header', () => {
    const folder = arrangeFolder();
    truncateSync(written(folder, []), 20);
    const again = open(folder);
    again.journal.append('one');
    expect(texts(again.journal)).toEqual(['one']);
    expect(listSegments(folder, diskFiles)).toEqual([1]);
  });

  it('J3 says that its folder cannot be written', () => {
    const folder = arrangeFolder();
    writeFileSync(`${folder}/journal`, 'a file where the folder should be');
    expect(openJournal({ folder, key, nowMs: () => 0 }).kind).toBe('notWritable');
  });

  it('C3 takes an entry back whose fsync failed, never tries that fsync again, and goes on in a new segment', () => {
    const folder = arrangeFolder();
    let failing = false;
    const synced: number[] = [];
    const files: JournalFiles = {
      ...fs,
      fsyncSync: (file: number) => {
        synced.push(file);
        if (failing) {
          failing = false;
          throw new DiskError('EIO');
        }
        fs.fsyncSync(file);
      },
    };
    const { journal } = open(folder, files);
    journal.append('one');
    failing = true;
    expect(() => journal.append('lost')).toThrow('EIO');
    journal.append('two');
    expect(texts(journal)).toEqual(['one', 'two']);
    expect(listSegments(folder, diskFiles)).toEqual([1, 2]);
    journal.close();
    expect(texts(open(folder).journal)).toEqual(['one', 'two']);
  });

  it('C3 takes an entry back when the disk is full in the middle of it, and works again when there is space', () => {
    const folder = arrangeFolder();
    let room = Infinity;
    const files: JournalFiles = {
      ...fs,
      writeSync: ((file: number, bytes: Buffer, offset: number, length: number, place: number) => {
        if (room <= 0) throw new DiskError('ENOSPC');
        const written = fs.writeSync(file, bytes, offset, Math.min(length, room), place);
        room -= written;
        return written;
      }) as typeof fs.writeSync,
    };
    const { journal } = open(folder, files);
    journal.append('one');
    room = 10;
    expect(() => journal.append('too much')).toThrow('ENOSPC');
    expect(() => journal.append('still too much')).toThrow('ENOSPC');
    expect(listSegments(folder, diskFiles)).toEqual([1]);
    room = Infinity;
    journal.append('two');
    expect(texts(journal)).toEqual(['one', 'two']);
  });

  it('C3 leaves no empty segments behind while punches fail to reach the database', () => {
    const folder = arrangeFolder();
    const { journal } = open(folder);
    journal.append('one');
    for (let failure = 0; failure < 5; failure += 1) {
      journal.append('told as not saved');
      journal.undo();
    }
    expect(listSegments(folder, diskFiles)).toEqual([1]);
    journal.append('two');
    expect(texts(journal)).toEqual(['one', 'two']);
  });

  it('C3 takes the last entry back when its punch did not reach the database', () => {
    const { journal } = open(arrangeFolder());
    journal.append('one');
    journal.append('told as not saved');
    journal.undo();
    journal.append('two');
    expect(texts(journal)).toEqual(['one', 'two']);
  });

  it('F4 closes a segment after a week and prunes closed ones that are old, but for those that are kept', () => {
    const folder = arrangeFolder();
    const weekMs = 7 * 86_400_000;
    let nowMs = 0;
    const outcome = openJournal({ folder, key, nowMs: () => nowMs });
    if (outcome.kind !== 'opened') throw new Error(outcome.kind);
    for (const entry of ['one', 'two', 'three']) {
      outcome.journal.append(entry);
      nowMs += weekMs;
    }
    expect(listSegments(folder, diskFiles)).toEqual([1, 2, 3]);
    expect(outcome.journal.prune(Date.now() + 1000, new Set([2]))).toBe(1);
    expect(listSegments(folder, diskFiles)).toEqual([2, 3]);
    outcome.journal.close();
  });

  it('H6 reads on from a position', () => {
    const { journal } = open(arrangeFolder());
    journal.append('one');
    const position = journal.append('two');
    journal.append('three');
    expect([...journal.readFrom(position)].map((entry) => entry.text)).toEqual(['three']);
    expect(journal.covers(position)).toBe(true);
    expect(journal.covers({ segment: 1, end: 1_000_000 })).toBe(false);
  });
});
