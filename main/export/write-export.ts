/**
 * E8: writes one export, from the first row to the manifest. Everything is written into a folder whose name ends in `.part`, each file on
 * the disk before it counts; the folder gets its name last. So whatever happens on the way, under the final name there is a whole export
 * or nothing. Rows are read and written in short pieces, so that no tap waits and memory stays what it was.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { checksumsName, exportFormat, exportFormatVersion, manifestMacName, manifestName, type ExportedFile, type ExportFileFormat, type ExportManifest } from '../../shared/contracts/export-format.ts';
import { manifestMac } from '../../shared/lib/keyed-hash.ts';
import { nextSize } from '../chunks.ts';
import { firstStoredSequence } from '../database/clear-punches.ts';
import { firstStoredRecord } from '../database/export-rows.ts';
import { readOutboxHead } from '../database/outbox.ts';
import { toInstant } from '../instant.ts';
import type { Kiosk } from '../kiosk.ts';
import { fileFailureOf, syncFolder, type ExportFiles, type FileFailure } from './export-files.ts';
import type { ExportRow } from './export-row.ts';
import { JournalRows } from './journal-rows.ts';
import { PartFile } from './part-file.ts';
import type { RowWriter } from './row-writer.ts';
import { nothingSeen, type Seen } from './seen.ts';
import { StoredRows, type UpTo } from './stored-rows.ts';
import { Tally } from './tally.ts';
import { openWriters } from './open-writers.ts';
import { expectedRows } from './expected-rows.ts';

export type ExportKiosk = Pick<Kiosk, 'connection' | 'journal' | 'settings' | 'punchStore' | 'time' | 'device' | 'pacing' | 'newId' | 'log'>;

export interface ExportPlan {
  readonly exportId: string;
  /** An existing folder that the export's own folder goes into. */
  readonly into: string;
  readonly formats: readonly ExportFileFormat[];
  readonly madeBy: { readonly userId: string; readonly username: string };
  /** H1: an export onto the kiosk's own disk ends before it takes the room that punches need. */
  readonly leaveFreeBytes: number;
}

export interface ExportProgress {
  readonly phase: 'journal' | 'punches' | 'closing';
  readonly written: number;
  readonly total: number;
}

export interface FinishedExport {
  readonly folder: string;
  readonly manifest: ExportManifest;
  readonly manifestSha256: string;
}

export type ExportOutcome = ({ readonly kind: 'done' } & FinishedExport) | { readonly kind: 'cancelled' } | { readonly kind: 'failed'; readonly reason: FileFailure | 'notReady' | 'internal' };

export interface ExportSurroundings {
  readonly files: ExportFiles;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExportProgress) => void;
}

/** What is known before the first row. */
type ExportFacts = Omit<ExportManifest, 'range' | 'punches' | 'records' | 'journal' | 'files' | 'importable'>;

/** Rows of the smallest piece, and of the largest: what the disk, the zip and the checksums do with them comes on top, and is not measured. */
const fewestRows = 20;
const mostRows = 150;
/** Every so many pieces somebody hears how far it is, and the room left is looked at. */
const piecesBetweenLooks = 32;

class Cancelled extends Error {}
class NoRoom extends Error {}

export async function writeExport(kiosk: ExportKiosk, plan: ExportPlan, around: ExportSurroundings): Promise<ExportOutcome> {
  const name = folderName(kiosk);
  if (name === null) return { kind: 'failed', reason: 'notReady' };
  const writing = new WritingExport(kiosk, plan, around, name);
  try {
    return { kind: 'done', ...(await writing.run()) };
  } catch (error) {
    await writing.giveUp();
    if (error instanceof Cancelled) return { kind: 'cancelled' };
    if (error instanceof NoRoom) return { kind: 'failed', reason: 'diskFull' };
    const reason = fileFailureOf(error);
    kiosk.log('export.failed', { reason: reason ?? 'internal', why: error instanceof Error ? error.message : String(error) });
    return { kind: 'failed', reason: reason ?? 'internal' };
  }
}

/** Of one device's exports: timeclock, device, and a time that no second export of the device shares. */
function folderName({ settings, device, time }: ExportKiosk): string | null {
  const timeclock = settings.read('timeclock');
  if (timeclock === null || settings.read('enrolment') === null) return null;
  return `${folderPrefix(timeclock.timeclockId, device.deviceId)}${toInstant(time.now().bestKnownMs).slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}Z`;
}

function folderPrefix(timeclockId: number, deviceId: string): string {
  return `zentime-export-${timeclockId}-${deviceId.slice(0, 8)}-`;
}

class WritingExport {
  readonly #kiosk: ExportKiosk;
  readonly #plan: ExportPlan;
  readonly #around: ExportSurroundings;
  readonly #name: string;
  readonly #partFolder: string;
  readonly #tally = new Tally();
  readonly #seen: Seen = nothingSeen();
  #writers: RowWriter[] = [];
  #ownsPartFolder = false;
  #unreadableSegments = 0;
  #pieces = 0;
  #total = 0;

  constructor(kiosk: ExportKiosk, plan: ExportPlan, around: ExportSurroundings, name: string) {
    this.#kiosk = kiosk;
    this.#plan = plan;
    this.#around = around;
    this.#name = name;
    this.#partFolder = join(plan.into, `${name}.part`);
  }

  async run(): Promise<FinishedExport> {
    const { files } = this.#around;
    const folder = join(this.#plan.into, this.#name);
    if (await files.exists(folder)) throw Object.assign(new Error('an export of this name is there'), { code: 'EEXIST' });
    await this.#removeLeftovers();
    await files.makeFolder(this.#partFolder);
    this.#ownsPartFolder = true;
    const upTo = { sequenceNumber: this.#kiosk.punchStore.head().sequenceNumber, outboxNumber: readOutboxHead(this.#kiosk.connection).outboxNumber };
    const facts = this.#facts(upTo);
    this.#writers = await openWriters(this.#kiosk, { formats: this.#plan.formats, facts, create: (name) => PartFile.create(files, join(this.#partFolder, name)) });
    await this.#writeRows(upTo);
    this.#tell('closing');
    const written: ExportedFile[] = [];
    for (const writer of this.#writers) written.push(await writer.finish());
    this.#stopIfCancelled();
    const manifest = this.#manifest(facts, written);
    const manifestSha256 = await this.#writeManifest(manifest);
    await syncFolder(files, this.#partFolder);
    this.#stopIfCancelled();
    if (await files.exists(folder)) throw Object.assign(new Error('an export of this name is there'), { code: 'EEXIST' });
    await files.rename(this.#partFolder, folder);
    await syncFolder(files, this.#plan.into);
    return { folder, manifest, manifestSha256 };
  }

  /** Takes back what was written; never throws: on a drive that is gone there is nothing to take back. */
  async giveUp(): Promise<void> {
    for (const writer of this.#writers) await writer.abort();
    if (this.#ownsPartFolder) await this.#around.files.remove(this.#partFolder).catch(() => undefined);
  }

  /** Journal first, for what it holds is older; once more at the end where something was cleared meanwhile. */
  async #writeRows(upTo: UpTo): Promise<void> {
    const { connection } = this.#kiosk;
    this.#total = expectedRows(this.#kiosk, upTo);
    const first = { punch: firstStoredSequence(connection) ?? Infinity, record: firstStoredRecord(connection) ?? Infinity };
    await this.#writeJournal(upTo);
    const stored = new StoredRows(connection, upTo, this.#seen);
    await this.#writeAll('punches', (size) => stored.read(size));
    if (this.#seen.punches.lacksAny(first.punch, upTo.sequenceNumber) || this.#seen.records.lacksAny(first.record, upTo.outboxNumber)) await this.#writeJournal(upTo);
  }

  async #writeJournal(upTo: UpTo): Promise<void> {
    const journal = new JournalRows({ connection: this.#kiosk.connection, journal: this.#kiosk.journal, upTo, seen: this.#seen });
    await this.#writeAll('journal', (size) => journal.read(size));
    this.#unreadableSegments = journal.unreadableSegments;
  }

  async #writeAll(phase: 'journal' | 'punches', read: (size: number) => ExportRow[] | null | Promise<ExportRow[] | null>): Promise<void> {
    const { clock, timers } = this.#kiosk.pacing;
    let size = fewestRows;
    for (;;) {
      this.#stopIfCancelled();
      const startedMs = clock.monotonicMs();
      const rows = await read(size);
      if (rows === null) return;
      const taking = this.#writers.map((writer) => writer.take(rows));
      this.#tally.take(rows);
      size = Math.min(mostRows, nextSize(size, clock.monotonicMs() - startedMs, fewestRows));
      await Promise.all([...taking, ...this.#writers.map((writer) => writer.flush())]);
      await this.#lookAround(phase);
      await timers.pause();
    }
  }

  async #lookAround(phase: 'journal' | 'punches'): Promise<void> {
    this.#pieces += 1;
    if (this.#pieces % piecesBetweenLooks !== 1) return;
    this.#tell(phase);
    const { leaveFreeBytes, into } = this.#plan;
    if (leaveFreeBytes > 0 && (await this.#around.files.freeBytes(into)) < leaveFreeBytes) throw new NoRoom();
  }

  #tell(phase: ExportProgress['phase']): void {
    const written = this.#tally.rows;
    this.#around.onProgress({ phase, written, total: Math.max(written, this.#total) });
  }

  #stopIfCancelled(): void {
    if (this.#around.signal.aborted) throw new Cancelled();
  }

  /** What an export of this device that was killed has left here. */
  async #removeLeftovers(): Promise<void> {
    const { files } = this.#around;
    const prefix = folderPrefix(this.#kiosk.settings.read('timeclock')?.timeclockId ?? 0, this.#kiosk.device.deviceId);
    for (const name of await files.list(this.#plan.into)) if (name.startsWith(prefix) && name.endsWith('.part')) await files.remove(join(this.#plan.into, name));
  }

  #facts(upTo: UpTo): ExportFacts {
    const { settings, device, time } = this.#kiosk;
    const timeclock = settings.read('timeclock');
    const organisation = settings.read('organisation');
    if (timeclock === null || organisation === null) throw new Error('the kiosk is not set up');
    const now = time.now();
    const { deviceId, deviceName, platform, appVersion, zoneDataEdition } = device;
    return {
      format: exportFormat,
      formatVersion: exportFormatVersion,
      exportId: this.#plan.exportId,
      covers: 'thisDeviceAlone',
      device: { deviceId, deviceName, platform, appVersion },
      tenant: { tenantId: organisation.tenantId, company: organisation.name },
      timeclock: { timeclockId: timeclock.timeclockId, name: timeclock.name, timeZone: timeclock.timeZone },
      zoneDataEdition,
      madeAt: toInstant(Math.round(now.bestKnownMs)),
      deviceInstant: toInstant(Math.round(now.deviceMs)),
      clockConfidence: now.confidence,
      madeBy: this.#plan.madeBy,
      upTo,
    };
  }

  #manifest(facts: ExportFacts, files: readonly ExportedFile[]): ExportManifest {
    const { punches, records, range, journalRows } = this.#tally;
    return { ...facts, range, punches: { ...punches }, records: { ...records }, journal: { rows: journalRows, unreadableSegments: this.#unreadableSegments }, importable: this.#plan.formats.includes('json'), files: [...files] };
  }

  async #writeManifest(manifest: ExportManifest): Promise<string> {
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    const sha256 = createHash('sha256').update(text).digest('hex');
    const tenantKey = this.#kiosk.settings.read('enrolment')?.credentials.tenantKey ?? '';
    const sums = [...manifest.files, { name: manifestName, sha256 }].map((file) => `${file.sha256}  ${file.name}\n`).join('');
    for (const [name, content] of [
      [manifestName, text],
      [manifestMacName, `${manifestMac(text, Buffer.from(tenantKey, 'hex'))}\n`],
      [checksumsName, sums],
    ] as const) {
      const file = await PartFile.create(this.#around.files, join(this.#partFolder, name));
      file.add(content);
      await file.finish();
    }
    return sha256;
  }
}
