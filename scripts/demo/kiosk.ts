/** The kiosk of the demo, under whichever host can be had here. */
import { whyNoWindow } from '../../main/hosts/chromium.ts';
import { build, buildParts, isFresh } from '../build-parts.ts';
import { fetchElectron, findElectron } from './electron-binary.ts';
import { runProgram } from './program.ts';
import type { DemoProvision } from './provision.ts';
import type { RunningProgram } from './program.ts';

export type ChosenHost = { kind: 'electron'; executable: string } | { kind: 'browser' };

/** Says which host it takes and why, where that is not the one that was asked for. */
export async function chooseHost(wanted: 'electron' | 'browser', say: (line: string) => void): Promise<ChosenHost> {
  if (wanted === 'browser') return { kind: 'browser' };
  const why = whyNoWindow({ environment: { ...process.env, CHROMIUM_PATH: process.execPath }, isRoot: process.getuid?.() === 0 });
  if (why !== null) {
    say(`${why.replace('Chromium', 'Electron')} The kiosk runs under the browser host.`);
    return { kind: 'browser' };
  }
  if (findElectron() === null) say("Fetching Electron's binary (about 110 MB, once; ELECTRON_MIRROR can name another source).");
  const executable = findElectron() ?? (await fetchElectron());
  if (executable !== null && (await buildPrograms(say))) return { kind: 'electron', executable };
  say("Electron's binary could not be had here. The kiosk runs under the browser host.");
  return { kind: 'browser' };
}

/** Electron runs compiled JavaScript alone. */
async function buildPrograms(say: (line: string) => void): Promise<boolean> {
  for (const part of buildParts.filter((candidate) => candidate.name !== 'page' && !isFresh(candidate))) {
    say(`Building the ${part.what}.`);
    const outcome = await build(part);
    if (outcome.kind === 'failed') {
      say(outcome.output);
      return false;
    }
  }
  return true;
}

export interface KioskSpec {
  readonly host: ChosenHost;
  readonly dataRoot: string;
  readonly serverUrl: string;
  /** A9: what the kiosk sets itself up with; null: somebody walks through the wizard. */
  readonly provision: DemoProvision | null;
}

export type KioskOutcome = { kind: 'running'; program: RunningProgram; url: string; window: string | null } | { kind: 'notStarted'; sentence: string };

/** `window` is why there is no window, null when there is one. Comes back when the kiosk is set up, where it does so by itself. */
export async function startKiosk({ host, dataRoot, serverUrl, provision }: KioskSpec): Promise<KioskOutcome> {
  const environment = { ZENTIME_DATA_DIR: dataRoot, ZENTIME_SERVER_URL: serverUrl, ZENTIME_WINDOW: 'app' };
  const program = host.kind === 'electron' ? runProgram({ runtime: { executable: host.executable }, args: ['.'], environment }) : runProgram({ runtime: 'node', args: ['main/hosts/browser.ts'], environment });
  const ready = await program.waitFor('kioskReady');
  const window = await program.waitFor('kioskWindow');
  const setUp = provision === null ? null : await program.waitFor('kioskSetUp');
  provision?.remove();
  if (ready.kind === 'ended' || window.kind === 'ended') return { kind: 'notStarted', sentence: (await program.ended).lastWords };
  if (setUp?.kind === 'heard' && setUp.line['outcome'] === 'notSetUp') {
    await program.stop();
    return { kind: 'notStarted', sentence: `The kiosk could not set itself up (${String(setUp.line['why'])}). Try again with --fresh.` };
  }
  return { kind: 'running', program, url: String(ready.line['url']), window: window.line['outcome'] === 'opened' ? null : String(window.line['why']) };
}
