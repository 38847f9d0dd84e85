/**
 * The kiosk of the kill tests: the browser host as it ships, with steps that can be died at, a clock that the test moves, and daemons
 * that come back at once however often they die. SIGUSR2 stands for the operating system's word that the network has changed.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserHost } from '../../main/hosts/browser-host.ts';
import { programFiles } from '../../main/hosts/program-files.ts';
import { runBrowserKiosk } from '../../main/hosts/run-browser-kiosk.ts';
import { systemTimers, type Timers } from '../../main/timers.ts';
import { clockAhead, daemonVariable, dyingAs, folderVariable, keepCompiled } from './aim.ts';

const folder = process.env[folderVariable] ?? '';
const dying = dyingAs(folder, 'main');
// The bundle lies elsewhere; it is started in the repository.
const files = programFiles(pathToFileURL(join(process.cwd(), 'main/hosts/browser.ts')).href);

/** The supervisor's pauses between daemons that die soon after their start; all as long as the first. */
const growingPauses = new Set([200, 400, 800, 1600, 3200, 6400, 12_800, 15_000]);
const quickTimers: Timers = { ...systemTimers, after: (delayMs, work) => systemTimers.after(growingPauses.has(delayMs) ? 50 : delayMs, work) };

function betweenHostAndMain(host: BrowserHost): BrowserHost {
  return {
    ...host,
    onCall: (handler) =>
      host.onCall(async (name, input) => {
        const result = await handler(name, input);
        if (name !== 'recordPunch') return result;
        dying.at('punchConfirm', 'before');
        // The answer has left by the next turn of the loop.
        setImmediate(() => dying.at('punchConfirm', 'after'));
        return result;
      }),
    onNetworkHint: (listener) => {
      process.on('SIGUSR2', listener);
      return () => process.off('SIGUSR2', listener);
    },
  };
}

// Until main listens a hint is nobody's, and must not end the process.
process.on('SIGUSR2', () => undefined);
keepCompiled();
await runBrowserKiosk({
  environment: process.env,
  files: { ...files, daemonEntry: join(process.cwd(), process.env[daemonVariable] ?? '') },
  parts: { durably: dying.around, clock: clockAhead(folder), timers: quickTimers },
  betweenHostAndMain,
});
