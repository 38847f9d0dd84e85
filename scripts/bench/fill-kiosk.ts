/**
 * Puts punches into the storage of a kiosk that is set up and does not run: through the kiosk's own modules, into journal and
 * database, in chunks of one fsync and one commit each. How long a single tap takes is measured elsewhere.
 */
import type { Punch, Verdict } from '../../shared/contracts/entities.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import { zoneDataEdition } from '../../shared/lib/zoned-time.ts';
import { readChainHead } from '../../main/database/chain-head.ts';
import { insertPunch } from '../../main/database/punches.ts';
import { settlePunches } from '../../main/database/settle-punches.ts';
import { keyFile } from '../../main/hosts/key-file.ts';
import { openStorage, type Storage } from '../../main/open-storage.ts';
import { makePunch, type ChainEnd, type MakingDevice, type PunchFacts } from './made-punches.ts';

const chunkSize = 1000;

/** Opens what the kiosk in `dataFolder` stores, does `work` with it, and closes it again. */
export async function withStorage<T>(dataFolder: string, work: (storage: Storage) => T | Promise<T>): Promise<T> {
  const opened = await openStorage(
    { dataFolder, keyStore: keyFile(dataFolder) },
    () => systemClock.wallMs(),
    () => undefined,
  );
  if (opened.kind === 'broken') throw new Error(`the kiosk's storage does not open: ${opened.reason}`);
  const { storage } = opened;
  try {
    return await work(storage);
  } finally {
    storage.syncLog.flush();
    storage.connection.close();
    storage.journal.close();
  }
}

/**
 * @param standing pending, or synced as if the server had accepted them all
 * @returns the size of the punches as plain JSON, in bytes
 */
export async function fillKiosk(dataFolder: string, facts: Iterable<PunchFacts>, standing: 'pending' | 'synced'): Promise<number> {
  return await withStorage(dataFolder, (storage) => {
    const device = deviceOf(storage);
    let bytes = 0;
    let end: ChainEnd = readChainHead(storage.connection, storage.settings);
    for (const chunk of chunksOf(facts, chunkSize)) {
      const punches: Punch[] = [];
      for (const one of chunk) {
        const punch = makePunch(device, one, end);
        punches.push(punch);
        end = punch;
      }
      bytes += store(storage, punches, standing);
    }
    return bytes;
  });
}

function deviceOf({ settings }: Storage): MakingDevice {
  const deviceId = settings.read('deviceId');
  const properties = settings.read('timeclock');
  if (deviceId === null || properties === null) throw new Error('the kiosk is not set up');
  return { deviceId, timeZone: properties.timeZone, zoneDataEdition: zoneDataEdition() };
}

function store({ connection, journal }: Storage, punches: readonly Punch[], standing: 'pending' | 'synced'): number {
  const records = punches.map((punch) => JSON.stringify(punch));
  const positions = journal.appendAll(records);
  connection.transaction(() => {
    for (const [index, punch] of punches.entries()) {
      const position = positions[index];
      if (position === undefined) throw new Error('the journal did not say where a punch stands');
      insertPunch(connection, punch, records[index] ?? '', position);
    }
    if (standing === 'synced') settlePunches(connection, punches.map(accepted), systemClock.wallMs());
  });
  return records.reduce((sum, record) => sum + Buffer.byteLength(record), 0);
}

function accepted(punch: Punch): Verdict {
  return { kind: 'accepted', punchId: punch.punchId, roundedInstant: punch.bestKnownInstant, exceptions: [] };
}

function* chunksOf<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
