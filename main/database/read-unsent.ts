/**
 * H1: what a database that is not in use any more still holds that the server may lack: punches and records that are pending. A failed punch is at the
 * server (K10). Whole tables are read, whatever indexes say, and a page that is damaged ends it: what cannot be read cannot be vouched for. A thread
 * does it, so that no tap waits; nothing is written.
 */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

const unsent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('read'), punches: z.array(z.strictObject({ sequenceNumber: z.int(), punchId: z.string() })), recordIds: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('unreadable'), why: z.string() }),
]);
export type Unsent = z.infer<typeof unsent>;

/** As check-copy.ts, in plain JavaScript. The conditions are written so that no partial index answers them. */
const threadText = `
  const { workerData, parentPort } = require('node:worker_threads');
  const { file, keyHex, library } = workerData;
  let database = null;
  try {
    const Database = require(library);
    database = new Database(file, { readonly: true, fileMustExist: true });
    database.pragma("cipher = 'sqlcipher'");
    database.pragma('legacy = 4');
    database.pragma('key = "x\\'' + keyHex + '\\'"');
    parentPort.postMessage({
      kind: 'read',
      punches: database.prepare("SELECT sequence_number AS sequenceNumber, punch_id AS punchId FROM punches NOT INDEXED WHERE status || '' = 'pending'").all(),
      recordIds: database.prepare("SELECT record_id FROM outbox NOT INDEXED WHERE status || '' = 'pending'").pluck().all(),
    });
  } catch (error) {
    parentPort.postMessage({ kind: 'unreadable', why: String(error && error.message).slice(0, 200) });
  } finally {
    if (database !== null) database.close();
  }
`;

/** Never rejects. */
export async function readUnsent(file: string, key: Uint8Array): Promise<Unsent> {
  const library = createRequire(import.meta.url).resolve('better-sqlite3');
  const worker = new Worker(threadText, { eval: true, name: 'unsent-check', workerData: { file, keyHex: Buffer.from(key).toString('hex'), library } });
  const answer = await new Promise<Unsent>((resolve) => {
    let said: Unsent = { kind: 'unreadable', why: 'the reading ended without an answer' };
    worker.on('message', (message: unknown) => (said = unsent.parse(message)));
    worker.on('error', (error: unknown) => (said = { kind: 'unreadable', why: error instanceof Error ? error.message : String(error) }));
    worker.on('exit', () => resolve(said));
  });
  rmSync(`${file}-shm`, { force: true });
  return answer;
}
