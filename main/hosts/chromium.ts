/** The system's Chromium, in app mode: the browser host's window. */
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WindowOutcome } from '../host.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const usualNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge', 'microsoft-edge'];

/** L3: CHROMIUM_PATH, then CHROMIUM, then the usual names on PATH; null when none of them can be run. */
export function findChromium(environment: Environment): string | null {
  const given = [environment['CHROMIUM_PATH'], environment['CHROMIUM']].filter((path) => path !== undefined && path !== '');
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const usual = usualNames.flatMap((name) => folders.map((folder) => join(folder, name + suffix)));
  return [...given, ...usual].find((path) => path !== undefined && canRun(path)) ?? null;
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface WindowRequest {
  readonly url: string;
  readonly mode: 'app' | 'kiosk';
  readonly dataFolder: string;
  readonly environment: Environment;
  readonly isRoot: boolean;
}

export interface ChromiumWindow {
  /** Ends it; the folder keeps its profile. */
  close(): void;
  /** The page is there: the file that led to it, with the launch token, goes. */
  pageArrived(): void;
}

/** Why no window can be had here, or null. The sentences are for the person who started the program. */
export function whyNoWindow({ environment, isRoot }: Pick<WindowRequest, 'environment' | 'isRoot'>): string | null {
  if (isRoot) return 'Chromium does not run as root.';
  const hasDisplay = process.platform !== 'linux' || [environment['DISPLAY'], environment['WAYLAND_DISPLAY']].some((display) => display !== undefined && display !== '');
  if (!hasDisplay) return 'There is no display.';
  return findChromium(environment) === null ? 'Chromium was not found (CHROMIUM_PATH can name it).' : null;
}

/**
 * Opens the page in a window of its own. The address with the launch token is not put on the command line, where every user of
 * the machine could read it, but in a file for the owner alone that leads there.
 */
export function openChromium(request: WindowRequest): { outcome: WindowOutcome; window: ChromiumWindow | null } {
  const why = whyNoWindow(request);
  const path = findChromium(request.environment);
  if (why !== null || path === null) return { outcome: { kind: 'notOpened', why: why ?? 'Chromium was not found.' }, window: null };
  const profile = join(request.dataFolder, 'chromium');
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  const way = join(profile, 'open-kiosk.html');
  writeFileSync(way, `<!doctype html><meta charset="utf-8"><title>ZenTime</title><meta http-equiv="refresh" content="0;url=${request.url}">`, { mode: 0o600 });
  const child = spawn(path, chromiumArguments(pathToFileURL(way).href, profile, request.mode), { stdio: 'ignore' });
  child.once('error', () => undefined);
  const pageArrived = (): void => rmSync(way, { force: true });
  return { outcome: { kind: 'opened' }, window: { close: () => void child.kill(), pageArrived } };
}

/** No switch here lowers a guard of Chromium: `--no-sandbox` belongs to tests alone (L3). */
export function chromiumArguments(url: string, profile: string, mode: 'app' | 'kiosk'): string[] {
  const quiet = ['--no-first-run', '--no-default-browser-check', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-pinch', '--overscroll-history-navigation=0'];
  return [...quiet, `--user-data-dir=${profile}`, ...(mode === 'kiosk' ? ['--kiosk'] : []), `--app=${url}`];
}
