/** Main as a host starts it, in this process: on a folder that outlives it, with a daemon that the test plays. */
import { onTestFinished } from 'vitest';
import type { EventName } from '../../shared/contracts/ipc.ts';
import { ManualClock } from '../../shared/lib/clock.ts';
import type { Host, KeyStore } from '../../main/host.ts';
import type { Kiosk } from '../../main/kiosk.ts';
import { startMain, type MainOptions, type RunningMain } from '../../main/main.ts';
import { keyInMemory, mondayMs, ScriptedDaemon } from './kiosk-in-process.ts';
import { ManualTimers } from './manual-timers.ts';
import type { RelayingDaemon } from './relaying-daemon.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export interface StartedMain {
  readonly main: RunningMain;
  readonly folder: string;
  readonly keyStore: KeyStore;
  readonly clock: ManualClock;
  readonly timers: ManualTimers;
  readonly daemon: ScriptedDaemon;
  readonly events: { readonly name: EventName; readonly body: unknown }[];
  /** The kiosk that works now; throws while none does. */
  kiosk(): Kiosk;
  stop(): Promise<void>;
}

/** Stopped when the test ends. */
export async function startMainInProcess(again: { readonly folder?: string; readonly keyStore?: KeyStore } = {}, options: Partial<MainOptions> & { readonly relaying?: RelayingDaemon } = {}): Promise<StartedMain> {
  const folder = again.folder ?? newFolder();
  const keyStore = again.keyStore ?? keyInMemory();
  const clock = new ManualClock(mondayMs);
  const timers = new ManualTimers();
  const daemon = new ScriptedDaemon();
  const { relaying = null, ...mainOptions } = options;
  const events: StartedMain['events'] = [];
  const host: Host = {
    kind: 'browser',
    dataFolder: folder,
    keyStore,
    startDaemon: () => (relaying ?? daemon).start(),
    onCall: () => undefined,
    emit: (name, body) => void events.push({ name, body }),
    onNetworkHint: () => () => undefined,
    onPage: () => undefined,
    openWindow: () => Promise.resolve({ kind: 'notOpened', why: 'a test' }),
    quit: () => undefined,
  };
  const main = await startMain({ host, appVersion: '0.1.0', deviceName: 'Test kiosk', platform: 'test', defaultServerUrl: 'http://127.0.0.1:4780', clock, timers, ...mainOptions });
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (isStopped) return;
    isStopped = true;
    const stopping = main.stop();
    // A scripted daemon ends when it is told to.
    daemon.die();
    await stopping;
  };
  onTestFinished(stop);
  const kiosk = (): Kiosk => {
    const standing = main.kiosk();
    if (standing === null) throw new Error(`the kiosk is ${JSON.stringify(main.view())}`);
    return standing;
  };
  return { main, folder, keyStore, clock, timers, daemon, events, kiosk, stop };
}

function newFolder(): string {
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}
