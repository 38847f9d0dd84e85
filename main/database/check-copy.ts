/**
 * H6: looks whether a copy of the kiosk database can be relied on: it is opened under the key, every page and index is read, and its
 * punches are counted. Nothing is written. A thread does it, so that no tap waits, however large the copy is.
 */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

const soundCopy = z.strictObject({ kind: z.literal('sound'), schemaVersion: z.int(), deviceId: z.string().nullable(), punches: z.int(), lastSequence: z.int() });
const copyCheck = z.discriminatedUnion('kind', [soundCopy, z.strictObject({ kind: z.literal('unsound'), why: z.string() })]);
export type SoundCopy = z.infer<typeof soundCopy>;
export type CopyCheck = z.infer<typeof copyCheck>;

/** In plain JavaScript, for it is started from its text: a path would have to be right in the sources, in the build and in the archive. */
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
    const found = String(database.pragma('integrity_check(1)', { simple: true }));
    const ask = (sql) => database.prepare(sql).pluck().get();
    parentPort.postMessage(found !== 'ok' ? { kind: 'unsound', why: found.slice(0, 200) } : {
      kind: 'sound',
      schemaVersion: Number(database.pragma('user_version', { simple: true })),
      deviceId: JSON.parse(ask("SELECT value FROM settings WHERE name = 'deviceId'") ?? 'null'),
      punches: ask('SELECT count(*) FROM punches'),
      lastSequence: ask('SELECT coalesce(max(sequence_number), 0) FROM punches'),
    });
  } catch (error) {
    parentPort.postMessage({ kind: 'unsound', why: String(error && error.message).slice(0, 200) });
  } finally {
    if (database !== null) database.close();
  }
`;

/** Never rejects: whatever goes wrong is a reason not to rely on the copy. */
export async function checkCopy(file: string, key: Uint8Array): Promise<CopyCheck> {
  const library = createRequire(import.meta.url).resolve('better-sqlite3');
  const worker = new Worker(threadText, { eval: true, name: 'backup-check', workerData: { file, keyHex: Buffer.from(key).toString('hex'), library } });
  const check = await new Promise<CopyCheck>((resolve) => {
    let answer: CopyCheck = { kind: 'unsound', why: 'the check ended without an answer' };
    worker.on('message', (message: unknown) => (answer = copyCheck.parse(message)));
    worker.on('error', (error: unknown) => (answer = { kind: 'unsound', why: error instanceof Error ? error.message : String(error) }));
    worker.on('exit', () => resolve(answer));
  });
  // SQLite makes these beside whatever it reads in this mode; they hold nothing.
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  return check;
}
