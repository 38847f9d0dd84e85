/** The program under the browser host, from its environment to its end: browser.ts starts it as it ships, the kill tests with parts of their own. */
import { browserLogin } from './browser-login.ts';
import { startBrowserHost, type BrowserHost } from './browser-host.ts';
import { openDataFolder } from './data-folder.ts';
import { endOnDefect } from './defects.ts';
import { findProvision, programFolderOf, trustAuthorityOf } from './find-provision.ts';
import { readKioskSettings } from './kiosk-settings.ts';
import { readPageFiles } from './page-files.ts';
import { dataRoot, type ProgramFiles } from './program-files.ts';
import { runKiosk, stopOnce, type KioskParts } from './run-kiosk.ts';
import type { RunningMain } from '../main.ts';

export interface BrowserKiosk {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly files: ProgramFiles;
  readonly parts?: KioskParts;
  /** Stands between the host and main. */
  readonly betweenHostAndMain?: (host: BrowserHost) => BrowserHost;
}

function refuse(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

export async function runBrowserKiosk({ environment, files, parts = {}, betweenHostAndMain = (host) => host }: BrowserKiosk): Promise<void> {
  const read = readKioskSettings(environment);
  if (read.kind === 'wrong') return refuse(read.sentence);
  const page = readPageFiles(files.pageFolder);
  if (!page) return refuse('The page of the kiosk is not built. Run: npm run build');
  const root = dataRoot({ platform: process.platform, environment, files });
  // Before the provisioning file's authority joins the environment: what the next login repeats is what somebody set.
  const login = browserLogin(read.settings.startAtLogin, {
    platform: process.platform,
    environment: { ...environment },
    cwd: process.cwd(),
    execPath: process.execPath,
    execArgv: process.execArgv,
    args: process.argv.slice(1),
    dataRoot: root,
  });
  const folder = openDataFolder(root);
  if (folder.kind === 'refused') return refuse(folder.sentence);
  const provision = findProvision({ environment, programFolder: programFolderOf(files, process.execPath), dataRoot: root });
  trustAuthorityOf(provision, process.env);
  endOnDefect(folder.dataFolder, (exitCode) => process.exit(exitCode));
  let main: RunningMain | null = null;
  const stop = stopOnce(
    async () => {
      await main?.stop();
      if (started.kind === 'started') await started.host.close();
      folder.release();
    },
    (exitCode) => process.exit(exitCode),
  );
  const { port, window } = read.settings;
  const started = await startBrowserHost({ dataFolder: folder.dataFolder, page, port, daemonEntry: files.daemonEntry, window: window ?? 'none', environment, onQuit: stop });
  if (started.kind !== 'started') {
    folder.release();
    return refuse(started.kind === 'portInUse' ? `Port ${port} is in use. Set ZENTIME_PORT to another one; 0 takes any free one.` : `Port ${port} is not allowed to this user. Set ZENTIME_PORT to one above 1023, or to 0.`);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0));
  main = await runKiosk({ host: betweenHostAndMain(started.host), settings: read.settings, pageUrl: started.host.url, root: files.root, provision, login, parts });
}
