/** Folders for data, for the owner alone, made level by level: where a system takes no folders at all (/proc), Node's own recursive way tries for ever. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes the folder and what is missing above it. Whether what is there is a folder, and can be written, the caller looks at. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  // A drive that is not there has nothing above it.
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    // Another process that starts here made it first.
    if (!existsSync(path)) throw cause;
  }
}
