/**
 * The program under Electron, from its environment to its end: electron.ts starts it as it ships, tests on a double. What must happen before
 * `ready` happens here, in order: the data folder, the sandbox, the page's scheme, one instance.
 */
import { join } from 'node:path';
import { openDataFolder } from './data-folder.ts';
import { endOnDefect, type Defects } from './defects.ts';
import { startElectronHost } from './electron-host.ts';
import { electronLogin } from './electron-login.ts';
import { pageUrl, registerPageScheme } from './electron-page.ts';
import type { ElectronParts } from './electron-parts.ts';
import { refusedSwitch } from './electron-switches.ts';
import { findProvision, programFolderOf, trustAuthorityOf } from './find-provision.ts';
import { readKioskSettings } from './kiosk-settings.ts';
import { readPageFiles } from './page-files.ts';
import { dataRoot, type ProgramFiles } from './program-files.ts';
import { runKiosk, stopOnce } from './run-kiosk.ts';
import type { RunningMain } from '../main.ts';
import { systemTimers } from '../timers.ts';

export interface ElectronKiosk {
  readonly parts: ElectronParts;
  readonly environment: Record<string, string | undefined>;
  readonly files: ProgramFiles;
  readonly platform: NodeJS.Platform;
  /** The program's own file. */
  readonly execPath: string;
  readonly args: readonly string[];
  /** Where what nobody caught arrives. */
  readonly defects: Defects;
}

export type ElectronKioskOutcome = { kind: 'running'; main: RunningMain } | { kind: 'refused'; sentence: string };

export async function runElectronKiosk({ parts, environment, files, platform, execPath, args, defects }: ElectronKiosk): Promise<ElectronKioskOutcome> {
  const { app } = parts;
  const banned = app.isPackaged ? refusedSwitch(args) : null;
  if (banned !== null) return refused(`The kiosk does not start with the switch ${banned}.`);
  const read = readKioskSettings(environment);
  if (read.kind === 'wrong') return refused(read.sentence);
  const page = readPageFiles(files.pageFolder);
  if (!page) return refused('The page of the kiosk is not built. Run: npm run build');
  app.enableSandbox();
  registerPageScheme(parts.protocol);
  const root = dataRoot({ platform, environment, files });
  // Before the provisioning file's authority joins the environment: what the next login repeats is what somebody set.
  const login = electronLogin(app, read.settings.startAtLogin, { platform, environment: { ...environment }, cwd: process.cwd(), execPath, args, dataRoot: root });
  app.setPath('userData', join(root, 'electron'));
  // The instance that is there hears of it and shows its window.
  if (!app.requestSingleInstanceLock()) return refused(`Another kiosk is running on the data folder ${root}.`);
  const folder = openDataFolder(root);
  if (folder.kind === 'refused') return refused(folder.sentence);
  const provision = findProvision({ environment, programFolder: programFolderOf(files, execPath), dataRoot: root });
  trustAuthorityOf(provision, environment);
  endOnDefect(folder.dataFolder, (exitCode) => app.exit(exitCode), defects);
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
  main = await runKiosk({ host, settings: read.settings, pageUrl, root: files.root, provision, login });
  return { kind: 'running', main };
}

function refused(sentence: string): ElectronKioskOutcome {
  return { kind: 'refused', sentence };
}
