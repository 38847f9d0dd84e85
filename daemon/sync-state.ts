/** The state of the sync machine by the contract's name: steps within a state are the machine's own affair. */
import type { SnapshotFrom } from 'xstate';
import type { SyncState } from '../shared/contracts/daemon.ts';
import type { createSyncMachine } from './sync-machine.ts';

export type SyncSnapshot = SnapshotFrom<ReturnType<typeof createSyncMachine>>;

export function stateOf({ value }: SyncSnapshot): SyncState {
  if (typeof value === 'string') return value;
  return 'uploading' in value ? 'uploading' : 'downloading';
}
