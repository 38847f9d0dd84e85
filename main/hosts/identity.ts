/**
 * A kiosk's identity for a replaced disk, under plain Node: `node main/hosts/identity.ts export FILE` and `... restore FILE`, the passphrase
 * as the first line of standard input. The kiosk must not be running on a folder that is restored into.
 */
import { createInterface } from 'node:readline/promises';
import { exportIdentity, restoreIdentity } from '../safekeeping/move-identity.ts';
import { openDataFolder } from './data-folder.ts';
import { keyFile } from './key-file.ts';
import { emptySetting } from './kiosk-settings.ts';
import { dataRoot, programFiles } from './program-files.ts';
import { join } from 'node:path';

async function readPassphrase(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}

function say(outcome: { readonly kind: string }): void {
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
  if (outcome.kind !== 'exported' && outcome.kind !== 'restored') process.exitCode = 1;
}

function refuse(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

async function run([verb, file]: readonly string[]): Promise<void> {
  if ((verb !== 'export' && verb !== 'restore') || file === undefined) {
    process.stderr.write('Say what to do: export FILE, or restore FILE. The passphrase (12 characters at least) is the first line of standard input.\n');
    process.exitCode = 2;
    return;
  }
  const empty = emptySetting(process.env);
  if (empty !== null) return refuse(empty);
  const root = dataRoot({ platform: process.platform, environment: process.env, files: programFiles(import.meta.url) });
  if (verb === 'export') {
    const dataFolder = join(root, 'kiosk');
    return say(await exportIdentity({ dataFolder, keyStore: keyFile(dataFolder), file, passphrase: await readPassphrase() }));
  }
  const folder = openDataFolder(root);
  if (folder.kind === 'refused') return refuse(folder.sentence);
  try {
    say(await restoreIdentity({ dataFolder: folder.dataFolder, keyStore: keyFile(folder.dataFolder), file, passphrase: await readPassphrase() }));
  } finally {
    folder.release();
  }
}

await run(process.argv.slice(2));
