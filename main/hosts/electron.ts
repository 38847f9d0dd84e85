/**
 * The kiosk under Electron. What must happen before `ready` happens here, in order: the data folder, the sandbox, the page's scheme, one
 * instance. What keeps it from starting is said in one sentence, with exit code 1.
 */
import * as electron from 'electron';
import { openDataFolder } from './data-folder.ts';
import { endOnDefect } from './defects.ts';
import { startElectronHost } from './electron-host.ts';
import { electronAtLogin } from './electron-login.ts';
import { pageUrl, registerPageScheme } from './electron-page.ts';
import type { ElectronParts } from './electron-parts.ts';
import { refusedSwitch } from './electron-switches.ts';
import { findProvision, programFolderOf, trustAuthorityOf } from './find-provision.ts';
import { readKioskSettings } from './kiosk-settings.ts';
import { readPageFiles } from './page-files.ts';
import { dataRoot, programFiles } from './program-files.ts';
import { runKiosk, stopOnce } from './run-kiosk.ts';
import { join } from 'node:path';
import type { RunningMain } from '../main.ts';
import { systemTimers } from '../timers.ts';

async function run(parts: ElectronParts): Promise<string | null> {
  const { app } = parts;
  const environment = process.env;
  const files = programFiles(import.meta.url);
  const banned = app.isPackaged ? refusedSwitch(process.argv.slice(1)) : null;
  if (banned !== null) return `The kiosk does not start with the switch ${banned}.`;
  const read = readKioskSettings(environment);
  if (read.kind === 'wrong') return read.sentence;
  const page = readPageFiles(files.pageFolder);
  if (!page) return 'The page of the kiosk is not built. Run: npm run build';
  app.enableSandbox();
  registerPageScheme(parts.protocol);
  const root = dataRoot({ platform: process.platform, environment, files });
  app.setPath('userData', join(root, 'electron'));
  // The instance that is there hears of it and shows its window.
  if (!app.requestSingleInstanceLock()) return `Another kiosk is running on the data folder ${root}.`;
  const folder = openDataFolder(root);
  if (folder.kind === 'refused') return folder.sentence;
  const provision = findProvision({ environment, programFolder: programFolderOf(files, process.execPath), dataRoot: root });
  trustAuthorityOf(provision, environment);
  endOnDefect(folder.dataFolder, (exitCode) => app.exit(exitCode));
  await app.whenReady();
  let main: RunningMain | null = null;
  const stop = stopOnce(
    async () => {
      await main?.stop();
      await host.close();
      folder.release();
    },
    (exitCode) => app.exit(exitCode),
  );
  const mode = read.settings.window ?? (app.isPackaged ? 'kiosk' : 'app');
  const window = {
    preload: files.preload,
    mode: mode === 'kiosk' ? 'kiosk' : 'app',
    developerTools: app.isPackaged ? 'off' : 'on',
    monotonicMs: () => performance.now(),
    timers: systemTimers,
  } as const;
  const host = startElectronHost(parts, { dataFolder: folder.dataFolder, page, daemonEntry: files.daemonEntry, window, onQuit: stop });
  app.on('window-all-closed', () => stop(0));
  app.on('before-quit', (event) => {
    event.preventDefault();
    stop(0);
  });
  const startAtLogin = read.settings.startAtLogin === 'no' || !app.isPackaged ? null : electronAtLogin(app, { platform: process.platform, environment, program: process.execPath });
  main = await runKiosk({ host, settings: read.settings, pageUrl, root: files.root, provision, startAtLogin });
  return null;
}

const sentence = await run(electron);
if (sentence !== null) {
  process.stderr.write(`${sentence}\n`);
  electron.app.exit(1);
}
