/** Where the anchors bench lies: beside this repository and not in it. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** @param named what the command line names; else ZENTIME_ANCHORS, else the usual place */
export function anchorsFolder(named: string | undefined): string {
  return resolve(repository, named ?? process.env['ZENTIME_ANCHORS'] ?? '../shared/bench');
}

/** @returns a sentence that says what is missing and what to do; null when this script of it can be run */
export function missingAnchors(folder: string, script: string): string | null {
  if (!existsSync(join(folder, 'run-all.mjs'))) return `The anchors bench is not in ${folder}. Name its folder with --anchors=DIR or in ZENTIME_ANCHORS.`;
  if (!existsSync(join(folder, 'node_modules'))) return `The anchors bench in ${folder} is not installed. Run npm install there, or name an installed copy with --anchors=DIR.`;
  if (!existsSync(join(folder, script))) return `The anchors bench in ${folder} has no ${script}.`;
  return null;
}
