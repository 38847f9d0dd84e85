/**
 * What both hosts do once they stand: start main, open the window, tell on stdout (one JSON
 * line each: kioskReady, kioskWindow, kioskSetUp), and stop in order, once, however the wish for it came.
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { LoginWish } from '../at-login.ts';
import { openFsyncThread } from '../database/fsync-beside.ts';
import { heardHost, isSetUp } from '../heard-host.ts';
import type { CallHandler, Host } from '../host.ts';
import { startMain } from '../main.ts';
import type { MainOptions, RunningMain } from '../main.ts';
import type { ProvisionSource } from '../provisioning/provision-source.ts';
import type { KioskSettings } from './kiosk-settings.ts';

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
  const setUp = announceSetUp(host);
  const main = await startMain({
    host: setUp.host,
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
  const view = main.view();
  if (view.kind === 'ready') setUp.setUp();
  if (view.kind === 'broken') announce({ event: 'kioskSetUp', outcome: 'notSetUp', why: view.reason });
  const window = await host.openWindow();
  announce(window.kind === 'opened' ? { event: 'kioskWindow', outcome: 'opened' } : { event: 'kioskWindow', outcome: 'notOpened', why: window.why });
  return main;
}

/** A9: whoever started the program hears once that the kiosk is set up, and why a provisioning file does not lead there. */
function announceSetUp(host: KioskProgram['host']): { readonly host: KioskProgram['host']; readonly setUp: () => void } {
  let isAnnounced = false;
  const setUp = (): void => {
    if (!isAnnounced) announce({ event: 'kioskSetUp', outcome: 'setUp' });
    isAnnounced = true;
  };
  const heard = heardHost(host, (name, body) => {
    if (isSetUp(name, body)) setUp();
    if (name !== 'provisioningChanged' || !('kind' in body)) return;
    if (body.kind === 'refused') announce({ event: 'kioskSetUp', outcome: 'notSetUp', why: body.code });
    if (body.kind === 'invalid') announce({ event: 'kioskSetUp', outcome: 'notSetUp', why: 'invalid' });
  });
  return { host: heard, setUp };
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
