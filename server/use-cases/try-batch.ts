/**
 * G3: a kiosk tries the way of its batches. What has come so far was let in by its token, opened with the sealing key and read as every batch is; here it is
 * judged as every batch, in a transaction that is taken back. Nothing is stored, and nobody takes the answer for a receipt: it carries no punch but one of nobody.
 */
import type { BatchAnswer } from '../../shared/contracts/http.ts';
import { isOfNobody } from '../../shared/contracts/self-test.ts';
import { firstPreviousHash } from '../../shared/rules/punch-chain.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { DeviceCaller } from '../callers.ts';
import { readChainEnd } from '../database/devices.ts';
import type { Db } from '../database/schema.ts';
import type { ServerDatabase } from '../database/server-database.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';
import type { OfferedBatch } from '../intake/offers.ts';
import { acceptPunches } from './accept-punches.ts';

export type TryBatchOutcome = { readonly kind: 'answer'; readonly answer: BatchAnswer } | Problem;

export async function tryBatch(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: DeviceCaller, batch: OfferedBatch): Promise<TryBatchOutcome> {
  const { offers, records } = batch;
  const isSelfTest = records.length === 0 && offers.length <= 1 && offers.every((offer) => offer.kind === 'punch' && isOfNobody(offer.punch));
  if (!isSelfTest) return problem('invalidMessage', { errors: [{ path: 'punches', message: 'a dry run carries nothing but the punch of a self-test' }] });
  const chainEnd = (await readChainEnd(tenantScope(deps.database.reader, caller.tenantId), caller.deviceId)) ?? { sequenceNumber: 0, hash: firstPreviousHash };
  const [judged] = await acceptPunches({ database: takingBack(deps.database), clock: deps.clock }, [batch]);
  if (judged === undefined) throw new Error('a dry run was not answered');
  return { kind: 'answer', answer: { ...judged, chainEnd, chainGaps: [] } };
}

/** Thrown and caught in this file. */
class TakenBack extends Error {}

/** The database, in which every transaction comes to what it would come to, and is taken back. */
function takingBack(database: ServerDatabase): ServerDatabase {
  return { ...database, transaction: (work) => takeBack(database, work) };
}

async function takeBack<T>(database: ServerDatabase, work: (db: Db) => Promise<T>): Promise<T> {
  const results: T[] = [];
  await database
    .transaction(async (db) => {
      results.push(await work(db));
      throw new TakenBack();
    })
    .catch((cause: unknown) => {
      if (!(cause instanceof TakenBack)) throw cause;
    });
  const [result] = results;
  if (result === undefined) throw new Error('a dry run came to nothing');
  return result;
}
