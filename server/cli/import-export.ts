/** `import-export` (E8): loads what a kiosk wrote to a drive, also one that will never sync again. May be repeated. */
import path from 'node:path';
import { z } from 'zod';
import { exportFormatVersion } from '../../shared/contracts/export-format.ts';
import { importExport, type ImportOutcome } from '../use-cases/import-export.ts';
import { configOption, readArguments, refused, takeOperand, type Command } from './command.ts';
import { print, withServer } from './with-server.ts';

const argumentsOf = z.object({ config: z.string().optional() });

export const importExportCommand: Command = {
  name: 'import-export',
  summary: 'FOLDER: takes the punches of an export as if the kiosk had sent them; what is here already is not taken twice.',
  options: configOption,
  async run(input) {
    const { operand, rest } = takeOperand(input.argv);
    if (operand === null) return refused('Say which export: import-export FOLDER, the folder that the kiosk wrote, or its manifest.json.');
    const read = readArguments(importExportCommand, argumentsOf, rest);
    if (read.kind === 'refused') return read;
    const place = path.resolve(input.workingDir, operand);
    return withServer(input, read.values.config, 'kept', async (deps) => {
      const outcome = await importExport(deps, place, (verdict) => print({ event: verdict.kind === 'refused' ? 'punchRefused' : 'punchFailed', punchId: verdict.punchId, reason: verdict.kind === 'refused' ? verdict.code : verdict.reason }));
      if (outcome.kind !== 'imported') return refused(`${sentenceOf(outcome, place)} Nothing was changed.`);
      const { manifest } = outcome.opened;
      print({ event: 'exportImported', exportId: manifest.exportId, deviceId: manifest.device.deviceId, deviceName: manifest.device.deviceName, ...outcome.counts });
      return { kind: 'done' };
    });
  },
};

function sentenceOf(outcome: Exclude<ImportOutcome, { kind: 'imported' }>, place: string): string {
  switch (outcome.kind) {
    case 'notAnExport':
      return `${place} is no export of a kiosk: there is no manifest.json of one in it.`;
    case 'newer':
      return `The export has format ${outcome.version}, this server knows ${exportFormatVersion}: a newer kiosk wrote it. Update the server first.`;
    case 'otherTenant':
      return `The export is of ${JSON.stringify(outcome.company)}, a company that this server does not have.`;
    case 'notGenuine':
      return 'The manifest of the export was altered, or no kiosk of this company wrote it.';
    case 'notImportable':
      return 'The export has no punches.json: it was made of tables for people alone. Export again with JSON.';
    case 'fileMissing':
      return `The file ${outcome.file} of the export is missing, or cannot be read.`;
    case 'fileTruncated':
      return `The file ${outcome.file} of the export ends too early. Copy it from the drive again.`;
    case 'fileAltered':
      return `The file ${outcome.file} of the export was altered: its checksum is another one.`;
    case 'unknownDevice':
      return `The kiosk ${JSON.stringify(outcome.deviceName)} was never set up with this server.`;
    case 'unknownTimeclock':
      return `The punches were made at timeclock ${outcome.timeclockId}, which this server does not have.`;
    case 'sealingKeyUnknown':
      return 'The identification forms of the export are sealed to a key that this server does not have any more (rotate-sealing-key). Restore a backup that has it to open them.';
    case 'formsUnreadable':
      return 'The identification forms of the export cannot be read.';
  }
}
