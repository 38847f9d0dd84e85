/** Exports of a kiosk in this process, and what stands in their files. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportManifest, exportRow, manifestName, type ExportManifest, type ExportRow } from '../../shared/contracts/export-format.ts';
import type { SealingKey } from '../../shared/contracts/sealing.ts';
import { diskExportFiles } from '../../main/export/export-files.ts';
import { writeExport, type ExportKiosk, type ExportOutcome, type ExportPlan, type ExportSurroundings, type FinishedExport } from '../../main/export/write-export.ts';
import type { Kiosk } from '../../main/kiosk.ts';

export const maria = { userId: 'u-maria', username: 'maria' };

/** An export into `into`, of every format unless told otherwise. */
export function exportInto(kiosk: ExportKiosk, into: string, plan: Partial<ExportPlan> = {}, around: Partial<ExportSurroundings> = {}): Promise<ExportOutcome> {
  mkdirSync(into, { recursive: true });
  const whole: ExportPlan = { exportId: crypto.randomUUID(), into, formats: ['csv', 'xlsx', 'json'], madeBy: maria, leaveFreeBytes: 0, ...plan };
  return writeExport(kiosk, whole, { files: diskExportFiles, signal: new AbortController().signal, onProgress: () => undefined, ...around });
}

/** The same; anything but a finished export is an error. */
export async function exported(kiosk: ExportKiosk, into: string, plan: Partial<ExportPlan> = {}, around: Partial<ExportSurroundings> = {}): Promise<FinishedExport> {
  const outcome = await exportInto(kiosk, into, plan, around);
  if (outcome.kind !== 'done') throw new Error(`the export ended ${JSON.stringify(outcome)}`);
  return outcome;
}

export function textIn(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

export function manifestIn(folder: string): ExportManifest {
  return exportManifest.parse(JSON.parse(textIn(folder, manifestName)));
}

/** The rows of its JSON, read as one document. */
export function rowsIn(folder: string): ExportRow[] {
  const document = JSON.parse(textIn(folder, 'punches.json')) as { rows: unknown[] };
  return document.rows.map((row) => exportRow.parse(row));
}

/** A server's key, so that forms can be sealed. */
export function giveSealingKey(kiosk: Pick<Kiosk, 'settings'>): void {
  const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const enrolment = kiosk.settings.read('enrolment');
  if (enrolment === null) throw new Error('the kiosk is not enrolled');
  const sealingKey: SealingKey = { kid: 'k1', kty: 'EC', crv: 'P-256', x, y };
  kiosk.settings.write('enrolment', { ...enrolment, credentials: { ...enrolment.credentials, sealingKey } });
}
