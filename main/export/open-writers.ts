/** The files of the formats that were asked for, each ready for rows. The exact copy brings along the sealed forms that it must not hold (K10). */
import { exportFileNames, type ExportFileFormat } from '../../shared/contracts/export-format.ts';
import type { Kiosk } from '../kiosk.ts';
import { csvWriter } from './csv-writer.ts';
import { formsWriter } from './forms-writer.ts';
import { jsonWriter } from './json-writer.ts';
import { namesOf } from './names.ts';
import type { PartFile } from './part-file.ts';
import type { RowWriter } from './row-writer.ts';
import { XlsxWriter } from './xlsx-writer.ts';

export interface WritersInput {
  readonly formats: readonly ExportFileFormat[];
  /** What the JSON says first. */
  readonly facts: object;
  readonly create: (name: string) => Promise<PartFile>;
}

/** What is open already is closed again where one cannot be opened. */
export async function openWriters(kiosk: Pick<Kiosk, 'connection' | 'settings' | 'device' | 'newId'>, input: WritersInput): Promise<RowWriter[]> {
  const writers: RowWriter[] = [];
  try {
    for (const format of new Set(input.formats)) writers.push(...(await openFormat(kiosk, format, input)));
    return writers;
  } catch (error) {
    for (const writer of writers) await writer.abort();
    throw error;
  }
}

async function openFormat(kiosk: Pick<Kiosk, 'connection' | 'settings' | 'device' | 'newId'>, format: ExportFileFormat, { facts, create }: WritersInput): Promise<RowWriter[]> {
  switch (format) {
    case 'csv':
      return [csvWriter(await create(exportFileNames.csv), namesOf(kiosk))];
    case 'xlsx':
      return [new XlsxWriter(await create(exportFileNames.xlsx), namesOf(kiosk))];
    case 'json': {
      const key = kiosk.settings.read('enrolment')?.credentials.sealingKey;
      if (key === undefined) throw new Error('the kiosk is not set up');
      const json = jsonWriter(await create(exportFileNames.json), facts);
      return [json, formsWriter({ file: await create(exportFileNames.forms), key, deviceId: kiosk.device.deviceId, newId: kiosk.newId })];
    }
  }
}
