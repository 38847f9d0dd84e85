/**
 * The kiosk of a replay: the real main composition with its real daemon, in this process, on a folder of its own. Its clock
 * shows the rows' time, its calls go through the table that a window's calls go through, and are checked like those.
 */
import { mkdirSync } from 'node:fs';
import { calls, type CallAnswer, type CallInput, type CallName } from '../../shared/contracts/ipc.ts';
import { databaseExists, openDatabase } from '../../main/database/open.ts';
import { findPunch } from '../../main/database/punches.ts';
import { keyFile } from '../../main/hosts/key-file.ts';
import { startMain, type RunningMain } from '../../main/main.ts';
import type { TimeSource } from '../../main/trusted-clock.ts';
import { recordPunch } from '../../main/use-cases/record-punch.ts';
import type { Called, KioskCaller } from '../../test/support/kiosk-caller.ts';
import { setUpByCalls, type SetupPreset } from '../../test/support/set-up-by-calls.ts';
import { inProcessHost } from './in-process-host.ts';

export interface ReplayedKiosk extends KioskCaller {
  setUp(preset: SetupPreset): Promise<void>;
  /** The note that punches carry from now on (C4): what the export says beside user and time. */
  setNote(note: string | null): void;
  hintAtNetwork(): void;
  stop(): Promise<void>;
}

export async function startReplayedKiosk(folder: string, time: TimeSource): Promise<ReplayedKiosk> {
  mkdirSync(folder, { recursive: true });
  const host = inProcessHost(folder);
  const main = await startMain({ host, time, appVersion: 'replay', deviceName: 'Replay', platform: `${process.platform}-${process.arch}`, defaultServerUrl: 'http://127.0.0.1:4780' });
  let note: string | null = null;
  return {
    call: (name, input) => callMain(main, name, input, note),
    setUp: async (preset) => {
      const outcome = await setUpByCalls(main.call, preset, () => performance.now());
      if (outcome.kind === 'notSetUp') throw new Error(`The kiosk could not be set up: ${outcome.step}, ${outcome.why}.`);
    },
    setNote: (next) => (note = next),
    hintAtNetwork: host.hintAtNetwork,
    stop: () => main.stop(),
  };
}

/** A window cannot give a punch a note; so this one call, checked as in the table, goes to its use case by hand. */
async function callMain<N extends CallName>(main: RunningMain, name: N, input: CallInput<N>, note: string | null): Promise<Called<N>> {
  const kiosk = main.kiosk();
  const result = name === 'recordPunch' && kiosk !== null ? { kind: 'answer' as const, answer: recordPunch(kiosk, calls.recordPunch.input.parse(input), note) } : await main.call(name, input);
  return result.kind === 'answer' ? { kind: 'answer', answer: calls[name].answer.parse(result.answer) as CallAnswer<N> } : result;
}

/** Which of these punches the stopped kiosk in `folder` still has pending, and why the server would not have them. */
export async function findPending(folder: string, punchIds: readonly string[]): Promise<Map<string, string>> {
  const key = await keyFile(folder).load();
  if (key.kind !== 'key' || !databaseExists(folder)) return new Map();
  const opened = openDatabase({ folder, key: key.key, lockWaitMs: 5000 });
  if (opened.kind !== 'opened') throw new Error(`The kiosk's database does not open any more: ${opened.kind}.`);
  const pending = new Map<string, string>();
  for (const punchId of punchIds) {
    const punch = findPunch(opened.connection, punchId);
    if (punch?.status === 'pending') pending.set(punchId, punch.refusalCode ?? 'not sent');
  }
  opened.connection.close();
  return pending;
}
