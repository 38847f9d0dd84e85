/** What a stopped kiosk's database says of its punches, read with the kiosk's own key. */
import { databaseExists, openDatabase } from '../../main/database/open.ts';
import { build, query } from '../../main/database/query.ts';
import { keyFile } from '../../main/hosts/key-file.ts';
import type { SyncStatus } from '../../shared/contracts/entities.ts';

export interface KioskPunch {
  readonly punchId: string;
  readonly sequenceNumber: number;
  readonly status: SyncStatus;
}

const allPunches = query()(build.selectFrom('punches').select(['punch_id as punchId', 'sequence_number as sequenceNumber', 'status']).orderBy('sequence_number'));

export async function readKioskPunches(dataFolder: string): Promise<KioskPunch[]> {
  const key = await keyFile(dataFolder).load();
  if (key.kind !== 'key' || !databaseExists(dataFolder)) throw new Error('there is no kiosk in this folder');
  const opened = openDatabase({ folder: dataFolder, key: key.key, lockWaitMs: 5000 });
  if (opened.kind !== 'opened') throw new Error(`the kiosk's database does not open any more: ${opened.kind}`);
  try {
    return opened.connection.all(allPunches, {});
  } finally {
    opened.connection.close();
  }
}
