/**
 * E8: an export as batches, in the order in which a kiosk sends: identification forms before everything (they are what their people's
 * punches hang on), then rows as they stand in the file. Read line by line, a batch at a time in memory.
 */
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { exportFileNames, exportRow, jsonRowsBegin, jsonRowsEnd, type ExportRow } from '../../shared/contracts/export-format.ts';
import type { DeviceCaller } from '../callers.ts';
import { readBatch, type OfferedBatch } from '../intake/offers.ts';
import type { Unsealed } from '../secrets/sealing.ts';
import type { OpenedExport } from './open-export.ts';

/** What a batch of an export is said to come from, where others have an address. */
export const exportAddress = 'export';

const rowsInBatch = 500;

export interface ReadBatches {
  readonly batch: OfferedBatch;
  /** Rows that are not offered: nothing says what became of them at the kiosk (`unknown`). */
  readonly leftOut: number;
}

export type FormsOutcome = { readonly kind: 'opened'; readonly batches: OfferedBatch[] } | { readonly kind: 'sealingKeyUnknown' } | { readonly kind: 'formsUnreadable' };

/** Opens every sealed form before anything is taken. */
export async function openForms({ folder, manifest }: OpenedExport, device: DeviceCaller, open: (sealed: Buffer) => Promise<Unsealed>): Promise<FormsOutcome> {
  const batches: OfferedBatch[] = [];
  if (!manifest.files.some((file) => file.format === 'forms')) return { kind: 'opened', batches };
  for await (const line of linesOf(path.join(folder, exportFileNames.forms))) {
    const opened = await open(Buffer.from(line));
    if (opened.kind === 'unknownKey') return { kind: 'sealingKeyUnknown' };
    const read = opened.kind === 'opened' ? readBatch(opened.plain, device, exportAddress) : null;
    if (read?.kind !== 'batch') return { kind: 'formsUnreadable' };
    batches.push({ ...read.batch, origin: 'export' });
  }
  return { kind: 'opened', batches };
}

/** @throws where a line is no row: the checksums were right, so a kiosk wrote it so */
export async function* readRows(opened: OpenedExport, device: DeviceCaller, newId: () => string): AsyncGenerator<ReadBatches> {
  let rows: ExportRow[] = [];
  let lineNumber = 0;
  for await (const line of linesOf(path.join(opened.folder, exportFileNames.json))) {
    lineNumber += 1;
    if (line.endsWith(jsonRowsBegin) || line === jsonRowsEnd) continue;
    rows.push(rowOf(line, lineNumber));
    if (rows.length < rowsInBatch) continue;
    yield toBatch(rows, device, newId());
    rows = [];
  }
  if (rows.length > 0) yield toBatch(rows, device, newId());
}

function rowOf(line: string, lineNumber: number): ExportRow {
  try {
    return exportRow.parse(JSON.parse(line.endsWith(',') ? line.slice(0, -1) : line));
  } catch {
    throw new Error(`line ${lineNumber} of ${exportFileNames.json} is no row`);
  }
}

function toBatch(rows: readonly ExportRow[], device: DeviceCaller, batchId: string): ReadBatches {
  const punches = rows.flatMap((row) => (row.row === 'punch' && row.status !== 'unknown' ? [row.punch] : []));
  // K10: a form without its digits is none; those that the server lacks came sealed.
  const records = rows.flatMap((row) => (row.row === 'record' && row.record.kind !== 'temporaryEmployee' ? [row.record] : []));
  const leftOut = rows.filter((row) => row.row === 'punch' && row.status === 'unknown').length;
  const read = readBatch(Buffer.from(JSON.stringify({ batchId, deviceId: device.deviceId, recovery: true, lastSyncAt: null, status: null, records, punches })), device, exportAddress);
  if (read.kind !== 'batch') throw new Error(`rows that are no batch: ${read.code}`);
  return { batch: { ...read.batch, origin: 'export' }, leftOut };
}

function linesOf(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
}
