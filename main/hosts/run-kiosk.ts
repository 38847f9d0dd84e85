/**
 * What both hosts do once they stand: start main, open the window, set up by file where one was given, tell on stdout (one JSON
 * line each: kioskReady, kioskWindow, kioskSetUp), and stop in order, once, however the wish for it came.
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../shared/lib/clock.ts';
import type { LoginWish } from '../at-login.ts';
import { openFsyncThread } from '../database/fsync-beside.ts';
import type { CallHandler, Host } from '../host.ts';
import { startMain } from '../main.ts';
import type { MainOptions, RunningMain } from '../main.ts';
import type { ProvisionSource } from '../provisioning/provision-source.ts';
import type { KioskSettings } from './kiosk-settings.ts';
import { readSetupFile, setUpByFile } from './set-up-by-file.ts';

export interface KioskProgram {
  readonly host: Host & { readonly call: CallHandler; close(): Promise<void> };
  readonly settings: KioskSettings;
  /** Where the page is; under the browser host with the launch token. */
  readonly pageUrl: string;
  /** Folder of package.json, for the version. */
  readonly root: string;
  /** A9 */
  readonly provision: ProvisionSource | null;
  /** Null: nothing becomes of the next login. */
  readonly login: LoginWish | null;
  /** What another than the shipped composition puts in place; nothing in either host. */
  readonly parts?: KioskParts;
}

export type KioskParts = Pick<MainOptions, 'clock' | 'timers' | 'durably'>;

/** One line for whoever started the program and waits for it. */
function announce(line: { readonly event: string } & Readonly<Record<string, string>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

export async function runKiosk({ host, settings, pageUrl, root, provision, login, parts = {} }: KioskProgram): Promise<RunningMain> {
  const main = await startMain({
    host,
    appVersion: readVersion(root),
    deviceName: hostname(),
    platform: `${process.platform}-${process.arch}`,
    defaultServerUrl: settings.defaultServerUrl,
    provision,
    login,
    fsync: () => openFsyncThread(),
    ...parts,
  });
  announce({ event: 'kioskReady', url: pageUrl });
  const window = await host.openWindow();
  announce(window.kind === 'opened' ? { event: 'kioskWindow', outcome: 'opened' } : { event: 'kioskWindow', outcome: 'notOpened', why: window.why });
  if (settings.setupFile !== null) void setUp(host.call, settings.setupFile);
  return main;
}

async function setUp(call: CallHandler, path: string): Promise<void> {
  const preset = readSetupFile(path);
  if (preset === null) return announce({ event: 'kioskSetUp', outcome: 'notSetUp', step: 'file', why: 'unreadable' });
  try {
    const outcome = await setUpByFile(call, preset, () => systemClock.monotonicMs());
    announce(outcome.kind === 'notSetUp' ? { event: 'kioskSetUp', outcome: outcome.kind, step: outcome.step, why: outcome.why } : { event: 'kioskSetUp', outcome: outcome.kind });
  } catch {
    announce({ event: 'kioskSetUp', outcome: 'notSetUp', step: 'calls', why: 'internal' });
  }
}

function readVersion(root: string): string {
  const read: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const version = typeof read === 'object' && read !== null && 'version' in read ? read.version : null;
  return typeof version === 'string' ? version : 'unknown';
}

/** Runs `stop` for the first wish, whoever has it; later ones change nothing. `exit` comes last. */
export function stopOnce(stop: () => Promise<void>, exit: (exitCode: number) => void): (exitCode: number) => void {
  let stopping = false;
  return (exitCode) => {
    if (stopping) return;
    stopping = true;
    const end = (): void => exit(exitCode);
    void stop().then(end, end);
  };
}
