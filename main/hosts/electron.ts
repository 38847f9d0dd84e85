/** The kiosk under Electron. What keeps it from starting is said in one sentence, with exit code 1. */
import * as electron from 'electron';
import { programFiles } from './program-files.ts';
import { runElectronKiosk } from './run-electron-kiosk.ts';

const outcome = await runElectronKiosk({ parts: electron, environment: process.env, files: programFiles(import.meta.url), platform: process.platform, execPath: process.execPath, args: process.argv.slice(1), defects: process });
if (outcome.kind === 'refused') {
  process.stderr.write(`${outcome.sentence}\n`);
  electron.app.exit(1);
}
