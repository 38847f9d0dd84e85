/** A9: the provisioning file on the disk: read anew each time, for whoever corrects it need not start the kiosk again. */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ProvisionFault } from '../../shared/contracts/provisioning-calls.ts';
import { replaceFileNow } from '../durable-file.ts';
import { at, mostBytes, readProvision, whole, withoutCode, type ProvisionOutcome } from './read-provision.ts';

export interface ProvisionSource {
  readonly path: string;
  read(): ProvisionOutcome;
  /** Takes the code out; throws where the file cannot be changed. */
  removeCode(usedAt: string): void;
}

export function provisionFileAt(path: string): ProvisionSource {
  return {
    path,
    read: () => read(path),
    removeCode: (usedAt) => {
      const text = withoutCode(readFileSync(path, 'utf8'), usedAt);
      // A file that its owner has closed to writing is not replaced either, although its folder would allow it.
      accessSync(path, constants.W_OK);
      replaceFileNow(path, Buffer.from(text));
    },
  };
}

/** Where the authority's certificates lie that the file names; null where it names none or cannot be used. */
export function authorityFileOf(source: ProvisionSource): string | null {
  const outcome = source.read();
  const caFile = outcome.kind === 'provision' ? outcome.provision.caFile : undefined;
  return caFile === undefined ? null : resolve(dirname(source.path), caFile);
}

function read(path: string): ProvisionOutcome {
  try {
    if (statSync(path).size > mostBytes) return { kind: 'invalid', faults: [whole('tooLarge')] };
    const text = readFileSync(path, 'utf8');
    const outcome = readProvision(text);
    if (outcome.kind === 'invalid' || outcome.provision.caFile === undefined) return outcome;
    const fault = faultOfAuthority(text, resolve(dirname(path), outcome.provision.caFile));
    return fault === null ? outcome : { kind: 'invalid', faults: [fault] };
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { kind: 'invalid', faults: [whole(isMissing ? 'notFound' : 'notReadable')] };
  }
}

function faultOfAuthority(text: string, caFile: string): ProvisionFault | null {
  try {
    readFileSync(caFile);
    return null;
  } catch {
    return at(text, ['caFile'], 'fileNotReadable');
  }
}
