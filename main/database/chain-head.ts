/** H5: where the device's chain of punches stands. It outlives the clearing of the punch that it names. */
import { punch as punchSchema } from '../../shared/contracts/entities.ts';
import { firstPreviousHash } from '../../shared/rules/punch-chain.ts';
import type { Connection } from './connection.ts';
import type { JournalPosition } from './journal.ts';
import { readLastPunch } from './punches.ts';
import type { Settings } from './settings.ts';

export interface ChainHead {
  readonly sequenceNumber: number;
  readonly hash: string;
  /** Where the punch's frame in the journal ends; null before the first punch. */
  readonly position: JournalPosition | null;
}

/** The last punch of this device: the last one stored, or the one that was stored when older ones were cleared. */
export function readChainHead(connection: Connection, settings: Settings): ChainHead {
  const kept = settings.read('chainHead') ?? { sequenceNumber: 0, hash: firstPreviousHash, position: null };
  const last = readLastPunch(connection);
  if (last === undefined || last.sequenceNumber <= kept.sequenceNumber) return kept;
  return { sequenceNumber: last.sequenceNumber, hash: punchSchema.shape.hash.parse(hashOf(last.record)), position: last.position };
}

function hashOf(record: string): unknown {
  const parsed: unknown = JSON.parse(record);
  return typeof parsed === 'object' && parsed !== null && 'hash' in parsed ? parsed.hash : null;
}
