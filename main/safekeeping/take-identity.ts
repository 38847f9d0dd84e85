/**
 * H6: what a restored database takes over from the device's identity: all of it where it was made anew, and the credentials where it came
 * from a backup, for the token may have been renewed since. A database without a device id beside a kept identity was made anew by a
 * start that was killed: it takes it as well.
 */
import type { ChainHead } from '../database/chain-head.ts';
import type { Connection } from '../database/connection.ts';
import type { Settings } from '../database/settings.ts';
import type { SyncLog } from '../database/sync-log.ts';
import type { Durably } from '../durable-steps.ts';
import type { EventLog } from '../logger.ts';
import { readIdentity } from './identity-keep.ts';
import type { RestoreOutcome } from './restore-database.ts';

export interface TakingInput {
  readonly connection: Connection;
  readonly settings: Settings;
  readonly dataFolder: string;
  readonly key: Uint8Array;
  readonly nowMs: number;
  readonly durably: Durably;
}

export function takeIdentity(input: TakingInput, restored: RestoreOutcome | null): void {
  const { connection, settings, durably } = input;
  if (restored?.kind === 'fromBackup') {
    const { identity, backupMadeAtMs, setAside } = restored;
    durably('identityTake', () =>
      connection.transaction(() => {
        settings.write('restored', { atMs: input.nowMs, from: 'backup', backupMadeAtMs, broughtBack: countedBefore(settings, setAside), setAside });
        if (identity !== null && identity.deviceId === settings.read('deviceId')) writeIdentity(settings, identity);
      }),
    );
    return;
  }
  if (settings.read('deviceId') !== null) return;
  const identity = restored?.kind === 'anew' ? restored.identity : readIdentity(input.dataFolder, input.key);
  if (identity === null) return;
  durably('identityTake', () =>
    connection.transaction(() => {
      settings.write('deviceId', identity.deviceId);
      settings.write('restored', { atMs: input.nowMs, from: 'journal', backupMadeAtMs: null, broughtBack: 0, setAside: restored?.kind === 'anew' ? restored.setAside : 'damaged' });
      writeIdentity(settings, identity);
    }),
  );
}

type Identity = NonNullable<ReturnType<typeof readIdentity>>;

function writeIdentity(settings: Settings, { enrolment, organisation, timeclock }: Identity): void {
  settings.write('enrolment', enrolment);
  settings.write('organisation', organisation);
  settings.write('timeclock', timeclock);
}

/** H5: the chain goes on where the device's stood, where neither backup nor journal reach as far: numbers that the server has are not used again. */
export function goOnFromIdentity(settings: Settings, restored: RestoreOutcome, head: ChainHead): void {
  if (restored.kind === 'impossible' || restored.identity === null) return;
  const { chain } = restored.identity;
  if (chain.sequenceNumber > head.sequenceNumber) settings.write('chainHead', { ...chain, position: null });
}

/** By the same restore, in a start that was killed: what it brought back is not brought back again. */
function countedBefore(settings: Settings, setAside: string): number {
  const before = settings.read('restored');
  return before?.setAside === setAside ? before.broughtBack : 0;
}

/** In the caller's transaction: `count` more punches and records came from the journal. */
export function countBroughtBack(settings: Settings, count: number): void {
  const restored = settings.read('restored');
  if (restored !== null) settings.write('restored', { ...restored, broughtBack: restored.broughtBack + count });
}

/** Told: in the log, in the sync log, and in the settings, from where status and diagnostics have it. Once at least, for a kill may come behind it. */
export function noteRestored(to: { readonly settings: Settings; readonly syncLog: SyncLog; readonly log: EventLog; readonly atMs: number }): void {
  const restored = to.settings.read('restored');
  if (restored === null) return;
  const fields = { from: restored.from, backupMadeAtMs: restored.backupMadeAtMs, broughtBack: restored.broughtBack, setAside: restored.setAside };
  to.log('database.restored', fields);
  to.syncLog.append({ atMs: to.atMs, level: 'error', event: 'database.restored', fields });
  to.syncLog.flush();
}
