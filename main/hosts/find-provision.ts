/**
 * A9: where a provisioning file may lie, the nearest word first: named by the environment (it counts, and is missed where it is not there),
 * beside the program, in the folder that holds the data.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { authorityFileOf, provisionFileAt, type ProvisionSource } from '../provisioning/provision-source.ts';
import type { ProgramFiles } from './program-files.ts';

const fileName = 'zentime.provision.json';

export interface ProvisionPlaces {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the program was installed, or its sources lie. */
  readonly programFolder: string;
  readonly dataRoot: string;
}

export function findProvision({ environment, programFolder, dataRoot }: ProvisionPlaces): ProvisionSource | null {
  const named = environment['ZENTIME_PROVISION'];
  if (named !== undefined) return provisionFileAt(named);
  const found = [programFolder, dataRoot].map((folder) => join(folder, fileName)).find((path) => existsSync(path));
  return found === undefined ? null : provisionFileAt(found);
}

/** The folder of the installed program; of package.json in a checkout. */
export function programFolderOf(files: ProgramFiles, execPath: string): string {
  return files.root.endsWith('.asar') ? dirname(execPath) : files.root;
}

/** D2: what the sync daemon trusts, where the environment does not say: the authority that the file names. */
export function trustAuthorityOf(source: ProvisionSource | null, environment: Record<string, string | undefined>): void {
  const named = environment['ZENTIME_SERVER_CA'];
  if (source === null || named !== undefined) return;
  const caFile = authorityFileOf(source);
  if (caFile !== null) environment['ZENTIME_SERVER_CA'] = caFile;
}
