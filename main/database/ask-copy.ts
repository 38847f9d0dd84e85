/**
 * Reads a kiosk database that nobody uses, under its key, and writes nothing to it. A thread does it, so that no tap waits, however large the file is. What is asked is
 * plain JavaScript in a text, for the thread is started from it: a path would have to be right in the sources, in the build and in the archive.
 */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

export interface Question<T> {
  /** Of the thread. */
  readonly name: string;
  /** A function of the open database. */
  readonly text: string;
  readonly answer: z.ZodType<T>;
  /** Whatever goes wrong. */
  readonly failed: (why: string) => T;
}

const message = z.union([z.strictObject({ why: z.string() }), z.strictObject({ answer: z.unknown() })]);

const threadText = (question: string): string => `
  const { workerData, parentPort } = require('node:worker_threads');
  const { file, keyHex, library } = workerData;
  let database = null;
  try {
    const Database = require(library);
    database = new Database(file, { readonly: true, fileMustExist: true });
    database.pragma("cipher = 'sqlcipher'");
    database.pragma('legacy = 4');
    database.pragma('key = "x\\'' + keyHex + '\\'"');
    parentPort.postMessage({ answer: (${question})(database) });
  } catch (error) {
    parentPort.postMessage({ why: String(error && error.message).slice(0, 200) });
  } finally {
    if (database !== null) database.close();
  }
`;

/** Never rejects. */
export async function askCopy<T>(file: string, key: Uint8Array, { name, text, answer, failed }: Question<T>): Promise<T> {
  const library = createRequire(import.meta.url).resolve('better-sqlite3');
  const worker = new Worker(threadText(text), { eval: true, name, workerData: { file, keyHex: Buffer.from(key).toString('hex'), library } });
  return await new Promise<T>((resolve) => {
    let said = failed('the thread ended without an answer');
    worker.on('message', (received: unknown) => {
      const told = message.parse(received);
      said = 'why' in told ? failed(told.why) : answer.parse(told.answer);
    });
    worker.on('error', (error: unknown) => (said = failed(error instanceof Error ? error.message : String(error))));
    worker.on('exit', () => resolve(said));
  });
}
