import { cpSync } from 'node:fs';
import fs from 'node:fs';
import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Punch } from '../../shared/contracts/entities.ts';
import { chainText, firstPreviousHash } from '../../shared/rules/punch-chain.ts';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { readChainHead } from './chain-head.ts';
import { Connection } from './connection.ts';
import { migrate } from './migrations.ts';
import { fsyncAtOnce, type FsyncBeside } from './fsync-beside.ts';
import { diskFiles, type JournalFiles } from './journal-files.ts';
import { openJournal, type Journal } from './journal.ts';
import { openDatabase } from './open.ts';
import { PunchStore } from './punch-store.ts';
import { readOutboxHead } from './outbox.ts';
import { countPunches, findPunch } from './punches.ts';
import { reconcile } from './reconcile.ts';
import { Settings } from './settings.ts';
import { takeDueBatch } from './take-batch.ts';

const key = Buffer.alloc(32, 3);

/** The punch with this number; it has the hash that its content has. */
function punch(sequenceNumber: number, previousHash: string, facts: Partial<Punch> = {}): Punch {
  const at = new Date(Date.parse('2026-11-23T14:00:00.000Z') + sequenceNumber * 60_000).toISOString();
  const open: Omit<Punch, 'hash'> = {
    punchId: `01a20000-0000-7000-8000-${String(sequenceNumber).padStart(12, '0')}`,
    person: { kind: 'employee', employeeId: 'E1' },
    type: 'clockIn',
    assignmentId: null,
    workDate: '2026-11-23',
    deviceInstant: at,
    bestKnownInstant: at,
    clockConfidence: 'trusted',
    timeZone: 'America/Chicago',
    offsetMinutes: -360,
    zoneDataEdition: '2026a',
    deviceId: 'kiosk-1',
    deviceName: 'Test kiosk',
    platform: 'test',
    appVersion: '0.1.0',
    bootId: 'boot-1',
    monotonicMs: sequenceNumber,
    sequenceNumber,
    geofence: 'disabled',
    ip: 'notEnforced',
    flags: [],
    note: null,
    previousHash,
    ...facts,
  };
  return { ...open, hash: createHash('sha256').update(chainText(open)).digest('hex') };
}

interface Arranged {
  readonly folder: string;
  readonly connection: Connection;
  readonly journal: Journal;
  readonly store: PunchStore;
}

function arrangeFolder(): string {
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

function over(folder: string, connection: Connection, files: JournalFiles = diskFiles, fsync: FsyncBeside = fsyncAtOnce(files)): Arranged {
  const opened = openJournal({ folder, key, nowMs: () => 0, files, fsync });
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  onTestFinished(() => {
    connection.close();
    opened.journal.close();
  });
  return { folder, connection, journal: opened.journal, store: new PunchStore(connection, opened.journal, new Settings(connection)) };
}

function arrange(folder = arrangeFolder(), files: JournalFiles = diskFiles): Arranged {
  const outcome = openDatabase({ folder, key, lockWaitMs: 50 });
  if (outcome.kind !== 'opened') throw new Error(outcome.kind);
  return over(folder, outcome.connection, files);
}

/** What a power cut at this moment leaves: whatever has been handed to the disk. */
function copyOf(folder: string): string {
  const copy = arrangeFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** Starts on a folder as main does. */
function restart(folder: string): Arranged & { readonly reconciled: ReturnType<typeof reconcile> } {
  const arranged = arrange(folder);
  return { ...arranged, reconciled: reconcile(arranged.connection, arranged.journal, { punches: readChainHead(arranged.connection, new Settings(arranged.connection)), records: readOutboxHead(arranged.connection) }, () => '') };
}

function ids(arranged: Arranged): string[] {
  return takeDueBatch(arranged.connection, { nowMs: 0, afterSequence: 0, afterRecord: 0, upToSequence: 1000, upToRecord: 0, maxCount: 1000, maxBytes: 1e9 }).punches.map((record) => (JSON.parse(record) as Punch).punchId);
}

function journalled(arranged: Arranged): string[] {
  return [...arranged.journal.readFrom(null)].map((entry) => (JSON.parse(entry.text) as Punch).punchId);
}

/** A database whose COMMIT can be made to fail, before or after it did its work. */
function failingCommit(folder: string): { connection: Connection; failNext: (how: 'before' | 'after' | 'forGood') => void; opens: () => number } {
  const path = `${folder}/plain.db`;
  let fail: 'before' | 'after' | 'forGood' | null = null;
  let opens = 0;
  const open = (): Database.Database => {
    opens += 1;
    if (fail === 'forGood') throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
    const database = new Database(path);
    database.pragma('journal_mode = WAL');
    migrate(database);
    const exec = database.exec.bind(database);
    database.exec = (sql: string) => {
      if (sql !== 'COMMIT' || fail === null) return exec(sql);
      const how = fail;
      if (how !== 'forGood') fail = null;
      if (how === 'after') exec(sql);
      throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' });
    };
    return database;
  };
  return { connection: new Connection(open(), open), failNext: (how) => (fail = how), opens: () => opens };
}

/** A database that notes its commits. */
function noting(steps: string[]): Connection {
  const database = new Database(':memory:');
  migrate(database);
  const exec = database.exec.bind(database);
  database.exec = (sql: string) => {
    if (sql === 'COMMIT') steps.push('committed');
    return exec(sql);
  };
  return new Connection(database, () => database);
}

function failOnce(isFailing: () => boolean): void {
  if (isFailing()) throw Object.assign(new Error('EIO: fsync'), { code: 'EIO' });
}

describe('storing a punch', () => {
  it('C3 holds the punch in journal and database before it answers', () => {
    const arranged = arrange();
    const outcome = arranged.store.store((number, hash) => punch(number, hash));
    expect(outcome.kind).toBe('stored');
    const after = restart(copyOf(arranged.folder));
    expect(after.reconciled).toEqual({ inserted: 0, appended: 0, setAside: 0 });
    expect(ids(after)).toHaveLength(1);
    expect(journalled(after)).toEqual(ids(after));
  });

  it('C3 asks the disk twice a punch: once for the journal, once for the commit', () => {
    let journalSyncs = 0;
    const files: JournalFiles = {
      ...fs,
      fsyncSync: (file: number) => {
        journalSyncs += 1;
        fs.fsyncSync(file);
      },
    };
    const arranged = arrange(arrangeFolder(), files);
    journalSyncs = 0;
    for (let made = 0; made < 5; made += 1) arranged.store.store((number, hash) => punch(number, hash));
    expect(journalSyncs).toBe(5);
    expect(arranged.connection.get({ sql: 'PRAGMA synchronous', constants: [] }, {})).toEqual({ synchronous: 2 });
  });

  it('C4 numbers punches 1, 2, 3 without a gap and chains their hashes', () => {
    const arranged = arrange();
    for (let made = 0; made < 3; made += 1) arranged.store.store((number, hash) => punch(number, hash));
    const stored = takeDueBatch(arranged.connection, { nowMs: 0, afterSequence: 0, afterRecord: 0, upToSequence: 9, upToRecord: 0, maxCount: 9, maxBytes: 1e9 }).punches.map((record) => JSON.parse(record) as Punch);
    expect(stored.map((one) => one.sequenceNumber)).toEqual([1, 2, 3]);
    expect(stored.map((one) => one.previousHash)).toEqual([firstPreviousHash, stored[0]?.hash, stored[1]?.hash]);
  });

  it('C4 a stored punch can never be rewritten', () => {
    const { store, connection } = arrange();
    store.store((number, hash) => punch(number, hash));
    expect(() => connection.run({ sql: "UPDATE punch_records SET record = '{}'", constants: [] }, {})).toThrow('never rewritten');
  });

  it('H1 a kill between journal and commit loses nothing: the next start inserts the punch', () => {
    const arranged = arrange();
    arranged.store.store((number, hash) => punch(number, hash));
    const head = arranged.store.head();
    const second = punch(2, head.hash);
    arranged.journal.append(JSON.stringify(second));
    const after = restart(copyOf(arranged.folder));
    expect(after.reconciled).toEqual({ inserted: 1, appended: 0, setAside: 0 });
    expect(ids(after)).toEqual([punch(1, firstPreviousHash).punchId, second.punchId]);
    expect(after.store.head()).toMatchObject({ sequenceNumber: 2, hash: second.hash });
    expect(restart(copyOf(after.folder)).reconciled.inserted).toBe(0);
  });

  it('H1 a journal that lost its tail gets it again from the database', () => {
    const arranged = arrange();
    for (let made = 0; made < 3; made += 1) arranged.store.store((number, hash) => punch(number, hash));
    const position = arranged.store.head().position;
    const copy = copyOf(arranged.folder);
    fs.truncateSync(`${copy}/journal/0000000001.ztj`, (position?.end ?? 0) - 5);
    const after = restart(copy);
    expect(after.reconciled.appended).toBe(1);
    expect(journalled(after)).toEqual(ids(after));
    expect(restart(copyOf(after.folder)).reconciled).toEqual({ inserted: 0, appended: 0, setAside: 0 });
  });

  it('H1 a journal that is gone is written anew', () => {
    const arranged = arrange();
    for (let made = 0; made < 3; made += 1) arranged.store.store((number, hash) => punch(number, hash));
    const copy = copyOf(arranged.folder);
    fs.rmSync(`${copy}/journal`, { recursive: true });
    const after = restart(copy);
    expect(after.reconciled.appended).toBe(3);
    expect(journalled(after)).toEqual(ids(after));
  });

  it('H2 sets a journal entry aside whose number another punch holds: its person was told that it was not saved', () => {
    const arranged = arrange();
    arranged.store.store((number, hash) => punch(number, hash));
    arranged.journal.append(JSON.stringify(punch(2, arranged.store.head().hash, { punchId: '01a20000-0000-7000-8000-00000000dead' })));
    arranged.store.store((number, hash) => punch(number, hash));
    const copy = copyOf(arranged.folder);
    const after = restart(copy);
    expect(after.reconciled.inserted).toBe(0);
    expect(ids(after)).toHaveLength(2);
  });

  it('H5 takes no entry from the journal whose content was altered or that does not follow on the chain', () => {
    const arranged = arrange();
    arranged.store.store((number, hash) => punch(number, hash));
    arranged.journal.append(JSON.stringify({ ...punch(2, arranged.store.head().hash), workDate: '2026-11-24' }));
    arranged.journal.append(JSON.stringify(punch(2, firstPreviousHash)));
    arranged.journal.append('not a punch');
    const after = restart(copyOf(arranged.folder));
    expect(after.reconciled).toEqual({ inserted: 0, appended: 0, setAside: 3 });
    expect(ids(after)).toHaveLength(1);
  });

  it('C3 a commit that failed after its work was done counts as stored: the database is opened again and asked', () => {
    const folder = arrangeFolder();
    const { connection, failNext, opens } = failingCommit(folder);
    const arranged = over(folder, connection);
    failNext('after');
    expect(arranged.store.store((number, hash) => punch(number, hash)).kind).toBe('stored');
    expect(opens()).toBe(2);
    expect(arranged.store.store((number, hash) => punch(number, hash)).kind).toBe('stored');
    expect(countPunches(connection).pending).toBe(2);
    expect(journalled(arranged)).toEqual(ids(arranged));
  });

  it('C3 a commit that failed before its work was done is not stored, and no later start brings the punch back', () => {
    const folder = arrangeFolder();
    const { connection, failNext } = failingCommit(folder);
    const arranged = over(folder, connection);
    failNext('before');
    expect(arranged.store.store((number, hash) => punch(number, hash))).toMatchObject({ kind: 'notStored', reason: 'storageError' });
    expect(journalled(arranged)).toEqual([]);
    expect(reconcile(connection, arranged.journal, { punches: arranged.store.head(), records: readOutboxHead(connection) }, () => '').inserted).toBe(0);
    const next = arranged.store.store((number, hash) => punch(number, hash));
    expect(next).toMatchObject({ kind: 'stored', punch: { sequenceNumber: 1 } });
  });

  it('C3 a database that does not open again says so for each punch, and works when it does', () => {
    const folder = arrangeFolder();
    const { connection, failNext } = failingCommit(folder);
    const arranged = over(folder, connection);
    failNext('forGood');
    expect(arranged.store.store((number, hash) => punch(number, hash)).kind).toBe('notStored');
    expect(arranged.store.store((number, hash) => punch(number, hash)).kind).toBe('notStored');
    failNext('before');
    expect(arranged.store.store((number, hash) => punch(number, hash)).kind).toBe('notStored');
    expect(arranged.store.store((number, hash) => punch(number, hash)).kind).toBe('stored');
    expect(journalled(arranged)).toEqual(ids(arranged));
  });

  it('C3 asks the disk for the journal while the database commits, and answers when both are done', () => {
    const steps: string[] = [];
    const fsync: FsyncBeside = {
      begin: () => {
        steps.push('begun');
        return () => void steps.push('waited');
      },
      close: () => undefined,
    };
    const arranged = over(arrangeFolder(), noting(steps), diskFiles, fsync);
    expect(arranged.store.store(punch)).toMatchObject({ kind: 'stored', isJournalled: true });
    expect(steps).toEqual(['begun', 'committed', 'waited']);
  });

  it('C3 H1 appends a punch once more, elsewhere, when the journal failed behind a good commit: it is stored, and the person is told so', () => {
    const folder = arrangeFolder();
    let failing = 1;
    const fsync: FsyncBeside = { begin: () => () => failOnce(() => failing-- > 0), close: () => undefined };
    const outcome = openDatabase({ folder, key, lockWaitMs: 50 });
    if (outcome.kind !== 'opened') throw new Error(outcome.kind);
    const arranged = over(folder, outcome.connection, diskFiles, fsync);
    const first = arranged.store.store(punch);
    const second = arranged.store.store(punch);
    expect([first, second]).toMatchObject([
      { kind: 'stored', isJournalled: true },
      { kind: 'stored', isJournalled: true },
    ]);
    expect(ids(arranged)).toHaveLength(2);
    expect(journalled(arranged)).toEqual(ids(arranged));
    const restarted = restart(copyOf(folder));
    expect(restarted.reconciled).toEqual({ inserted: 0, appended: 0, setAside: 0 });
    expect(journalled(restarted)).toEqual(ids(arranged));
  });

  it('C3 says that the journal is behind when it fails twice, and keeps the punch in the database', () => {
    const folder = arrangeFolder();
    const files: JournalFiles = { ...diskFiles, fsyncSync: () => failOnce(() => journalFails) };
    let journalFails = false;
    const fsync: FsyncBeside = { begin: () => () => failOnce(() => journalFails), close: () => undefined };
    const outcome = openDatabase({ folder, key, lockWaitMs: 50 });
    if (outcome.kind !== 'opened') throw new Error(outcome.kind);
    const arranged = over(folder, outcome.connection, files, fsync);
    journalFails = true;
    expect(arranged.store.store(punch)).toMatchObject({ kind: 'stored', isJournalled: false });
    journalFails = false;
    expect(arranged.store.store(punch)).toMatchObject({ kind: 'stored', isJournalled: true });
    expect(ids(arranged)).toHaveLength(2);
  });

  it('C3 a full disk is said to be full, from the journal as from the database', () => {
    let isFull = true;
    const files: JournalFiles = {
      ...fs,
      writeSync: ((...args: Parameters<typeof fs.writeSync>) => {
        if (isFull) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        return fs.writeSync(...args);
      }) as typeof fs.writeSync,
    };
    isFull = false;
    const arranged = arrange(arrangeFolder(), files);
    isFull = true;
    expect(arranged.store.store((number, hash) => punch(number, hash))).toMatchObject({ kind: 'notStored', reason: 'diskFull' });
    isFull = false;
    const pages = Number(Object.values(arranged.connection.get({ sql: 'PRAGMA page_count', constants: [] }, {}) ?? {})[0]);
    arranged.connection.all({ sql: `PRAGMA max_page_count = ${String(pages)}`, constants: [] }, {});
    const outcomes = Array.from({ length: 40 }, () => arranged.store.store((number, hash) => punch(number, hash, { note: 'n'.repeat(190) })));
    const failed = outcomes.find((outcome) => outcome.kind === 'notStored');
    expect(failed).toMatchObject({ reason: 'diskFull' });
    const stored = outcomes.flatMap((outcome) => (outcome.kind === 'stored' ? [outcome.punch.punchId] : []));
    expect(stored.every((punchId) => findPunch(arranged.connection, punchId) !== undefined)).toBe(true);
    expect(journalled(arranged)).toEqual(ids(arranged));
  });
});
