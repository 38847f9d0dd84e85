/** The system's Chromium, in app mode: the browser host's window. */
import { spawn, type ChildProcess } from 'node:child_process';
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
  /** Switches beside ours: of tests alone (L3). */
  readonly switches: readonly string[];
  /** Told when it ended by itself; null when a signal ended it, or it could not be started. */
  readonly onEnd: (exitCode: number | null) => void;
}

export interface ChromiumWindow {
  /** Ends it; the folder keeps its profile. */
  close(): void;
  /** Ends what is there, however deaf, and opens the page anew. */
  openAgain(): void;
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
  const window = new OwnChromium(path, request);
  window.open();
  return { outcome: { kind: 'opened' }, window };
}

/** One Chromium after the other over one profile, never two at once: the second would hand its page to the first and end. */
class OwnChromium implements ChromiumWindow {
  readonly #path: string;
  readonly #request: WindowRequest;
  readonly #profile: string;
  /** The file that leads to the page. */
  readonly #way: string;
  #child: ChildProcess | null = null;
  #next: 'nothing' | 'open' = 'nothing';
  #isClosed = false;

  constructor(path: string, request: WindowRequest) {
    this.#path = path;
    this.#request = request;
    this.#profile = join(request.dataFolder, 'chromium');
    this.#way = join(this.#profile, 'open-kiosk.html');
  }

  open(): void {
    mkdirSync(this.#profile, { recursive: true, mode: 0o700 });
    writeFileSync(this.#way, `<!doctype html><meta charset="utf-8"><title>ZenTime</title><meta http-equiv="refresh" content="0;url=${this.#request.url}">`, { mode: 0o600 });
    const switches = [...this.#request.switches, ...chromiumArguments(pathToFileURL(this.#way).href, this.#profile, this.#request.mode)];
    // A group of its own, so that its end ends its pages as well, also one that is stopped.
    const child = spawn(this.#path, switches, { stdio: 'ignore', detached: hasProcessGroups });
    this.#child = child;
    child.once('error', () => this.#ended(child, null));
    child.once('exit', (exitCode) => this.#ended(child, exitCode));
  }

  close(): void {
    this.#isClosed = true;
    this.#child?.kill();
  }

  openAgain(): void {
    if (this.#child === null) return this.open();
    this.#next = 'open';
    killWithPages(this.#child);
  }

  pageArrived(): void {
    rmSync(this.#way, { force: true });
  }

  #ended(child: ChildProcess, exitCode: number | null): void {
    if (this.#child !== child) return;
    this.#child = null;
    if (this.#isClosed) return;
    if (this.#next === 'nothing') return this.#request.onEnd(exitCode);
    this.#next = 'nothing';
    this.open();
  }
}

const hasProcessGroups = process.platform !== 'win32';

function killWithPages(child: ChildProcess): void {
  try {
    if (hasProcessGroups && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone; the child's own end is still to be heard.
  }
  child.kill('SIGKILL');
}

/** No switch here lowers a guard of Chromium: `--no-sandbox` belongs to tests alone (L3). */
export function chromiumArguments(url: string, profile: string, mode: 'app' | 'kiosk'): string[] {
  const quiet = ['--no-first-run', '--no-default-browser-check', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-pinch', '--overscroll-history-navigation=0', '--hide-crash-restore-bubble'];
  return [...quiet, `--user-data-dir=${profile}`, ...(mode === 'kiosk' ? ['--kiosk'] : []), `--app=${url}`];
}
