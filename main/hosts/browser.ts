/** The kiosk under plain Node: `node main/hosts/browser.ts`. What keeps it from starting is said in one sentence, with exit code 1. */
import { startBrowserHost } from './browser-host.ts';
import { openDataFolder } from './data-folder.ts';
import { endOnDefect } from './defects.ts';
import { readKioskSettings } from './kiosk-settings.ts';
import { readPageFiles } from './page-files.ts';
import { dataRoot, programFiles } from './program-files.ts';
import { runKiosk, stopOnce } from './run-kiosk.ts';
import type { RunningMain } from '../main.ts';

function refuse(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const environment = process.env;
  const files = programFiles(import.meta.url);
  const read = readKioskSettings(environment);
  if (read.kind === 'wrong') return refuse(read.sentence);
  const page = readPageFiles(files.pageFolder);
  if (!page) return refuse('The page of the kiosk is not built. Run: npm run build');
  const folder = openDataFolder(dataRoot({ platform: process.platform, environment, files }));
  if (folder.kind === 'refused') return refuse(folder.sentence);
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
  main = await runKiosk({ host: started.host, settings: read.settings, pageUrl: started.host.url, root: files.root, environment });
}

await run();
